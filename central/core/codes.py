"""A code by SMS: how often one is sent, how long it holds, what its message says. Unix seconds."""

from central.core.dates import spoken
from central.core.letters import Letter

DIGITS = 6
VALID_S = 300.0
TRIES = 5
"""So many wrong tries, and a code is dead."""
AGAIN_S = 30.0
HOUR_S = 3600.0
AN_HOUR = 3
"""So many codes an hour go to one person."""

_WORDS = {
    "sv": ("{code} är din kod till videobesöket. Lämna den aldrig till någon annan.", "Din kod"),
    "en": ("{code} is your code for the video visit. Never give it to anybody.", "Your code"),
}


def recent(asked: list[float], now: float) -> list[float]:
    """Those of the codes that were sent within the hour."""
    return [at for at in asked if now - HOUR_S < at <= now]


def may_ask(asked: list[float], now: float) -> bool:
    """Whether another code may be sent, after those of the moments ``asked``."""
    sent = recent(asked, now)
    return len(sent) < AN_HOUR and all(now >= at + AGAIN_S for at in sent)


def holds(made_at: float, now: float) -> bool:
    """Whether a code of the moment ``made_at`` can still be given."""
    return made_at <= now < made_at + VALID_S


def code_letter(to: str, code: str, host: str, language: str) -> Letter:
    """The message: it names nobody; its last line lets phones fill the code in on ``host`` alone.

    https://wicg.github.io/sms-one-time-codes/
    """
    said, subject = _WORDS[spoken(language)]
    text = f"{said.format(code=code)}\n\n@{host} #{code}"
    return Letter("code", (to,), subject, text, lasts=VALID_S)
