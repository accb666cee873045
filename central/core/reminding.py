"""Which visit is reminded of, and when (R03). Times are Unix seconds."""

BEFORE_S = 30 * 60.0
"""So long before the start; one that is late goes until the start."""
FRESH_S = 30 * 60.0
"""Who was told of the visit or its time so lately needs no reminder."""
JUST_NOW_S = 120.0
"""Who was invited so lately needs no letter that the visit begins."""

CONFIRMED = ("yes", "not-needed")
