"""What pages are told of a clinic: its look, its costs, who answers now (R55, R66, R69)."""

from datetime import datetime

from pydantic import BaseModel

from central.brand import Brand
from central.clinics import ClinicSettings
from central.core.hours import open_until, told
from central.core.support import Fault


class BrandTold(BaseModel):
    """Accent, logo and message; absent: the house's own."""

    accent: str | None
    accent_night: str | None
    """The accent as the dark page reads it."""
    logo: str | None
    """Where it is served."""
    message: dict[str, str]
    """By language."""


class Help(BaseModel):
    """Who answers about one kind of fault; outside the hours no number is told."""

    fault: Fault
    name: str | None
    phone: str | None
    until: str | None


class ClinicSays(BaseModel):
    """What people read of the clinic."""

    brand: BrandTold
    costs: dict[str, str]
    """By language (R55)."""
    hours: str
    """Today's opening hours; empty where it is closed, or where none are known."""
    open_until: str | None
    """Until when somebody answers the clinic's own number today; None: closed now."""
    support: list[Help]


def clinic_says(clinic: ClinicSettings, moment: datetime) -> ClinicSays:
    """Everything that pages are told; ``moment`` is local."""
    return ClinicSays(
        brand=brand_told(clinic.brand, clinic.id),
        costs={str(language): text for language, text in clinic.costs.items()},
        hours=told(clinic.week, moment),
        open_until=open_until(clinic.week, moment),
        support=[
            Help(fault=one.fault, name=one.name, phone=one.phone, until=one.until)
            for one in clinic.who_answers(moment)
        ],
    )


def brand_told(brand: Brand, clinic: str) -> BrandTold:
    """A clinic's look as a page takes it."""
    return BrandTold(
        accent=brand.accent,
        accent_night=brand.accent_night,
        logo=f"/clinics/{clinic}/logo" if brand.logo else None,
        message={str(language): text for language, text in brand.message.items()},
    )
