"""The law of one visit: from which phase which cause leads where. What is not here changes nothing.

A visit is BOOKED until the room opens and CLOSED when nobody can come back to it. Capture has the
reason ``visit`` in JOINING, IN_CALL and INTERRUPTED only. Nobody leaves IN_CALL but by a press, by
the other's goodbye, or by silence. Silence alone never ends a visit inside R02's window while
somebody is in the room, however long the network takes; silence of somebody who closed the page and
did not come back for 60 s does, and so does silence with nobody in the room. A press takes the call
up again.
"""

from enum import StrEnum

from appliance.core.words import Phase


class Cause(StrEnum):
    """Why a visit moves on."""

    OPENS = "15 min before the start"
    WITHDRAWN = "cancelled, moved away, held in another room or no longer joinable"
    CLOSES = "the planned end + 5 min, or the next visit's start"
    HERE = "a clinician is checked in"
    NOBODY = "nobody is checked in"
    ALL_THERE = "every condition for an automatic start holds"
    LACKING = "a condition no longer holds"
    COUNTED = "the countdown is over"
    START = "Starta besök"
    PROVEN = "media is proven"
    SILENCE = "2 s without any authenticated packet"
    NEVER_MET = "the other left before media was proven"
    GOODBYE = "the other left, and nothing is heard"
    PAUSE = "Paus"
    CONTINUE = "Fortsätt"
    LEAVE = "Lämna videobesök"
    LAPSE = "R02's window is over"
    RESTART = "Återuppta samtal"
    UNANSWERED = "rang 60 s and nobody answered"
    ALONE = "5 min of silence with nobody in the room"
    OUTCOME = "the outcome is confirmed"


P, C = Phase, Cause

TABLE: dict[tuple[Phase, Cause], Phase] = {
    (P.BOOKED, C.OPENS): P.OPEN,
    (P.OPEN, C.WITHDRAWN): P.CLOSED,
    (P.OPEN, C.CLOSES): P.CLOSED,
    (P.OPEN, C.HERE): P.CHECKING,
    (P.CHECKING, C.WITHDRAWN): P.CLOSED,
    (P.CHECKING, C.CLOSES): P.CLOSED,
    (P.CHECKING, C.NOBODY): P.OPEN,
    (P.CHECKING, C.ALL_THERE): P.READY,
    (P.CHECKING, C.START): P.JOINING,
    (P.CHECKING, C.OUTCOME): P.CLOSED,
    (P.READY, C.WITHDRAWN): P.CLOSED,
    (P.READY, C.CLOSES): P.CLOSED,
    (P.READY, C.LACKING): P.CHECKING,
    (P.READY, C.COUNTED): P.JOINING,
    (P.READY, C.START): P.JOINING,
    (P.JOINING, C.PROVEN): P.IN_CALL,
    (P.JOINING, C.NEVER_MET): P.CHECKING,
    (P.JOINING, C.GOODBYE): P.ENDED,
    (P.JOINING, C.PAUSE): P.PAUSED,
    (P.JOINING, C.LEAVE): P.ENDED,
    (P.JOINING, C.UNANSWERED): P.ENDED,
    (P.JOINING, C.ALONE): P.ENDED,
    (P.JOINING, C.LAPSE): P.ENDED,
    (P.IN_CALL, C.SILENCE): P.INTERRUPTED,
    (P.IN_CALL, C.GOODBYE): P.ENDED,
    (P.IN_CALL, C.PAUSE): P.PAUSED,
    (P.IN_CALL, C.LEAVE): P.ENDED,
    (P.INTERRUPTED, C.PROVEN): P.IN_CALL,
    (P.INTERRUPTED, C.GOODBYE): P.ENDED,
    (P.INTERRUPTED, C.PAUSE): P.PAUSED,
    (P.INTERRUPTED, C.LEAVE): P.ENDED,
    (P.INTERRUPTED, C.ALONE): P.ENDED,
    (P.INTERRUPTED, C.LAPSE): P.ENDED,
    (P.PAUSED, C.CONTINUE): P.JOINING,
    (P.PAUSED, C.GOODBYE): P.ENDED,
    (P.PAUSED, C.LEAVE): P.ENDED,
    (P.PAUSED, C.LAPSE): P.ENDED,
    (P.ENDED, C.RESTART): P.JOINING,
    (P.ENDED, C.OUTCOME): P.CLOSED,
    (P.ENDED, C.LAPSE): P.CLOSED,
}

BEFORE = frozenset({P.OPEN, P.CHECKING, P.READY})
"""Nobody has started yet: the feed may still move or withdraw the visit."""

HOLDING = frozenset({P.JOINING, P.IN_CALL, P.INTERRUPTED})
"""Capture has the reason ``visit``."""

SEATED = HOLDING | {P.PAUSED}
"""The room sits at the visit: nothing but a person or the other's goodbye ends it."""
