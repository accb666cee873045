"""The screen's words: gettext catalogues, one a language; English is the source."""

import gettext
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "screen"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "prs", "ckb", "ps", "ur", "yi"})


def languages() -> list[str]:
    """Every language with a catalogue."""
    return sorted(folder.name for folder in LOCALE.iterdir())


def mark(words: str) -> str:
    """Say that ``words`` of a table belong into the catalogues; returns them as they are."""
    return words


class Words:
    """All words in one language; ``languages()`` says which there are."""

    def __init__(self, language: str) -> None:
        self._catalogue = gettext.translation(DOMAIN, LOCALE, [language])
        self.language = language
        self.rtl = language in RIGHT_TO_LEFT

    def say(self, words: str, **values: object) -> str:
        """``words`` in this language, its {names} filled in."""
        return self._catalogue.gettext(words).format(**values)
