"""What every way in ends with: the one refusal, or a new cookie of what was proven (S5, R60)."""

import asyncio
import secrets
from dataclasses import dataclass

from fastapi import Request, Response

from central.clinics import ClinicSettings
from central.core.levels import reaches
from central.core.window import ENTERABLE
from central.meeting.answers import still_open
from central.meeting.asked import COOKIE, Received
from central.meeting.hall import hall_of
from central.post import Posting
from central.store import entries, guests
from central.store.guest_tables import Guest
from central.store.tables import Appointment
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal
from wire.visits import Level

ANSWER_S = 0.25
"""Every entry and confirmation is answered after this time, whatever was wrong (S5)."""
ENTRIES_PER_S, ENTRIES_AT_ONCE = 1.0, 30


class same_time:  # noqa: N801 - reads as a word in ``async with``
    """Answers after ANSWER_S whatever happened, and refuses an address that tries too often."""

    def __init__(self, clerk: Clerk, request: Request) -> None:
        self._clerk = clerk
        self._request = request

    async def __aenter__(self) -> None:
        if self._clerk.too_fast(self._request, ENTRIES_PER_S, ENTRIES_AT_ONCE):
            raise Refusal(429, "too-fast")
        self._due = asyncio.get_running_loop().time() + ANSWER_S

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(self._due - asyncio.get_running_loop().time())


@dataclass(frozen=True, slots=True)
class Came:
    """What became of a try to come in."""

    visit: str | None = None
    """Whose link was tried."""
    cookie: str | None = None
    needs: Level | None = None
    """The person is who they should be, and the clinic asks that more is proven at this visit."""
    former: str | None = None
    """This browser's former session at the visit, in whose place the new one comes."""


def least_level(clerk: Clerk, appointment: Appointment) -> Level:
    """What the clinic asks to be proven at a visit of this kind.

    Who was invited without an e-ID comes in by the link: the inviter answers for the check (R61).
    """
    if appointment.answers_for:
        return Level.LINK
    clinic = clerk.settings.clinic_of(appointment.clinic, appointment.location)
    return clinic.level_for(appointment.kind)


def offers(clerk: Clerk, appointment: Appointment, way: str) -> bool:
    """Whether the visit's clinic lets its patients in that way."""
    clinic = clerk.settings.clinic_of(appointment.clinic, appointment.location)
    return way in clerk.settings.ways_of(clinic)


def asks_more(clerk: Clerk, clinic: ClinicSettings, kind: str | None) -> bool:
    """Whether the link and a date of birth are not enough at a visit of this kind (R60)."""
    by_birth_date = "birth-date" in clerk.settings.ways_of(clinic)
    return not by_birth_date or clinic.level_for(kind) is not Level.LINK


def admit(
    clerk: Clerk,
    post: Posting,
    appointment: Appointment,
    level: Level,
    former: str | None,
    guest: Guest | None = None,
) -> Came:
    """A person proved ``level``: a new cookie, where visit and clinic let them in with that.

    ``former`` is the cookie that the browser has. What it proved at this visit before still
    counts; the cookie itself does not any more, whoever else may know it. What the clinic asks of
    its patients is not asked of a guest, who has no other way in than the code.
    """
    now = clerk.clock()
    if appointment.status not in ENTERABLE or not still_open(appointment, now):
        return Came(appointment.id)
    who, before = guest.id if guest else None, None
    if former:
        before = guests.by_session(post.transaction, former)
    mine = before and (before.appointment.id, before.guest_id) == (appointment.id, who)
    held = before.session if before and mine else None
    if held and reaches(Level(held.level), level):
        level = Level(held.level)
    needs = Level.LINK if guest else least_level(clerk, appointment)
    if not reaches(level, needs):
        return Came(appointment.id, needs=needs)
    cookie = secrets.token_urlsafe(32)
    entries.add_session(post.transaction, cookie, appointment.id, now, level, who)
    if held:
        entries.replace_session(post.transaction, held, cookie)
    return Came(appointment.id, cookie, former=held.digest if held else None)


async def let_in(request: Request, response: Response, came: Came) -> Received:
    """Tell the lobby, give the cookie; Refusal 403 for whoever does not come in."""
    clerk, hall = clerk_of(request), hall_of(request)
    if came.visit:
        await hall.note_try(came.visit)
    if came.needs:
        return Received(code=f"needs-{came.needs.value}")
    if came.cookie is None:
        raise Refusal(403, "refused")
    if came.visit and came.former:
        await hall.leave(came.visit, came.former)
        hall.dismiss(came.former)
    response.set_cookie(
        COOKIE,
        came.cookie,
        path="/",
        httponly=True,
        samesite="strict",
        secure=clerk.settings.base_url.startswith("https:"),
    )
    return Received(code="entered")
