"""The text for the patient's record that a clinician pastes: how a visit went, and when (R05, R54).

It holds no name and no number; whoever pastes it knows whom it is about. Times are the clinic's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from central.core.dates import day_of, spoken
from central.core.journal_words import WORDS
from wire.report import Heading, What
from wire.visits import Outcome

EXCUSES = (What.PATIENT_CAME, What.PATIENT_TRIED, What.UNIT_FAULT, What.CENTRAL_LOST)
"""What says that it was not the patient's fault, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Story:
    """One visit as it went; all times local and aware."""

    start: datetime
    end: datetime
    kind: str | None
    outcome: Outcome
    heading: Heading | None
    moments: tuple[tuple[datetime, What], ...]
    """In the order in which they happened."""
    tried: datetime | None = None
    """Central saw somebody with the link try to come in."""
    fee: str | None = None
    """What the clinic asks for a missed visit of this kind, such as *200 kr*."""


def journal_text(story: Story, language: str = "sv") -> str:
    """Heading, form of contact, booked time, why, what happened when, a fee where one is due."""
    words = WORDS[spoken(language)]
    day = f"{day_of(story.start, language)} {story.start.year}"
    booked = words["booked"].format(day=day, start=_at(story.start), end=_at(story.end))
    lines = [words[f"heading.{_heading(story)}"], "", words["form"], booked]
    if story.kind:
        lines.append(words["kind"].format(kind=story.kind))
    lines += _why(story, words)
    if story.moments:
        lines += ["", words["happened"]]
        lines += [f"{_at(moment)} {words[what.value]}" for moment, what in story.moments]
    minutes = round(_connected_s(story) / 60)
    if minutes:
        lines.append(words["connected-for"].format(minutes=minutes))
    if story.fee and _heading(story) == "no-show":
        lines += ["", words["fee"].format(fee=story.fee)]
    return "\n".join([*lines, ""])


def _heading(story: Story) -> str:
    """A no-show is one only where nobody tried: central may have seen what the room did not."""
    if story.outcome is not Outcome.NO_SHOW:
        return story.outcome.value
    came = any(what in (What.PATIENT_CAME, What.PATIENT_TRIED) for _, what in story.moments)
    return "tried" if came or story.tried or story.heading is not Heading.NO_SHOW else "no-show"


def _why(story: Story, words: dict[str, str]) -> list[str]:
    """Why it was not the patient's fault, each reason with its first time."""
    if _heading(story) not in ("tried", "technical"):
        return []
    first: dict[What, datetime] = {}
    for moment, what in story.moments:
        first.setdefault(what, moment)
    if story.tried:
        first.setdefault(What.PATIENT_TRIED, story.tried)
    reasons = [words[f"why.{e.value}"].format(at=_at(first[e])) for e in EXCUSES if e in first]
    return ["", words["not-their-fault"], *(f"– {reason}" for reason in reasons)]


def _connected_s(story: Story) -> float:
    """Real seconds: local times that are put back would count an hour too little."""
    return sum(end.timestamp() - start.timestamp() for start, end in _spans(story))


def _spans(story: Story) -> Iterator[tuple[datetime, datetime]]:
    since: datetime | None = None
    for moment, what in story.moments:
        if what is What.CONNECTED:
            since = since or moment
        elif what in (What.LOST, What.ENDED) and since:
            yield since, moment
            since = None


def _at(moment: datetime) -> str:
    return f"{moment:%H:%M}"
