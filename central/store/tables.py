"""Central's tables. Times are Unix seconds; what is kept how long stands in docs/central.md.

Everything that points at a person is in ``person``, ``ticket`` and ``session``: rows that the
nightly anonymisation deletes (R07).
"""

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from central.core.levels import shown
from wire.visits import Level

HEAD = "0020"
"""The newest migration."""

AppointmentKey = String(64)
UnitKey = String(65)
Digest = String(64)


class Base(DeclarativeBase):
    """The root of all tables."""


class Unit(Base):
    """A room's computer: its certificate holds the key its assertions are signed with."""

    __tablename__ = "unit"
    id: Mapped[str] = mapped_column(UnitKey, primary_key=True)
    location: Mapped[str] = mapped_column(String(64), unique=True)
    room: Mapped[str] = mapped_column(String(200))
    certificate: Mapped[str] = mapped_column(Text)
    added_at: Mapped[float]
    withdrawn_at: Mapped[float | None]
    """Since when nobody believes it any more. Its name never comes back, its room is free."""


class Appointment(Base):
    """A booked visit without its person."""

    __tablename__ = "appointment"
    id: Mapped[str] = mapped_column(AppointmentKey, primary_key=True)
    location: Mapped[str] = mapped_column(String(64))
    start: Mapped[float]
    end: Mapped[float]
    status: Mapped[str] = mapped_column(String(20))
    cancel_reason: Mapped[str | None] = mapped_column(String(64))
    confirmation: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str | None] = mapped_column(String(200))
    practitioner: Mapped[str | None] = mapped_column(String(200))
    """The clinician's name and title, as people read it."""
    practitioner_id: Mapped[str | None] = mapped_column(String(64))
    """The clinician's HSA-id: the bookings of who is checked in to a room are its own too (R18)."""
    clinic: Mapped[str | None] = mapped_column(String(64))
    """Which clinic it belongs to; None: the one whose room it is."""
    language: Mapped[str] = mapped_column(String(35))
    interpreter: Mapped[bool]
    version: Mapped[int]
    changed_at: Mapped[float]
    last_connected: Mapped[float | None]
    at_once: Mapped[bool] = mapped_column(default=False)
    """*Boka nu* (R04)."""
    answers_for: Mapped[str | None] = mapped_column(String(64))
    """The HSA-id of who invited somebody without an e-ID, and answers for the check (R61)."""
    practice: Mapped[bool] = mapped_column(default=False)
    """A test visit with a colleague (R26): never counted."""
    outcome_at: Mapped[float | None]
    """When the room wrote the outcome that stands; it can be undone for 15 min (R05)."""
    guardian: Mapped[bool] = mapped_column(default=False)
    """Booked *med vårdnadshavare* (R41): the child takes part; never anybody's age."""
    proxy: Mapped[bool] = mapped_column(default=False)
    """An *ombud* may take part for the patient (R47)."""
    __table_args__ = (
        Index("appointment_by_room", "location", "start"),
        Index("appointment_by_start", "start"),
    )


class Agenda(Base):
    """Counts the changes of one room's bookings, so that whoever serves them notices."""

    __tablename__ = "agenda"
    location: Mapped[str] = mapped_column(String(64), primary_key=True)
    revision: Mapped[int]


class Person(Base):
    """Who a visit is for; gone 14 days after it."""

    __tablename__ = "person"
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    personnummer: Mapped[str] = mapped_column(String(12))
    """Empty for a colleague at a test visit (R26)."""
    birth_date: Mapped[str] = mapped_column(String(10))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    protected: Mapped[bool]
    id_kind: Mapped[str | None] = mapped_column(String(24))
    """What ``personnummer`` is (central.core.identifiers.IdKind); None: its own form says it."""
    message: Mapped[str | None] = mapped_column(String(500))
    """The clinician's short text, read after login only (R29)."""


class Ticket(Base):
    """The secret of an invitation's link, as its SHA-256; locked after five wrong tries."""

    __tablename__ = "ticket"
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(Digest, unique=True)
    wrong: Mapped[int]
    locked_at: Mapped[float | None]
    tried_at: Mapped[float | None]
    """When somebody last tried to come in with it, whatever came of it (R05)."""


class Session(Base):
    """A browser that proved to be the invited person's; the cookie is kept as its SHA-256."""

    __tablename__ = "session"
    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), index=True)
    made_at: Mapped[float]
    level: Mapped[str] = mapped_column(String(12), default=Level.LINK.value)
    """What the person proved (R60)."""
    vouched_at: Mapped[float | None]
    """When a clinician checked who it is; None: nobody did, or they took it back."""
    guest: Mapped[str | None] = mapped_column(String(32))
    """Whose link it was; None: the patient's own."""

    @property
    def shown_level(self) -> Level:
        """What the others are told of the person, never higher than proven."""
        return shown(Level(self.level), vouched=self.vouched_at is not None)


