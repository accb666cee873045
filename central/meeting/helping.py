"""Whom a room's unit tells people to phone: the lines of its clinic, for days ahead (R69)."""

from datetime import datetime

from central.clinics import ClinicSettings, clinic_at
from central.core.hours import spans
from central.meeting.connection import Connection
from central.settings import CentralSettings
from wire.signaling import Error
from wire.support import DAYS_TOLD, Accents, Support, SupportLine
from wire.visits import Role


def tell_support(settings: CentralSettings, unit: Connection, now: float) -> None:
    """Answer a unit; ``now`` in Unix seconds."""
    if unit.role is not Role.UNIT:
        unit.send(Error(code="refused"))
        return
    clinic = clinic_at(settings.all_clinics, unit.location)
    lines = lines_of(clinic, datetime.fromtimestamp(now, settings.zone))
    unit.send(Support(lines=lines, accents=accents_of(clinic)))


def accents_of(clinic: ClinicSettings) -> Accents | None:
    """The clinic's own colour by day and by night (R66)."""
    day, night = clinic.brand.accent, clinic.brand.accent_night
    return (day, night) if day is not None and night is not None else None


def lines_of(clinic: ClinicSettings, moment: datetime) -> tuple[SupportLine, ...]:
    """Every line, in the clinic's order; ``moment`` is local and knows its zone."""
    return tuple(
        SupportLine(
            fault=line.fault.value,
            name=line.name,
            phone=line.phone,
            open=spans(line.week, moment, DAYS_TOLD),
        )
        for line in clinic.support
    )
