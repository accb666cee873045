"""What a foreign booking system said, whatever its format: bookings, and what could not be read.

Pure. Every text in here was cleaned (``cleaning``) and fits central's tables.
"""

from dataclasses import dataclass, field
from typing import Literal, Protocol

MAX_BOOKINGS = 500
"""A poll that finds more is cut short."""
MAX_BAD = 500

Standing = Literal["booked", "undecided", "cancelled", "over"]
"""*undecided* is asked for or waits for an answer: no visit yet."""


@dataclass(frozen=True, slots=True)
class Span:
    """The starts that are read: from ``start`` up to, not with, ``end``; Unix seconds."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Patient:
    """Who a booking is for, as far as the source knows; nothing here is guessed."""

    name: str | None = None
    personnummer: str | None = None
    """Twelve digits that passed the check, or a nationellt reservnummer's twelve characters."""
    birth_date: str | None = None
    """ISO; of the number, or the source's own word."""
    phone: str | None = None
    """E.164."""
    email: str | None = None
    protected: bool = False
    """R70: sekretessmarkering or skyddad folkbokföring."""


@dataclass(frozen=True, slots=True)
class Found:
    """One booking of the source that starts inside the span."""

    foreign_id: str
    """The source's own id; one occurrence of a series has its start behind it."""
    start: float
    end: float
    standing: Standing = "booked"
    version: str | None = None
    rooms: tuple[str, ...] = ()
    """What the source calls the rooms; which of ours they are, the settings say."""
    kind: str | None = None
    practitioner: str | None = None
    language: str | None = None
    interpreter: bool = False
    confirmed: bool | None = None
    """The patient answered; None where the source has no such answer."""
    patient: Patient | None = None
    join: str | None = None
    """Where the source says that the visit is held."""
    doubts: tuple[str, ...] = ()
    """What the source said and could not be taken over: slugs such as ``phone-unreadable``."""


@dataclass(frozen=True, slots=True)
class Bad:
    """Something that could not be read: which, where, and why; never its value."""

    foreign_id: str | None
    place: str
    problem: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One poll; when it is not ``complete``, absence means nothing and ``problem`` says why."""

    found: tuple[Found, ...] = ()
    bad: tuple[Bad, ...] = ()
    complete: bool = True
    problem: str | None = None
    """A slug: too-slow, too-large, too-many, unreachable, refused, redirected, garbled …"""


class SourceError(Exception):
    """A source could not be read (further); ``code`` is a slug, no content is repeated."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Gathered:
    """What a poll has gathered so far; it holds a bounded number of bookings."""

    found: dict[str, Found] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)

    def add(self, found: Found) -> None:
        """Each id once, the last one told; SourceError too-many behind the 500th."""
        if found.foreign_id not in self.found and len(self.found) >= MAX_BOOKINGS:
            raise SourceError("too-many")
        self.found[found.foreign_id] = found

    def complain(self, foreign_id: str | None, place: str, problem: str) -> None:
        """Note what could not be read; SourceError too-many when nearly nothing can."""
        if len(self.bad) >= MAX_BAD:
            raise SourceError("too-many")
        self.bad.append(Bad(foreign_id, place, problem))


class Source(Protocol):
    """One foreign booking system, read and never written.

    ``gather`` appends every booking that *starts* inside ``span`` to ``into``, cancelled ones
    where the system still tells of them, each with the system's own lasting id, so that a moved
    booking keeps its id and each occurrence of a series has its own. A booking that cannot be
    read is complained of by name and harms no other. It returns only when the span was read
    whole; whatever ends it earlier raises SourceError, and what was appended until then stays
    good to show. No redirect is followed, no other host asked than the settings name, no private
    address unless they allow it; the caller bounds the wall time and may cancel at any moment.
    """

    async def gather(self, span: Span, into: Gathered) -> None:
        """Read the whole span, or raise SourceError."""
