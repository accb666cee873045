"""The booking desk's doors: what the form needs, a look before, the booking itself (R04, R56)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from sqlalchemy.exc import IntegrityError

from central.booked import Act
from central.clinics import ClinicSettings
from central.core.access import Right
from central.core.identifiers import IdKind
from central.faults import BadInputError
from central.meeting.admission import asks_more
from central.post import Posting
from central.staff.booking_asked import (
    BookingAsked,
    Told,
    UnsuitableError,
    must_be_read_back,
    wish_of,
)
from central.staff.booking_press import Press
from central.staff.booking_told import ContactAsked, ContactKnown, Draft, Form, Known, Made, Room
from central.staff.guest_asked import guest_asked, must_be_reachable
from central.staff.guests import invite_by
from central.staff.identity import answer_for_check
from central.staff.refusing import refusing
from central.staff.rooms import choose_room, rooms_of, tellings
from central.staff.session import Staff, who_may
from central.store import contacts, occupied
from central.store.guest_tables import Guest
from central.store.tables import Appointment, Person
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from central.wishes import Wish, person_of

router = APIRouter(prefix="/api/staff/bookings", tags=["staff"])
BOOKS = Depends(who_may(Right.BOOK))
REFUSED = problems(401, 403, 409, 422, 429)
BOOKINGS_PER_S, BOOKINGS_AT_ONCE = 0.5, 30
"""Nobody books faster by hand; one browser that does is no person."""

Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=8, max_length=64)]


@router.get("/form", responses=problems(401, 403), summary="What the booking form offers")
def form(request: Request, person: Staff = BOOKS) -> Form:
    """Kinds of visit, equipped rooms, clinicians of the clinic."""
    clerk, clinic = clerk_of(request), clinic_for(request, person)
    with clerk.database.begin() as transaction:
        rooms = rooms_of(transaction, clerk, clinic.id)
        known = occupied.clinicians(transaction, clinic.id, clerk.clock())
    return Form(
        now=clerk.clock(),
        language=clinic.language,
        kinds=list(clinic.kinds),
        asks_more=[kind.name for kind in clinic.kinds if asks_more(clerk, clinic, kind.name)],
        rooms=[Room(location=at, room=name) for at, name in rooms.items()],
        clinicians=[
            Known(id=subject, name=name)
            for subject, name in sorted(known.items(), key=lambda one: one[1])
            if subject != person.subject
        ],
        oneself=Right.HOLD_VISIT in person.rights,
        prefill=clinic.prefill_contacts,
    )


@router.post("/draft", responses=REFUSED, summary="Look at a booking before it is made")
def draft(asked: BookingAsked, request: Request, person: Staff = BOOKS) -> Draft:
    """Every check that the booking itself makes, and nothing is written."""
    clerk, clinic = clerk_of(request), clinic_for(request, person)
    _not_too_fast(clerk, person, "draft", 2 * BOOKINGS_PER_S)
    with refusing(), _counting(clerk, clinic):
        wish, rooms, told = _considered(clerk, clinic, person, asked)
        who = person_of(wish, _today(clerk))
        guest = _guest_of(clerk, clinic, asked)
    return Draft(
        start=wish.start.timestamp(),
        end=wish.end.timestamp(),
        location=wish.location,
        room=rooms[wish.location],
        kind=wish.kind,
        clinician=wish.practitioner,
        confirm=wish.must_confirm,
        guardian=wish.guardian,
        phone=who.phone,
        id_kind=IdKind(who.id_kind) if who.id_kind else None,
        birth_date=who.birth_date,
        guest_phone=guest.phone if guest else None,
        told=told,
    )


@router.post("", responses=REFUSED, status_code=201, summary="Bjud in till besök, or Boka nu")
def book(asked: BookingAsked, request: Request, person: Staff = BOOKS, key: Key = None) -> Made:
    """The invitation goes with it; a number that was not read back is refused (R56)."""
    clerk, clinic = clerk_of(request), clinic_for(request, person)
    _not_too_fast(clerk, person, "book", BOOKINGS_PER_S)
    press = Press(clerk, person, key, asked)
    with refusing(), _counting(clerk, clinic):
        if made := press.made(clerk):
            return made
        wish, rooms, told = _considered(clerk, clinic, person, asked)
        person_of(wish, _today(clerk))
        must_be_read_back(asked.phone, asked.read_back)
        guest = _guest_of(clerk, clinic, asked, read_back=True)

        def also(post: Posting, appointment: Appointment, who: Person) -> None:
            transaction = post.transaction
            press.keep(transaction, appointment.id, clerk.clock())
            if asked.without_eid and not wish.practice:
                answer_for_check(transaction, clerk, person, appointment)
            if guest is not None:
                invite_by(post, clerk, person, appointment, guest)
            if clinic.prefill_contacts and not wish.practice:
                contacts.keep(transaction, clinic.id, clerk.secret, who, clerk.clock())

        try:
            booked = clerk.bookings.book(
                wish, clerk.clock(), Act(person.subject, person.clinic), also
            )
        except IntegrityError:
            if made := press.made(clerk):
                return made
            raise
    return Made(
        appointment=booked.appointment,
        start=wish.start.timestamp(),
        end=wish.end.timestamp(),
        room=rooms[wish.location],
        told=told,
        link=booked.link if wish.practice else None,
        again=False,
    )


@router.post("/contact", responses=REFUSED, summary="Contact data of a patient, to be offered")
def contact(asked: ContactAsked, request: Request, person: Staff = BOOKS) -> ContactKnown:
    """R07: only where the clinic turned it on, for 30 days; each reading is in the audit log."""
    clerk, clinic = clerk_of(request), clinic_for(request, person)
    _not_too_fast(clerk, person, "contact", BOOKINGS_PER_S)
    if not clinic.prefill_contacts:
        return ContactKnown()
    now, today = clerk.clock(), _today(clerk).date()
    with clerk.database.begin() as transaction:
        found = contacts.known(transaction, clinic.id, clerk.secret, asked.personnummer, today, now)
        if found is None:
            return ContactKnown()
        Act(person.subject, person.clinic).note(transaction, now, "read-contact", None)
        return ContactKnown(phone=found.phone, email=found.email)


def clinic_for(request: Request, person: Staff) -> ClinicSettings:
    """The clinic that the person acts for; Refusal 403 for one that is not served here."""
    clinics = clerk_of(request).settings.all_clinics
    found = next((clinic for clinic in clinics if clinic.id == person.clinic), None)
    if found is None:
        raise Refusal(403, "refused")
    return found


def _considered(
    clerk: Clerk, clinic: ClinicSettings, person: Staff, asked: BookingAsked
) -> tuple[Wish, dict[str, str], list[Told]]:
    """The wish with its room, the clinic's rooms, and what must be known of that time."""
    wish = wish_of(clerk, clinic, person, asked, "")
    with clerk.database.begin() as transaction:
        rooms = rooms_of(transaction, clerk, clinic.id)
        span = (wish.start.timestamp(), wish.end.timestamp())
        location = choose_room(transaction, rooms, asked.location, span)
        told = tellings(
            transaction,
            clinic,
            rooms,
            wish.start,
            wish.end,
            location=location,
            clinician=wish.practitioner_id,
        )
    return wish_of(clerk, clinic, person, asked, location), rooms, told


