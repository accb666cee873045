"""The table of codes sent by SMS."""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from central.store.tables import AppointmentKey, Base, Digest


class EntryCode(Base):
    """The newest code of one party to a visit, never in clear; gone 14 days after the visit."""

    __tablename__ = "entry_code"
    party: Mapped[str] = mapped_column(AppointmentKey, primary_key=True)
    """The visit's id for its patient, a guest's own id."""
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), index=True)
    salt: Mapped[str | None] = mapped_column(String(32))
    digest: Mapped[str | None] = mapped_column(Digest)
    """None: the code was used."""
    made_at: Mapped[float]
    wrong: Mapped[int]
    asked: Mapped[list[float]] = mapped_column(JSON)
    """When codes were sent within the last hour."""
