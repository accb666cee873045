"""The catalogues: the same keys and places in every language, and every key that a page says."""

import json
import re
from enum import StrEnum
from pathlib import Path

import pytest

from appliance.core.words import BoardTrouble, ButtonTrouble, Fault, SignFault
from central.core.alerts import BROKER
from central.core.fleet import AWAY
from central.store.fleet import CLONED, IDENTITY

STATIC = Path(__file__).parents[2] / "central" / "web" / "static"
LANGUAGES = ("sv", "en")
PAGES = [path for path in STATIC.rglob("*.js") if path.parent.name != "words"]
SAID = re.compile(r'"((?:[a-z-]+\.)+[a-z0-9.-]+)"')


def files(language: str) -> list[Path]:
    """The catalogues in one language: what every page says, and what one page alone says."""
    return sorted(STATIC.rglob(f"words/{language}.js"))


def catalogue(language: str) -> dict[str, str]:
    """All words of one language; each module is one JSON object after a comment."""
    words: dict[str, str] = {}
    for file in files(language):
        text = file.read_text().partition("export default ")[2].rstrip().rstrip(";")
        words |= json.loads(text)
    return words


def places(text: str) -> list[str]:
    """The names in braces."""
    return sorted(re.findall(r"\{(\w+)\}", text))


def test_r68_every_language_says_the_same_things() -> None:
    """Same keys, same places for values, nothing left empty."""
    first = catalogue("sv")
    for language in LANGUAGES:
        words = catalogue(language)
        assert words.keys() == first.keys()
        assert all(words.values())
        assert {key: places(text) for key, text in words.items()} == {
            key: places(text) for key, text in first.items()
        }


def test_no_key_is_written_twice() -> None:
    """A later one would silently win."""
    for language in LANGUAGES:
        text = "\n".join(file.read_text() for file in files(language))
        keys = re.findall(r'^  "([^"]+)":', text, re.M)
        assert len(keys) == len(set(keys))


def test_every_key_that_a_page_names_exists() -> None:
    """Literal keys in the modules; a key made from parts is covered by its family."""
    words = catalogue("sv")
    families = {key.split(".")[0] for key in words if "." in key}
    for path in PAGES:
        code = re.sub(r"^\s*(//|/?\*).*|/\*\*.*\*/", "", path.read_text(), flags=re.M)
        for key in SAID.findall(code):
            if key.split(".")[0] in families and not key.endswith(".js"):
                assert key in words or any(k.startswith(key + ".") for k in words), (
                    f"{path.name}: {key}"
                )


def test_every_word_is_said_somewhere() -> None:
    """No text stands in the catalogue that no page can show."""
    text = (
        "\n".join(path.read_text() for path in PAGES)
        + "\n"
        + (STATIC / "words/words.js").read_text()
    )
    made = (
        "book.",
        "ways.",
        "part.",
        "lobby.prove.",
        "eid.",
        "identity.without.",
        "help.",
        "staff.mark.",
        "staff.messages.",
        "staff.todo.",
        "staff.role.",
        "staff.level.",
        "staff.refused.",
        "office.",
        "staff.outcome.",
        "level.",
        "guests.",
        "guest.as.",
        "guest.must.",
        "guest.level.",
        "guest.consent.2.",
        "guest.lobby.",
        "role.",
        "tile.",
        "fault.",
        "fleet.",
        "consent.2.",
        "rating.",
        "trial.path.",
        "camera.",
        "microphone.",
        "call.no.",
        "help.",
        "denied.",
        "talk.role.",
        "talk.problem.",
        "snap.",
    )
    for key in catalogue("sv"):
        if key.startswith(made) or key in ("language", "direction"):
            continue
        stem = re.sub(r"\.heading$|\.one$", "", key)
        assert f'"{key}"' in text or f'"{stem}"' in text, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_direction_is_one_of_two(language: str) -> None:
    """The page is mirrored by it."""
    assert catalogue(language)["direction"] in ("ltr", "rtl")


def test_every_fault_that_a_unit_or_central_tells_has_words_for_it() -> None:
    kinds: tuple[type[StrEnum], ...] = (Fault, BoardTrouble, ButtonTrouble, SignFault)
    codes = {CLONED, BROKER, *AWAY.values(), *(code.value for kind in kinds for code in kind)}
    for language in LANGUAGES:
        words = catalogue(language)
        assert {f"fault.{code}" for code in codes} <= words.keys()
        assert f"fleet.part.{IDENTITY}" in words
