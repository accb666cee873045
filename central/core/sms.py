"""An SMS: which letters it may hold, and how many parts it takes (3GPP TS 23.038)."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")
"""Each takes the room of two."""
_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "’": "'", "‘": "'", "”": '"', "“": '"', "…": "...", " ": " ", "·": "."}
)
BASIC_ALONE, BASIC_PART = 160, 153
UNICODE_ALONE, UNICODE_PART = 70, 67
MOST_SEGMENTS = 6
"""Longer is no short message: a clinic's name is too long."""


def plain(text: str) -> str:
    """``text`` with typographic signs as a phone's plain alphabet has them."""
    return text.translate(_PLAIN)


def segments(text: str) -> int:
    """How many parts ``text`` is sent and paid as."""
    if all(letter in _BASIC or letter in _EXTENSION for letter in text):
        size = sum(2 if letter in _EXTENSION else 1 for letter in text)
        alone, part = BASIC_ALONE, BASIC_PART
    else:
        size = len(text.encode("utf-16-be")) // 2
        alone, part = UNICODE_ALONE, UNICODE_PART
    return 1 if size <= alone else -(-size // part)
