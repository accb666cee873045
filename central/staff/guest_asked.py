"""What the desk sends of a guest to invite, and the guest that it is."""

from datetime import date

from central.clinics import ClinicSettings
from central.faults import BadInputError
from central.guests import GuestWish, guest_of
from central.meeting.asked import Asked, Short
from central.store.guest_tables import Guest
from wire.visits import Role


class Invited(Asked):
    """A guest to invite; ``read_back`` is the number as it was read back to whoever gave it."""

    role: Short
    name: str
    phone: Short | None = None
    read_back: Short | None = None
    email: str | None = None
    personnummer: Short | None = None


def guest_asked(asked: Invited, today: date) -> Guest:
    """The guest, without a visit; BadInputError names the field at fault."""
    try:
        role = Role(asked.role)
    except ValueError:
        raise BadInputError("role", "is not known") from None
    return guest_of(
        GuestWish(role, asked.name, asked.phone, asked.email, asked.personnummer), today
    )


def must_be_reachable(clinic: ClinicSettings, guest: Guest) -> None:
    """A guest's only way in is a code: by SMS, or by e-mail where the clinic allows it."""
    if guest.phone is None and not clinic.guests_by_email:
        raise BadInputError("phone", "is needed for the code")
