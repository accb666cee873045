"""The table of guests: who is invited to a visit beside its patient."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from central.store.tables import Base, Digest


class Guest(Base):
    """Somebody with a link of their own; gone 14 days after the visit, or when it is withdrawn."""

    __tablename__ = "guest"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    personnummer: Mapped[str | None] = mapped_column(String(12))
    """Only a proxy's or a guardian's, where they shall prove themselves with an e-ID."""
    digest: Mapped[str] = mapped_column(Digest, unique=True)
    """Of the link's ticket; a new link ends the one before."""
    wrong: Mapped[int]
    locked_at: Mapped[float | None]
    tried_at: Mapped[float | None]
    invited_by: Mapped[str] = mapped_column(String(64))
    """The inviter's HSA-id (R61)."""
    at: Mapped[float]
    seat: Mapped[str | None] = mapped_column(Digest)
    """The session that holds the guest's seat, and its client; None: nobody sits there."""
    client: Mapped[str | None] = mapped_column(String(64))
