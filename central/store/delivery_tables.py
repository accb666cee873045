"""The tables of letters on their way: what became of each, and the further links they carry."""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from central.store.tables import AppointmentKey, Base, Digest


class Delivery(Base):
    """One letter to one address; address, subject and text are gone once it is sent."""

    __tablename__ = "delivery"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Also the key that a gateway or a mailbox knows a repetition by."""
    letter: Mapped[str] = mapped_column(String(32), index=True)
    """The same for every address of one letter."""
    appointment: Mapped[str | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(8))
    way: Mapped[str] = mapped_column(String(8))
    masked: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(254))
    subject: Mapped[str | None] = mapped_column(String(500))
    text: Mapped[str | None] = mapped_column(Text)
    segments: Mapped[int | None]
    """Of an SMS: how many parts it takes."""
    state: Mapped[str] = mapped_column(String(8))
    code: Mapped[str | None] = mapped_column(String(24))
    """Why it is not sent (yet)."""
    tries: Mapped[int]
    again: Mapped[int]
    """How often a person asked for another try."""
    made_at: Mapped[float]
    changed_at: Mapped[float]
    next_at: Mapped[float]
    until: Mapped[float]
    """Later it is of no use."""
    about: Mapped[float | None]
    """The start of the visit that it told of."""
    __table_args__ = (Index("delivery_due", "state", "way", "next_at"),)


class Link(Base):
    """A further link to a visit, in a reminder: another key to the lock of its ticket, or guest."""

    __tablename__ = "link"
    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    appointment: Mapped[str] = mapped_column(
        AppointmentKey, ForeignKey("appointment.id"), index=True
    )
    made_at: Mapped[float]
    guest: Mapped[str | None] = mapped_column(String(32))
    """Whose it is; None: the patient's."""
