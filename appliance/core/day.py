"""All that a room knows at one moment, in a few flat frozen records."""

from dataclasses import dataclass, field
from datetime import datetime

from appliance.core.events import HoursSaid, Numbers, StageSaid
from appliance.core.rules import Rules
from appliance.core.visits import Somebody, Talk, Visit
from appliance.core.words import (
    BoardTrouble,
    ButtonTrouble,
    FarAct,
    Fault,
    Notice,
    NotJoined,
    Phase,
    Proven,
    SignFault,
    SignState,
    TestPart,
    TestStep,
)
from wire.check_in import CheckOut, Clinician
from wire.report import Moment, What
from wire.signaling import IceServer, ToSee
from wire.support import Accents, SupportLine
from wire.visits import FOR_THE_PATIENT, Outcome, Role, Seat


@dataclass(frozen=True, slots=True)
class Focus:
    """The one visit the room is about (S4): the one that is open, running or just over."""

    visit: Visit
    phase: Phase
    countdown: float | None = None
    """Monotonic time at which the visit starts by itself."""
    on_press: bool = False
    """*Vänta lite*, or a call that broke off: only a press starts."""
    see_me: bool = False
    """A person asked for their own picture in the lobby."""
    anyway: bool = False
    """A person started although the sign does not shine."""
    camera: bool = True
    microphone: bool = True
    aloud: bool = False
    """The patient is heard by the room's loudspeaker, by a press, until the call ends (R15)."""
    peer: str | None = None
    """The other end of the call."""
    answered: bool = True
    """The patient has stood here since the call was last started or resumed."""
    rung: float | None = None
    """When *Återuppta samtal* rang the patient."""
    by_phone: bool = False
    """The interpreter takes part by telephone (R40)."""
    ready_since: float | None = None
    """Since when the room's own side is ready without a long break (R05)."""
    unready_since: float | None = None
    """When a break began that is not yet a long one."""
    phone_until: float | None = None
    """Until when the number is shown; ``inf``: while the trouble lasts, ``-inf``: put away."""
    called: bool = False
    """*Ring patienten* was pressed before anybody met: the outcomes are offered (R05)."""
    card_until: float | None = None
    """Until when the start card is shown (R08)."""
    emergency: bool = False
    """R46's card is open."""
    chat: bool = False
    """What is written lies open (R31)."""
    chat_read: int = 0
    """So many lines were on the screen while it did."""
    ended_by: Notice | None = None
    """Why the room left by itself."""
    story: tuple[Moment, ...] = ()
    levels: frozenset[What] = frozenset()
    """What the story last told of the levels that are not as at first."""
    connected: float | None = None
    """Monotonic time at which both were last connected."""
    since: float = 0.0
    """Monotonic time of the last change of phase."""


@dataclass(frozen=True, slots=True)
class Over:
    """A visit that is closed and that somebody waited for: what becomes of it (R05)."""

    visit: Visit
    at: float
    """Monotonic time at which it closed, or its outcome was given."""
    connected: float | None = None
    outcome: Outcome | None = None
    """None: nobody has said."""
    story: tuple[Moment, ...] = ()
    levels: frozenset[What] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """A code on the screen that checks in to this room (R18)."""

    code: str
    address: str
    until: float
    """Monotonic: then it counts no more."""


@dataclass(frozen=True, slots=True)
class FunctionTest:
    """The function test that a person takes (R20, R21)."""

    step: TestStep
    since: float
    """Monotonic time at which this step began."""
    failed: TestPart | None = None


@dataclass(frozen=True, slots=True)
class SelfTest:
    """A self-test that runs."""

    number: int
    since: float
    parts: frozenset[Proven]
    """What it has not told yet."""
    tone: bool = True
    """A tone may be played: nobody sleeps."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How a part was when it was last tested, or used."""

    at: float
    fault: Fault | None = None
    failures: int = 0
    """So many tests in a row found a fault."""
    again_at: float | None = None
    """After a fault: when it is looked at again; None until that is decided."""
    numbers: Numbers = ()
    """What the last test measured, and ``tested``: when, Unix seconds."""


