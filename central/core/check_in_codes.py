"""What a check-in code looks like, and how one that a person typed is read (R18)."""

ALPHABET = "34679ACDEFGHJKMNPQRTUWXY"
"""No two of them look alike: neither 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, U and V."""
LENGTH = 6
LASTS_S = 60.0
CLAIM_S = 120.0
"""Who showed a code has so long to read what it means and to confirm."""
TRIES = 5
PAUSE_S = 300.0
"""After so many wrong codes a person waits this long."""


def read(text: str) -> str:
    """As it was made, whatever case and gaps it was typed in."""
    return "".join(text.split()).replace("-", "").upper()
