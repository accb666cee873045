"""The table of units that ask to be let in."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from central.store.tables import Base, UnitKey


class EnrolmentRow(Base):
    """One unit's request, by the SHA-256 of its public key; gone an hour after it last asked."""

    __tablename__ = "enrolment"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    request: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[float]
    seen_at: Mapped[float]
    address: Mapped[str] = mapped_column(String(64))
    """Where it asked from, so that IT finds the machine."""
    state: Mapped[str] = mapped_column(String(10))
    unit: Mapped[str | None] = mapped_column(UnitKey)
