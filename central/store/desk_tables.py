"""The booking desk's tables: what each press booked, how often a visit in person was advised.

``contact`` points at people: it is kept for 30 days, where a clinic wants it at all (R07).
"""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from central.store.tables import Base, Digest


class BookingKey(Base):
    """One press of *Boka*: the same one sent again books nothing more. Kept a day."""

    __tablename__ = "booking_key"
    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    """Of who pressed, and the press's own key."""
    asked: Mapped[str] = mapped_column(Digest)
    """Of what was asked, keyed with central's own secret."""
    appointment: Mapped[str | None] = mapped_column(ForeignKey("appointment.id"))
    at: Mapped[float]


class Unsuitable(Base):
    """How many bookings a clinic's questions (R58) turned into visits in person; nobody in it."""

    __tablename__ = "unsuitable"
    clinic: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    question: Mapped[str] = mapped_column(String(20), primary_key=True)
    """The first one that was answered *Nej*."""
    count: Mapped[int]


class Contact(Base):
    """Where a clinic last reached a patient; offered at the next booking for 30 days (R07)."""

    __tablename__ = "contact"
    clinic: Mapped[str] = mapped_column(String(64), primary_key=True)
    patient: Mapped[str] = mapped_column(Digest, primary_key=True)
    """Of the personnummer, keyed with central's own secret."""
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    at: Mapped[float]
