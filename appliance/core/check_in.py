"""Who is checked in to the room (R18).

Where the staff check in with their own sign-in, central's level says who, and the screen shows a
code to do it with. Elsewhere *Jag är på plats* and presence do.
"""

from dataclasses import replace
from typing import Literal

from appliance.core.day import Day, Shown
from appliance.core.events import CheckInSaid, CodeSaid
from appliance.core.visit.times import is_around, is_watched
from appliance.core.words import Phase
from wire.check_in import CheckOut

Why = Literal["pressed", "absent"]


def check_in_said(day: Day, event: CheckInSaid, now: float) -> Day:
    """Central's level; a check-in that ended here stays ended until central knows it, too."""
    who = event.who if event.required else None
    if who is not None and day.gone is not None and who.since == day.gone.since:
        return day
    new = who is not None and (day.clinician is None or day.clinician.since != who.since)
    here = who is not None if event.required else day.here and not day.staff
    return replace(
        day,
        staff=event.required,
        clinician=who,
        here=here,
        here_at=now if new else day.here_at if who else None,
        gone=None,
        test_due=None if new else day.test_due,
        today_until=day.today_until if here and not new else None,
        rate=day.rate if here and not new else None,
    )


def code_said(day: Day, event: CodeSaid, now: float) -> Day:
    """A code came; nobody waits for one any more: it is not kept."""
    if day.code_since is None:
        return day
    return replace(day, code=Shown(event.code, event.address, now + event.lasts))


def comes(day: Day, *, somebody_came: bool) -> bool:
    """Whether a clinician is checked in after the sensor said whether somebody came."""
    return day.here or (somebody_came and not day.staff and not day.left)


def go(day: Day, why: Why) -> Day:
    """Nobody is checked in any more; central is told where it knows of a check-in."""
    gone = CheckOut(since=day.clinician.since, why=why) if day.clinician else day.gone
    left = day.left or (why == "pressed" and not day.staff)
    return replace(
        day,
        here=False,
        clinician=None,
        here_at=None,
        gone=gone,
        left=left,
        today_until=None,
        rate=None,
    )


def is_absent(day: Day, now: float) -> bool:
    """Nobody touched or was seen for so long, nor checked in."""
    came = day.here_at is not None and now < day.here_at + day.rules.absent
    return not came and not is_around(day, now, day.rules.absent)


def may_show_code(day: Day) -> bool:
    """Whether there is anybody to check in, and a way to do it."""
    idle = day.focus is None or day.focus.phase is Phase.OPEN
    return day.staff and not day.here and day.central and idle


def show_code(day: Day, now: float) -> Day:
    """The screen says how to check in."""
    if not may_show_code(day) or day.code_since is not None:
        return day
    return replace(day, code_since=now)


def hide_code(day: Day) -> Day:
    """The code goes from the screen, and out of memory."""
    return replace(day, code_since=None, code=None)


def keep_code_true(day: Day, now: float) -> Day:
    """A code is shown while somebody may need it; one that is over is not."""
    if day.code_since is not None and not (may_show_code(day) and is_watched(day, now)):
        return hide_code(day)
    if day.code is not None and now >= day.code.until:
        return replace(day, code=None)
    return day


def code_number(day: Day, now: float) -> int | None:
    """Which code in a row the screen wants; None: none."""
    if day.code_since is None:
        return None
    return int((now - day.code_since) // day.rules.code_each)


def next_code(day: Day, now: float) -> float | None:
    """When it wants the next one."""
    number = code_number(day, now)
    if day.code_since is None or number is None:
        return None
    return day.code_since + day.rules.code_each * (number + 1)
