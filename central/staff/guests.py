"""The desk's door to a visit's guests: who is invited, and by which link (R40, R56, R61)."""

from datetime import datetime

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from sqlalchemy.orm import Session as Transaction

from central.clinics import clinic_of
from central.core.access import Right
from central.core.audit import Entry
from central.faults import ConflictError
from central.guests import invite, renew, withdraw
from central.meeting.asked import Received
from central.meeting.hall import Hall, hall_of
from central.meeting.reaching import tell_interpreter
from central.post import Posting, posting
from central.staff.booking_asked import must_be_read_back
from central.staff.guest_asked import Invited, guest_asked, must_be_reachable
from central.staff.refusing import refusing
from central.staff.session import Staff, staff_of
from central.staff.visits import clinics_visit, held_visit
from central.store import audit, guests
from central.store.guest_tables import Guest
from central.store.occupied import named
from central.store.tables import Appointment
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from wire.visits import Role

router = APIRouter(prefix="/api/staff/visits/{visit}/guests", tags=["staff"])

REFUSED = problems(401, 403, 404, 409, 422)


class GuestLine(BaseModel):
    """One guest as the desk sees them; times are Unix seconds."""

    id: str
    role: Role
    name: str
    phone: str | None
    email: str | None
    locked: bool
    tried_at: float | None
    invited_at: float
    seat: str | None
    """Where they stand at the visit just now; None: nowhere."""


def may_invite(request: Request) -> Staff:
    """Who may book, or holds visits."""
    person = staff_of(request)
    if not person.rights & {Right.BOOK, Right.HOLD_VISIT}:
        raise Refusal(403, "refused")
    return person


INVITER = Depends(may_invite)


@router.get("", responses=REFUSED, summary="The guests of a visit")
async def list_guests(visit: str, request: Request, person: Staff = INVITER) -> list[GuestLine]:
    """Everybody who is invited beside the patient."""
    clerk = clerk_of(request)

    def read() -> list[Guest]:
        with clerk.database.begin() as transaction:
            _visit(transaction, clerk, person, visit)
            entry = _entry(clerk, person, visit, "see-guests", None)
            audit.note(transaction, entry)
            return list(guests.of_visit(transaction, visit))

    found = await run_in_threadpool(read)
    return [_line(hall_of(request), guest) for guest in found]


@router.post("", responses=REFUSED, status_code=201, summary="Invite a guest")
async def invite_guest(
    visit: str, asked: Invited, request: Request, person: Staff = INVITER
) -> GuestLine:
    """The invitation goes at once; a number that was not read back is refused (R56)."""
    clerk, now = clerk_of(request), clerk_of(request).clock()
    today = datetime.fromtimestamp(now, clerk.settings.zone).date()

    def work() -> Guest:
        with refusing():
            guest = guest_asked(asked, today)
            must_be_read_back(asked.phone, asked.read_back)
            with posting(clerk.database, clerk.outbox, now) as post:
                found = _visit(post.transaction, clerk, person, visit)
                clinic = clinic_of(clerk.settings.all_clinics, found.clinic, found.location)
                must_be_reachable(clinic, guest)
                return invite_by(post, clerk, person, found, guest)

    hall, invited = hall_of(request), await run_in_threadpool(work)
    await _tell_unit(hall, invited)
    return _line(hall, invited)


def invite_by(
    post: Posting, clerk: Clerk, person: Staff, visit: Appointment, guest: Guest
) -> Guest:
    """The person invites a guest: the row, the letter, the entry in the audit log."""
    by = (person.subject, named(person.name, person.title))
    invite(post, clerk.settings, visit, guest, by, clerk.clock())
    _note(post, clerk, person, visit.id, "invite-guest", guest)
    return guest


@router.post("/{guest}/link", responses=REFUSED, summary="Send a guest a new link")
async def send_link(visit: str, guest: str, request: Request, person: Staff = INVITER) -> Received:
    """The link before is dead at once, and whoever came in with it is out."""
    clerk = clerk_of(request)

    def work() -> list[str]:
        with posting(clerk.database, clerk.outbox, clerk.clock()) as post:
            found = _visit(post.transaction, clerk, person, visit)
            known = _guest(post.transaction, visit, guest)
            browsers = guests.sessions(post.transaction, known.id)
            try:
                renew(post, clerk.settings, found, known, named(person.name, person.title))
            except ConflictError:
                raise Refusal(409, "conflict") from None
            _note(post, clerk, person, visit, "renew-guest", known)
            return browsers

    await _turn_out(hall_of(request), visit, await run_in_threadpool(work))
    return Received()


@router.delete("/{guest}", responses=REFUSED, summary="Withdraw a guest's invitation")
async def withdraw_guest(
    visit: str, guest: str, request: Request, person: Staff = INVITER
) -> Received:
    """The link is dead at once, and whoever came in with it is out."""
    clerk = clerk_of(request)

    def work() -> tuple[Guest, list[str]]:
        with posting(clerk.database, clerk.outbox, clerk.clock()) as post:
            found = _visit(post.transaction, clerk, person, visit)
            known = _guest(post.transaction, visit, guest)
            browsers = guests.sessions(post.transaction, known.id)
            _note(post, clerk, person, visit, "withdraw-guest", known)
            withdraw(post, clerk.settings, found, known)
            return known, browsers

    withdrawn, browsers = await run_in_threadpool(work)
    await _turn_out(hall_of(request), visit, browsers)
    await _tell_unit(hall_of(request), withdrawn)
    return Received()


async def _tell_unit(hall: Hall, guest: Guest) -> None:
    """R40: the room that waits for the interpreter phones the one who is invited now."""
    if guest.role == Role.INTERPRETER:
        await tell_interpreter(hall, guest.appointment)


async def _turn_out(hall: Hall, visit: str, browsers: list[str]) -> None:
    """Whoever sits there with a link that is dead goes, and its socket says no more."""
    for browser in browsers:
        await hall.leave(visit, browser)
        hall.dismiss(browser)


def _visit(transaction: Transaction, clerk: Clerk, person: Staff, visit: str) -> Appointment:
    mine = clinics_visit if Right.BOOK in person.rights else held_visit
    return mine(transaction, clerk, person, visit)[0]


def _guest(transaction: Transaction, visit: str, guest: str) -> Guest:
    found = guests.one(transaction, visit, guest)
    if found is None:
        raise Refusal(404, "not-found")
    return found


def _note(
    post: Posting, clerk: Clerk, person: Staff, visit: str, action: str, guest: Guest
) -> None:
    audit.note(post.transaction, _entry(clerk, person, visit, action, guest.role))


def _entry(clerk: Clerk, person: Staff, visit: str, action: str, detail: str | None) -> Entry:
    where = f"Appointment/{visit}"
    return Entry(clerk.clock(), person.subject, action, person.clinic, where, detail)


def _line(hall: Hall, guest: Guest) -> GuestLine:
    lobby = hall.lobbies.get(guest.appointment)
    chairs = lobby.chairs if lobby else ()
    seat = next((chair.seat for chair in chairs if chair.guest == guest.id), None)
    return GuestLine(
        id=guest.id,
        role=Role(guest.role),
        name=guest.name,
        phone=guest.phone,
        email=guest.email,
        locked=guest.locked_at is not None,
        tried_at=guest.tried_at,
        invited_at=guest.at,
        seat=seat.value if seat else None,
    )
