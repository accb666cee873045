"""Words from outside as one line that shows what it says: no line ends, no hidden letters."""

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format (such as a turned direction of reading), private, unknown, line ends."""


def one_line(text: str) -> str:
    """``text`` on one line, without letters that nobody sees."""
    seen = (" " if unicodedata.category(letter) in _HIDDEN else letter for letter in text)
    return " ".join("".join(seen).split())
