"""Which addresses letters are sent to at all: written so that no far end can read it otherwise."""

import re

_NAME = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL = re.compile(
    rf"(?=.{{3,254}}$)(?=[^@]{{1,64}}@){_NAME}(?:\.{_NAME})*@(?:{_LABEL}\.)+[A-Za-z]"
    r"[A-Za-z0-9-]*[A-Za-z0-9]"
)
_NUMBER = re.compile(r"\+[1-9][0-9]{5,14}")
_PREMIUM = re.compile(r"\+46(?:900|939|944)")
"""Numbers that cost their caller more than a call (the Swedish plan: 0900, 0939, 0944)."""


def is_mail_address(text: str) -> bool:
    """Whether it is one plain address: no comments, quotes, lists, lookalike letters."""
    return _MAIL.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Whether it is one number in E.164."""
    return _NUMBER.fullmatch(text) is not None


def is_premium(number: str) -> bool:
    """Whether a number of E.164 is one that earns by being called or written to."""
    return _PREMIUM.match(number) is not None
