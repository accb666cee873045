"""What rooms report of their visits; a story lives until its text was copied, 24 h at most."""

import hashlib

from sqlalchemy import update
from sqlalchemy.orm import Session as Transaction

from central.store.visit_tables import Report
from wire.report import Heading, VisitReport
from wire.visits import Outcome

STORY_KEPT_S = 24 * 3600.0


def put_report(transaction: Transaction, appointment: str, report: VisitReport, now: float) -> None:
    """Keep the newest report; the same one sent again changes nothing.

    One without an outcome does not take the desk's word for the heading away.
    """
    digest = hashlib.sha256(report.to_json().encode()).hexdigest()
    found = transaction.get(Report, appointment)
    if found is not None and found.digest == digest:
        return
    heading = report.heading.value if report.heading else None
    if report.outcome is None and found is not None:
        heading = heading or found.heading
    transaction.merge(
        Report(
            appointment=appointment,
            outcome=report.outcome.value if report.outcome else None,
            heading=heading,
            story=[[moment.at, moment.what.value] for moment in report.story],
            digest=digest,
            received_at=now,
        )
    )


def settle(
    transaction: Transaction,
    appointment: str,
    outcome: Outcome | None,
    heading: Heading | None,
    now: float,
) -> None:
    """The desk gave the outcome or took it back; the room's story stays, where it told one."""
    found = transaction.get(Report, appointment)
    if found is None:
        digest = hashlib.sha256(f"desk {appointment} {now}".encode()).hexdigest()
        found = Report(appointment=appointment, story=[], digest=digest, received_at=now)
        transaction.add(found)
    found.outcome = outcome.value if outcome else None
    found.heading = found.heading or (heading.value if heading else None)


def report_of(transaction: Transaction, appointment: str) -> Report | None:
    """The newest report of a visit."""
    return transaction.get(Report, appointment)


def forget_story(transaction: Transaction, appointment: str) -> None:
    """Its text was copied: only the outcome and its heading stay."""
    mine = update(Report).where(Report.appointment == appointment)
    transaction.execute(mine.values(story=None))


def forget_old_stories(transaction: Transaction, now: float) -> None:
    """Stories that came more than 24 h ago are gone."""
    old = update(Report).where(Report.received_at <= now - STORY_KEPT_S)
    transaction.execute(old.values(story=None))
