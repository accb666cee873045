"""The tables of what IT follows and does: how parts changed, alerts, acts from afar."""

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from central.store.tables import Base


class FleetChange(Base):
    """A unit's state, or one part's health, became something else; kept 90 days."""

    __tablename__ = "fleet_change"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    at: Mapped[float]
    part: Mapped[str] = mapped_column(String(64))
    """``unit`` is the unit itself; its condition is then its state."""
    condition: Mapped[str] = mapped_column(String(20))
    code: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (Index("fleet_change_by_unit", "unit", "at"),)


class AlertRow(Base):
    """One cause at one site, from when it was told to when it was over; kept 90 days."""

    __tablename__ = "alert"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    site: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(64))
    units: Mapped[list[str]] = mapped_column(JSON)
    """Those that have it now; of a resolved one the last that had."""
    urgent: Mapped[bool]
    opened_at: Mapped[float] = mapped_column(index=True)
    told: Mapped[str | None] = mapped_column(String(8))
    """What its owner was told last: ``open``, ``urgent`` or ``resolved``."""
    hooked: Mapped[str | None] = mapped_column(String(8))
    """The same, of the owner's webhook."""
    resolved_at: Mapped[float | None]


class ActRow(Base):
    """One act that somebody asked of a unit from afar, and what came of it; kept 14 days."""

    __tablename__ = "act"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    verb: Mapped[str] = mapped_column(String(20))
    part: Mapped[str | None] = mapped_column(String(20))
    asked_at: Mapped[float] = mapped_column(index=True)
    expires: Mapped[float]
    state: Mapped[str | None] = mapped_column(String(10))
    """None: the unit has not answered."""
    code: Mapped[str | None] = mapped_column(String(64))
    answered_at: Mapped[float | None]
    lines: Mapped[list[str] | None] = mapped_column(JSON)
    __table_args__ = (Index("act_by_unit", "unit", "asked_at"),)
