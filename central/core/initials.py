"""What a unit may know of a name: its initials, or nothing for a protected person (R70)."""


def initials(name: str, *, protected: bool) -> str | None:
    """``Anna-Lisa Berg`` is ``A. B.``; None for a protected person or an empty name."""
    words = name.split()
    if protected or not words:
        return None
    letters = [words[0][0]] if len(words) == 1 else [words[0][0], words[-1][0]]
    return " ".join(f"{letter.upper()}." for letter in letters)
