"""Gives the text for the patient's record while it is there: until it was copied, 24 h at most."""

from datetime import datetime

from central.core.journal_text import Story, journal_text
from central.core.window import counts_as_try
from central.faults import UnknownError
from central.settings import CentralSettings
from central.store import course, reports
from central.store.database import Database
from central.store.tables import Appointment
from central.store.visit_tables import Report
from wire.appointment import outcome_of
from wire.report import Heading, What
from wire.visits import Outcome

ANY_KIND = "*"


def text_of(
    settings: CentralSettings,
    database: Database,
    appointment: str,
    now: float,
    language: str = "sv",
) -> str:
    """The text of a visit whose outcome is confirmed; UnknownError where there is none."""
    with database.begin() as session:
        reports.forget_old_stories(session, now)
        known = course.known(session, appointment)
        report = reports.report_of(session, appointment)
    if known is None or report is None:
        raise UnknownError("appointment: has no report")
    outcome = _outcome(known.appointment, report)
    if outcome is None:
        raise UnknownError("appointment: its outcome was taken back")
    if known.appointment.practice:
        raise UnknownError("appointment: is a test visit and belongs in no record")
    if report.story is None:
        raise UnknownError("appointment: its text was copied, or is older than 24 h")
    tried_at = known.tried_at if known.tried_at and known.tried_at <= report.received_at else None
    return journal_text(_story(settings, known.appointment, report, outcome, tried_at), language)


def _outcome(appointment: Appointment, report: Report) -> Outcome | None:
    """What the room told with its story, else what was given at the desk and stands."""
    if report.outcome is not None:
        return Outcome(report.outcome)
    stands = appointment.outcome_at is not None
    return outcome_of(appointment.status, appointment.cancel_reason) if stands else None


def copied(database: Database, appointment: str) -> None:
    """The text stands in the record: only outcome and heading stay here."""
    with database.begin() as session:
        reports.forget_story(session, appointment)


def fee_of(settings: CentralSettings, kind: str | None) -> str | None:
    """What a missed visit of this kind costs; None where the clinic asks nothing."""
    fees = settings.missed_fee
    return (fees.get(kind) if kind in fees else fees.get(ANY_KIND)) or None


def _story(
    settings: CentralSettings,
    appointment: Appointment,
    report: Report,
    outcome: Outcome,
    tried_at: float | None,
) -> Story:
    def local(at: float) -> datetime:
        return datetime.fromtimestamp(at, settings.zone)

    moments = sorted((float(str(at)), What(str(what))) for at, what in report.story or ())
    return Story(
        start=local(appointment.start),
        end=local(appointment.end),
        kind=appointment.kind,
        outcome=outcome,
        heading=Heading(report.heading) if report.heading else None,
        moments=tuple((local(at), what) for at, what in moments),
        tried=local(tried_at) if tried_at and counts_as_try(appointment.start, tried_at) else None,
        fee=fee_of(settings, appointment.kind),
    )