@dataclass(frozen=True, slots=True)
class Day:
    """A room's day. ``now`` and all floats are monotonic seconds; the wall is ``anchor + now``."""

    rules: Rules
    anchor: float
    clock_trusted: bool = False
    visits: tuple[Visit, ...] = ()
    ahead: tuple[Visit, ...] = ()
    """Those of ``visits`` that can still be joined: what is looked at in every step."""
    elsewhere: datetime | None = None
    """The latest end of a booking in another video system."""
    absent_once: frozenset[str] = frozenset()
    """Ids missing from the last complete agenda; missing twice means cancelled."""
    read_at: float | None = None
    """When the bookings were last read whole."""
    bad: int = 0
    feed_failures: int = 0
    """So many polls in a row were not whole."""
    store_problem: str | None = None
    board: BoardTrouble | None = None
    second_screen: bool = False
    buttons: ButtonTrouble | None = None
    central: bool = False
    ice_servers: tuple[IceServer, ...] = ()
    parties: tuple[tuple[str, tuple[Somebody, ...]], ...] = ()
    """Who stands at which visit."""
    talk: tuple[tuple[str, Talk], ...] = ()
    """What is written at which visit; never stored (S6)."""
    to_see: tuple[tuple[str, tuple[ToSee, ...]], ...] = ()
    """What must still be seen to at which visit (R41, R47)."""
    rooms: tuple[tuple[str, str], ...] = ()
    """Visits that are held in another room, and its name (R18)."""
    tried: frozenset[str] = frozenset()
    """Visits whose link somebody tried (R05)."""
    number: tuple[str, str | None] | None = None
    """The visit in focus and the number in its booking; never stored (S6)."""
    interpreters_number: tuple[str, str | None] | None = None
    """The visit in focus and its interpreter's number; never stored (S6)."""
    late: tuple[tuple[str, float], ...] = ()
    """Visit and Unix seconds: what a patient was promised (R09)."""
    late_heard: tuple[tuple[str, float], ...] = ()
    """As ``late``, the newest word of the clinician's desk alone: each counts once."""
    rings_until: float | None = None
    """*Boka nu* rings."""
    bell_until: float | None = None
    """Somebody rang at the door."""
    far: tuple[FarAct, float] | None = None
    """What IT does from afar, and until when the room says so."""
    somebody: bool | None = None
    here: bool = False
    """A clinician is checked in."""
    staff: bool = False
    """The staff check in with their own sign-in: nothing that happens here alone does (R18)."""
    clinician: Clinician | None = None
    """Who did so."""
    here_at: float | None = None
    """When that became known here: nobody is absent before."""
    gone: CheckOut | None = None
    """The check-in that ended here and that central may not know to be over."""
    left: bool = False
    """*Jag går* was pressed: presence alone is no check-in until *Jag är på plats*."""
    code_since: float | None = None
    """Since when the screen shows how to check in."""
    code: Shown | None = None
    seen: float | None = None
    """When presence was last known."""
    sensor_saw: float | None = None
    """When presence was last known: as ``seen``, over a reboot too."""
    touched: float | None = None
    today_until: float | None = None
    sign: SignState | None = None
    """What sign says it shows; None while it cannot be reached."""
    lamp_ok: bool = False
    sign_fault: SignFault | None = None
    hours: HoursSaid | None = None
    quiet_since: float | None = None
    """Since when presence says empty and nobody touched anything; None while it does not."""
    self_test: SelfTest | None = None
    self_tests: int = 0
    """So many were begun."""
    test_rests_until: float | None = None
    """A test was not answered."""
    proofs: tuple[tuple[Proven, Proof], ...] = ()
    mends: int = 0
    """So often the unit tried to help itself today."""
    open_since: float | None = None
    """Since when stage captures for a person who wants the camera."""
    stage: StageSaid = field(default_factory=lambda: StageSaid(alive=False))
    focus: Focus | None = None
    aside: Focus | None = None
    """The visit that waits while an earlier one's outcome is given."""
    closed: frozenset[str] = frozenset()
    """Visits that are over, whatever the feed says."""
    over: tuple[Over, ...] = ()
    """Closed visits whose outcome is still asked for, or can be taken back (R05)."""
    rate: tuple[str, float] | None = None
    """R51: the visit just held, of which it is asked how it worked, and until when."""
    not_joined: tuple[tuple[str, NotJoined], ...] = ()
    """Why visits of today were not joined."""
    own_at: float | None = None
    """When a person last said *Upptaget* (S3)."""
    own_ended: bool = False
    """It ran out, and nobody has said more."""
    former_ended: float | None = None
    """When the former visit's call ended (R09)."""
    hold_until: float | None = None
    """The sign's after-hold."""
    test: FunctionTest | None = None
    """The function test, while a person takes it."""
    test_due: bool | None = None
    """Nothing was tested or talked since the check-in (R20); None: nobody is checked in."""
    support: tuple[SupportLine, ...] = ()
    """Whom to phone about which fault, and when somebody is there (R69)."""
    accents: Accents | None = None
    """The clinic's own colour by day and by night (R66)."""


def new_day(rules: Rules, now: float, wall: float) -> Day:
    """A room that knows nothing yet; ``wall`` is Unix seconds at monotonic ``now``."""
    return Day(rules=rules, anchor=wall - now)


def mono(day: Day, instant: datetime) -> float:
    """The monotonic time of a wall instant."""
    return instant.timestamp() - day.anchor


def proof_of(day: Day, part: Proven) -> Proof | None:
    """What is known of ``part``; None where it was neither tested nor used."""
    return next((proof for name, proof in day.proofs if name is part), None)


def parties_at(day: Day, visit: str) -> tuple[Somebody, ...]:
    """Everybody at ``visit`` besides the room."""
    return next((parties for key, parties in day.parties if key == visit), ())


def patient_at(day: Day, visit: str, talking: str | None = None) -> Somebody | None:
    """The patient who stands in the lobby or talks, away for a moment included; else None.

    Of several (R39) the one at ``talking``, the other end of the call. Where the patient has no
    page of their own, a guardian or proxy who takes part for them (R41, R47).
    """
    standing = (_standing(day, visit, role, talking) for role in FOR_THE_PATIENT)
    return next((party for party in standing if party is not None), None)


def interpreter_at(day: Day, visit: str) -> Somebody | None:
    """The interpreter who stands in the lobby or talks; else None."""
    return _standing(day, visit, Role.INTERPRETER)


def _standing(day: Day, visit: str, role: Role, first: str | None = None) -> Somebody | None:
    standing = [
        party
        for party in parties_at(day, visit)
        if party.role is role and party.joined and party.seat in (Seat.LOBBY, Seat.AWAY)
    ]
    return min(standing, key=lambda party: party.peer != first, default=None)


def talk_at(day: Day, visit: str) -> Talk:
    """What is written at ``visit``."""
    return next((talk for key, talk in day.talk if key == visit), Talk())


def number_of(day: Day, focus: Focus) -> str | None:
    """The number in the booking of the visit in focus, once central told it."""
    return day.number[1] if day.number and day.number[0] == focus.visit.id else None
