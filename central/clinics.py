"""The clinics that one central serves: which rooms are whose, and what people read of them."""

from pydantic import Field

from wire.settings import Settings

DEFAULT = "clinic"


class ClinicSettings(Settings):
    """One ``[[clinics]]`` table; absent, there is one, named by ``clinic`` and ``clinic_phone``."""

    id: str = Field(default=DEFAULT, pattern=r"^[A-Za-z0-9-]{1,64}$")
    """The HSA-id of the unit of care (*vårdenhet*), as the identity provider names it."""
    name: str
    phone: str | None = None
    rooms: tuple[str, ...] = ()
    """The locations it has; empty: every location that no other clinic has."""


def clinic_at(clinics: tuple[ClinicSettings, ...], location: str) -> ClinicSettings:
    """Whose room ``location`` is; the clinic that names it, else the first that names none."""
    named = (clinic for clinic in clinics if location in clinic.rooms)
    open_ = (clinic for clinic in clinics if not clinic.rooms)
    return next(named, None) or next(open_, clinics[0])
