"""The screen's words: gettext catalogues, one a language; English is the source."""

import gettext
from pathlib import Path

from appliance.stage.screen.pseudo import PSEUDO, pseudo

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "screen"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "prs", "ckb", "ps", "ur", "yi"})


def catalogues() -> list[str]:
    """Every language with a catalogue, offered or not."""
    return sorted(folder.name for folder in LOCALE.iterdir())


def languages() -> list[str]:
    """The languages that are offered: somebody who speaks it has read the whole catalogue."""
    return [language for language in catalogues() if reviewed(language)]


def reviewed(language: str) -> bool:
    """Whether the header of the written catalogue says ``X-Reviewed: yes``."""
    written = (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po").read_text("utf-8")
    return "X-Reviewed: yes" in written.split("\n\n", 1)[0]


def mark(words: str) -> str:
    """Say that ``words`` of a table belong into the catalogues; returns them as they are."""
    return words


class Words:
    """All words in one language; ``catalogues()`` says which there are, and PSEUDO is one more."""

    def __init__(self, language: str) -> None:
        self._pseudo = language == PSEUDO
        self._catalogue = gettext.translation(DOMAIN, LOCALE, ["en" if self._pseudo else language])
        self.language = language
        self.rtl = language in RIGHT_TO_LEFT

    def say(self, words: str, **values: object) -> str:
        """``words`` in this language, its {names} filled in."""
        said = self._catalogue.gettext(words)
        return (pseudo(said) if self._pseudo else said).format(**values)
