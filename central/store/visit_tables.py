"""The tables of what happens around a visit: its course, its report, who saw a number, letters,
what was sent, how it was rated."""

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from central.store.tables import Base, Digest, UnitKey


class Course(Base):
    """What a restart of central must not forget of a visit: who came, that the clinic was told."""

    __tablename__ = "course"
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    begun_at: Mapped[float | None]
    """When the unit first joined."""
    unit: Mapped[str | None] = mapped_column(UnitKey)
    """The unit that sits at the visit, with its client; None once it said goodbye."""
    client: Mapped[str | None] = mapped_column(String(64))
    held_by: Mapped[str | None] = mapped_column(UnitKey)
    """The unit that last joined: it may say how the visit went, wherever it was booked (R18)."""
    clinic_told_at: Mapped[float | None]
    late_until: Mapped[float | None]
    """*Jag är sen*, said at the clinician's desk (R09)."""


class Report(Base):
    """How a visit went, as the room tells; the story is gone when its text was copied (R05)."""

    __tablename__ = "report"
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    outcome: Mapped[str | None] = mapped_column(String(20))
    heading: Mapped[str | None] = mapped_column(String(20))
    story: Mapped[list[list[object]] | None] = mapped_column(JSON(none_as_null=True))
    """Pairs of Unix seconds and word; None when it was copied, or after 24 h."""
    digest: Mapped[str] = mapped_column(Digest)
    """Of the whole report as it came: the same one sent again brings nothing back."""
    received_at: Mapped[float]


class Disclosure(Base):
    """A unit was given the number in a booking (R44): when, which unit, which booking."""

    __tablename__ = "disclosure"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[float]
    unit: Mapped[str] = mapped_column(UnitKey)
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), index=True)


class LetterRow(Base):
    """A letter whose change is written and which may still stand as a draft on the disk."""

    __tablename__ = "letter"
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    written_at: Mapped[float]


class AttachmentRow(Base):
    """Something sent for a visit, sealed; gone a day after it at the latest."""

    __tablename__ = "attachment"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    sender: Mapped[str] = mapped_column(String(12))
    """A role: whose hands it came from."""
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    """Of the content before it was sealed, bytes."""
    at: Mapped[float]
    name: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What the sender calls it, sealed too: names of files name people."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Rating(Base):
    """One side's answers after a visit: nobody's, and of no visit (R51, R52)."""

    __tablename__ = "rating"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    clinic: Mapped[str] = mapped_column(String(64))
    day: Mapped[str] = mapped_column(String(10))
    """YYYY-MM-DD, the clinic's; no time."""
    role: Mapped[str] = mapped_column(String(12))
    """Which side answered: ``patient`` or ``unit``."""
    answers: Mapped[dict[str, int]] = mapped_column(JSON)


class RatedBy(Base):
    """That a side of a visit has rated it, so that it is asked once; nothing of what it said."""

    __tablename__ = "rated_by"
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(12), primary_key=True)
