"""Languages of the hands: motion comes before size, and the interpreter's picture is large."""

SIGN_LANGUAGES = frozenset({"sgn", "swl", "fse", "fss", "nsl", "dsl", "icl", "ils", "ase", "bfi"})
"""BCP 47: any, Swedish, Finnish, Finland-Swedish, Norwegian, Danish, Icelandic, international …"""


def is_signed(language: str | None) -> bool:
    """Whether ``language`` (BCP 47) is a sign language."""
    return (language or "").split("-")[0] in SIGN_LANGUAGES
