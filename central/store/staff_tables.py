"""The tables of who works here: signed-in browsers, and the log of who did what, kept 5 years."""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from central.store.tables import Base, Digest


class StaffSession(Base):
    """A browser that a member of staff signed in with; the cookie is kept as its SHA-256."""

    __tablename__ = "staff_session"
    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    """The HSA-id."""
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str | None] = mapped_column(String(200))
    clinics: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    """The roles that the identity provider and the settings give, by clinic."""
    clinic: Mapped[str | None] = mapped_column(String(64))
    """The clinic that the person chose to act for."""
    made_at: Mapped[float]
    seen_at: Mapped[float]


class StaffLink(Base):
    """A one-time link that signs somebody in; the code is kept as its SHA-256, for 10 min."""

    __tablename__ = "staff_link"
    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str | None] = mapped_column(String(200))
    clinics: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    made_at: Mapped[float]


class CheckIn(Base):
    """The clinician who is checked in to a room (R18); one a room, gone at check-out."""

    __tablename__ = "check_in"
    location: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str | None] = mapped_column(String(200))
    clinic: Mapped[str] = mapped_column(String(64))
    since: Mapped[float]


class NoteRow(Base):
    """A clinician's private notes at a visit, sealed; gone when copied, or after 24 h (R37)."""

    __tablename__ = "note"
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes]
    at: Mapped[float]
    """When it was changed last."""


class Audit(Base):
    """One act, without a patient's name, number or words; each row holds the former's digest."""

    __tablename__ = "audit"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[float]
    actor: Mapped[str] = mapped_column(String(80))
    """An HSA-id, a unit's id, ``patient``, or ``central``."""
    clinic: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(40))
    entity: Mapped[str | None] = mapped_column(String(80))
    """Such as ``Appointment/<id>`` or ``Location/<id>``."""
    detail: Mapped[str | None] = mapped_column(String(80))
    """A word for programs, never anybody's text."""
    before: Mapped[str] = mapped_column(Digest)
    digest: Mapped[str] = mapped_column(Digest)


class AuditHead(Base):
    """The newest row of the log; who adds one changes this first: two never share a place."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(Digest)