def _guest_of(
    clerk: Clerk, clinic: ClinicSettings, asked: BookingAsked, *, read_back: bool = False
) -> Guest | None:
    """Who is invited in the same press; BadInputError names a field of ``guest``."""
    if asked.guest is None:
        return None
    try:
        guest = guest_asked(asked.guest, _today(clerk).date())
        must_be_reachable(clinic, guest)
        if read_back:
            must_be_read_back(asked.guest.phone, asked.guest.read_back)
    except BadInputError as error:
        raise BadInputError(f"guest.{error.field}", error.problem) from None
    return guest


def _today(clerk: Clerk) -> datetime:
    return datetime.fromtimestamp(clerk.clock(), clerk.settings.zone)


class _counting:  # noqa: N801 - reads as a word in ``with``
    """Counts a booking that becomes a visit in person, without anybody in it (R58)."""

    def __init__(self, clerk: Clerk, clinic: ClinicSettings) -> None:
        self._clerk, self._clinic = clerk, clinic

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, UnsuitableError):
            day = _today(self._clerk).date().isoformat()
            with self._clerk.database.begin() as transaction:
                occupied.count_unsuitable(transaction, self._clinic.id, day, error.question)


def _not_too_fast(clerk: Clerk, person: Staff, door: str, per_second: float) -> None:
    if clerk.hurries(person.subject, f"bookings/{door}", per_second, BOOKINGS_AT_ONCE):
        raise Refusal(429, "too-fast")
