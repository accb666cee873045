"""QR codes (ISO/IEC 18004), as dark and light modules."""

from functools import lru_cache

import segno

QUIET = 4
"""Light modules around a code."""


@lru_cache(maxsize=8)
def modules(words: str) -> tuple[bytes, ...]:
    """The rows of a code that says ``words``, 1 is dark; without its quiet zone."""
    return tuple(bytes(row) for row in segno.make(words, error="m", micro=False).matrix)
