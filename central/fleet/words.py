"""The fleet page's own sentences for faults, for letters and other systems too."""

import json
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parents[1] / "web" / "static" / "fleet" / "words"


@cache
def catalogue(language: str) -> dict[str, str]:
    """What the page says in ``sv`` or ``en``; each file is one JSON object after a comment."""
    text = (WORDS / f"{language}.js").read_text(encoding="utf-8")
    words: dict[str, str] = json.loads(text.partition("export default ")[2].rstrip().rstrip(";"))
    return words


def fault_words(code: str, language: str) -> tuple[str, str]:
    """What is wrong, and what to do; for a code that the page does not know the code itself."""
    words = catalogue(language)
    return words.get(f"fault.{code}", code), words.get(f"fault.{code}.do", "")