class SeatRow(Base):
    """Which session last held the patient's seat, so that a restart lets nobody else slip in."""

    __tablename__ = "seat"
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), primary_key=True)
    session: Mapped[str] = mapped_column(Digest)
    client: Mapped[str] = mapped_column(String(64))


class Consent(Base):
    """A consent given or withdrawn (R62); the newest one counts."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    appointment: Mapped[str] = mapped_column(ForeignKey("appointment.id"), index=True)
    version: Mapped[str] = mapped_column(String(40))
    accepted: Mapped[bool]
    at: Mapped[float]
    guest: Mapped[str | None] = mapped_column(String(32))
    """The guest who answered; None: the patient."""


class AccessToken(Base):
    """A unit's access token, as its SHA-256."""

    __tablename__ = "access_token"
    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    unit: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    expires: Mapped[float]


class UsedAssertion(Base):
    """A client assertion that was used once and never will be again."""

    __tablename__ = "used_assertion"
    unit: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    jti: Mapped[str] = mapped_column(String(128), primary_key=True)
    expires: Mapped[float]


class Latest(Base):
    """The newest of everything a unit says, one wide row a unit."""

    __tablename__ = "latest"
    unit: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    seen: Mapped[float]
    state: Mapped[str | None] = mapped_column(String(20))
    boot: Mapped[str | None] = mapped_column(String(36))
    since: Mapped[float | None]
    versions: Mapped[dict[str, object] | None] = mapped_column(JSON)
    birth: Mapped[dict[str, object] | None] = mapped_column(JSON)
    sign: Mapped[dict[str, object] | None] = mapped_column(JSON)
    health: Mapped[dict[str, object]] = mapped_column(JSON)
    ready: Mapped[dict[str, object] | None] = mapped_column(JSON)
    boots: Mapped[list[str] | None] = mapped_column(JSON)
    """The last boot ids that spoke, the newest last."""
    cloned_at: Mapped[float | None]
    """When two boots were last seen to take turns: two machines with one key."""


class Sample(Base):
    """One ``metrics`` message, one wide row; kept seven days."""

    __tablename__ = "sample"
    unit: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    at: Mapped[float] = mapped_column(primary_key=True)
    values: Mapped[dict[str, object]] = mapped_column(JSON)
    __table_args__ = (Index("sample_by_time", "at"),)


class Rollup(Base):
    """The samples of one span of time in one row: for each number its count, mean, min and max."""

    __tablename__ = "rollup"
    unit: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    span: Mapped[int] = mapped_column(primary_key=True)
    """Its length in seconds."""
    at: Mapped[float] = mapped_column(primary_key=True)
    """Its beginning, a whole multiple of ``span``."""
    values: Mapped[dict[str, list[float]]] = mapped_column(JSON)


class Event(Base):
    """Something that happened once at a unit."""

    __tablename__ = "event"
    unit: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    boot: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[float]
    code: Mapped[str] = mapped_column(String(64))
    evidence: Mapped[dict[str, object]] = mapped_column(JSON)
    received_at: Mapped[float]


class BadMessage(Base):
    """Counts the messages that broke the contract, by sender, topic and field; no content."""

    __tablename__ = "bad_message"
    unit: Mapped[str] = mapped_column(UnitKey, primary_key=True)
    topic: Mapped[str] = mapped_column(String(80), primary_key=True)
    field: Mapped[str] = mapped_column(String(200), primary_key=True)
    problem: Mapped[str] = mapped_column(String(200))
    count: Mapped[int]
    last_at: Mapped[float]


class ImportSource(Base):
    """A foreign booking system that is mirrored: how its last polls went."""

    __tablename__ = "import_source"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    tried_at: Mapped[float]
    read_at: Mapped[float | None]
    """The last complete poll: how old the bookings are."""
    problem: Mapped[str | None] = mapped_column(String(32))
    failures: Mapped[int]
    """Polls in a row that were not complete."""
    found: Mapped[int]
    bad: Mapped[list[list[str | None]]] = mapped_column(JSON)
    """What could not be read: foreign id, place, problem; never a value."""
    held: Mapped[int]
    """Bookings that are gone at once and wait for a person's word."""
    gone_accepted: Mapped[bool]


class ImportRow(Base):
    """One foreign booking: where it came from, and what became of it; no person in it."""

    __tablename__ = "import_row"
    source: Mapped[str] = mapped_column(ForeignKey("import_source.name"), primary_key=True)
    foreign_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    version: Mapped[str | None] = mapped_column(String(64))
    appointment: Mapped[str | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    paired: Mapped[bool]
    """The visit was made by somebody else: compared, never touched."""
    start: Mapped[float]
    end: Mapped[float]
    room: Mapped[str | None] = mapped_column(String(200))
    """What the source calls it."""
    location: Mapped[str | None] = mapped_column(String(64))
    seen_at: Mapped[float]
    missing: Mapped[int]
    """Complete polls in a row without it."""
    why: Mapped[str | None] = mapped_column(String(32))
    """Why it is no visit, or not as the source says; None: joinable."""
    lacks: Mapped[list[str]] = mapped_column(JSON)
