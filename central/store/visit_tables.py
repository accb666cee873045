"""The tables of what happens around a visit: its course, its report, who saw a number, letters."""

from sqlalchemy import JSON, ForeignKey, String
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
    clinic_told_at: Mapped[float | None]


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
