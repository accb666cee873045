"""A language that nobody speaks: English, accented, longer and in brackets.

What stands on a screen without brackets was never given to the catalogues; what is cut has lost
its last one; and what fits here fits in most languages.
"""

import re

PSEUDO = "pseudo"
ACCENTED = str.maketrans(
    "ACDEGHIJKLNORSTUWYZacdeghijklnorstuwyz",
    "ÅÇÐÉĜĤÎĴĶĻÑÖŔŠŢÛŴÝŽåçðéĝĥîĵķļñöŕšţûŵýž",
)
VOWEL = re.compile(r"(\b\w*?)([aeiouyAEIOUY])")
FIELD = re.compile(r"({\w+})")


def pseudo(words: str) -> str:
    """``words`` a quarter longer, each word's first vowel twice; {fields} are left alone."""
    parts = FIELD.split(words)
    parts[::2] = [VOWEL.sub(r"\1\2\2", part).translate(ACCENTED) for part in parts[::2]]
    return f"[{''.join(parts)}]"
