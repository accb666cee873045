"""A telephone number as people read it aloud: Swedish ones the Swedish way, others in pairs."""

from itertools import accumulate, pairwise

SWEDEN = "+46"
LEFT_TO_RIGHT = "\u200e"
"""Numbers keep their direction on a screen that is read from the right."""
SHORT_AREAS = frozenset({"08"})
MIDDLE_AREAS = frozenset({
    "010", "011", "013", "016", "018", "019", "020", "021", "023", "026", "031", "033", "035",
    "036", "040", "042", "044", "046", "054", "060", "063", "090",
    "070", "072", "073", "074", "075", "076", "077", "079",
})  # fmt: skip
"""Mobile numbers, non-geographic ones and the larger towns; every other area has four digits."""
GROUPS: dict[int, tuple[int, ...]] = {
    5: (3, 2),
    6: (2, 2, 2),
    7: (3, 2, 2),
    8: (3, 3, 2),
}
TWO_DIGITS = frozenset({
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
})  # fmt: skip
"""Country codes (ITU-T E.164) of two digits; 1 and 7 have one, all others three."""


def as_read(number: str) -> str:
    """``+46701234567`` as ``070-123 45 67``; what is no E.164 number stays as it is."""
    digits = number.removeprefix("+")
    if not number.startswith("+") or not digits.isascii() or not digits.isdigit():
        return number
    return _swedish("0" + number[len(SWEDEN) :]) if number.startswith(SWEDEN) else _foreign(digits)


def tail(last_two: str) -> str:
    """The number that a patient knows as theirs without its being told: ``··88``."""
    return f"{LEFT_TO_RIGHT}··{last_two}"


def _swedish(national: str) -> str:
    area = next(
        (n for n, areas in ((2, SHORT_AREAS), (3, MIDDLE_AREAS)) if national[:n] in areas), 4
    )
    local = national[area:]
    return f"{national[:area]}-{_in(local, GROUPS[len(local)]) if len(local) in GROUPS else local}"


def _foreign(digits: str) -> str:
    code = 1 if digits[0] in "17" else 2 if digits[:2] in TWO_DIGITS else 3
    local = digits[code:]
    odd = len(local) % 2
    sizes = (3,) * odd + (2,) * ((len(local) - 3 * odd) // 2)
    return f"{LEFT_TO_RIGHT}+{digits[:code]} {_in(local, sizes)}"


def _in(local: str, sizes: tuple[int, ...]) -> str:
    """``local`` cut into groups of ``sizes``."""
    if sum(sizes) != len(local):
        return local
    ends = list(accumulate(sizes, initial=0))
    return " ".join(local[begin:end] for begin, end in pairwise(ends))
