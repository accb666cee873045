"""A visit's report as it travels."""

import pytest

from wire.faults import WireError
from wire.report import STORY_LIMIT, Heading, Moment, VisitReport, What
from wire.visits import Outcome


@pytest.mark.parametrize(
    "report",
    [
        VisitReport(outcome=None),
        VisitReport(
            outcome=Outcome.NO_SHOW,
            heading=Heading.TRIED,
            story=(Moment(at=1.5, what=What.PATIENT_TRIED),),
        ),
    ],
)
def test_a_report_reads_back_as_it_was_written(report: VisitReport) -> None:
    assert VisitReport.from_json("client", report.to_json()) == report


def test_a_story_has_an_end() -> None:
    story = tuple(Moment(at=float(n), what=What.LOST) for n in range(STORY_LIMIT + 1))
    with pytest.raises(ValueError, match="story"):
        VisitReport(outcome=Outcome.HELD, story=story)
    with pytest.raises(WireError):
        VisitReport.from_json("client", '{"outcome": "held", "story": [{"at": 1, "what": "sang"}]}')
