"""What is written in a visit: whether the room may write, what lies open and is read (R31, R33)."""

from dataclasses import replace

from appliance.core.day import Day, Focus, talk_at
from appliance.core.visit.table import SEATED
from appliance.core.words import Button, Phase
from wire.signaling import ToSee

SEES: dict[ToSee, Button] = {
    "child-in-picture": Button.CHILD_SEEN,
    "patient-takes-part": Button.TAKES_PART,
}


def may_write(day: Day, focus: Focus) -> bool:
    """The room sits in the visit, central is there, and the patient's identity is known (R60)."""
    return focus.phase in SEATED and day.central and talk_at(day, focus.visit.id).unlocked


def may_ask_still(day: Day, focus: Focus) -> bool:
    """Somebody is seen, and is not being asked already."""
    asked = talk_at(day, focus.visit.id).still == "asked"
    return focus.phase is Phase.IN_CALL and may_write(day, focus) and not asked


def to_see(day: Day, focus: Focus) -> tuple[ToSee, ...]:
    """What the clinician must still see to; asked once somebody is seen."""
    if focus.phase is not Phase.IN_CALL or not day.central:
        return ()
    return next((what for visit, what in day.to_see if visit == focus.visit.id), ())


def looked(day: Day) -> Day:
    """What lies open on the screen is read; a talk that central begins anew is not."""
    focus = day.focus
    if focus is None:
        return day
    total = talk_at(day, focus.visit.id).total
    read = total if focus.chat else min(focus.chat_read, total)
    return day if read == focus.chat_read else replace(day, focus=replace(focus, chat_read=read))
