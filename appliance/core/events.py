"""What can happen to a room, and what it asks for that cannot be repeated.

Events are levels wherever they can be: sent whole, harmless when late, early or sent twice. Only a
press and a touch are edges.
"""

from dataclasses import dataclass, field

from appliance.core.visits import Somebody, Talk, Visit
from appliance.core.words import (
    BoardTrouble,
    Button,
    ButtonTrouble,
    DeviceState,
    FarAct,
    Fault,
    Grade,
    Hand,
    Hearing,
    Link,
    Proven,
    Reason,
    Sight,
    SignFault,
    SignState,
)
from wire.check_in import Clinician
from wire.report import Heading, Moment
from wire.signaling import IceServer, NumberOf, ToSee
from wire.support import Accents, SupportLine
from wire.visits import Outcome

Numbers = tuple[tuple[str, float], ...]
"""Evidence: a name and a number each, nothing of a person in it."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Nothing but time passed; sent at ``next_deadline``."""


@dataclass(frozen=True, slots=True)
class Midnight:
    """The room's local date changed: all dies but a running visit and what is still to come."""


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The wall clock now reads ``wall`` (Unix seconds); the only event that moves the anchor."""

    wall: float


@dataclass(frozen=True, slots=True)
class ClockTrusted:
    """The time service, or central within 2 s, agrees with this machine's clock."""

    trusted: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """The bookings of today.

    An agenda that was cut short is not ``complete``: it adds and changes, and removes nothing.
    """

    visits: tuple[Visit, ...]
    complete: bool
    bad: int = 0
    """Entries that could not be read."""


@dataclass(frozen=True, slots=True)
class Central:
    """The signaling socket's level."""

    connected: bool
    ice_servers: tuple[IceServer, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedSaid:
    """How the last poll of the bookings went; ``failures``: so many in a row were not whole."""

    problem: str | None
    """A slug, such as ``too-slow``; None when it was read whole."""
    failures: int = 0


@dataclass(frozen=True, slots=True)
class StoreSaid:
    """Whether what must be kept can be kept: a slug such as ``disk-full``, or None."""

    problem: str | None


@dataclass(frozen=True, slots=True)
class BoardSaid:
    """How the computer itself is; None while it is well."""

    trouble: BoardTrouble | None
    second_screen: bool = False
    """Another screen is plugged in: what is shared may stand there (R16)."""


@dataclass(frozen=True, slots=True)
class ButtonsSaid:
    """How the buttons beside the screen are; None while they are well."""

    trouble: ButtonTrouble | None


@dataclass(frozen=True, slots=True)
class AtVisit:
    """Everybody at one visit but the room itself."""

    visit: str
    parties: tuple[Somebody, ...]
    tried: bool = False
    """Somebody with the patient's link tried to come in, successfully or not (R05)."""
    elsewhere: str | None = None
    """The other room in which it is held."""
    late_until: float | None = None
    """Unix seconds: *Jag är sen* was said at the clinician's desk (R09)."""
    to_see: tuple[ToSee, ...] = ()
    """What the clinician must still see to (R41, R47)."""


@dataclass(frozen=True, slots=True)
class TalkSaid:
    """All that is written at one visit just now (R31); kept in memory only."""

    visit: str
    talk: Talk


@dataclass(frozen=True, slots=True)
class NumberSaid:
    """Central told the number in the booking; kept in memory only, while the visit is in focus."""

    visit: str
    number: str | None
    role: NumberOf = "patient"
    """Or the interpreter's, who is to be phoned (R40)."""


@dataclass(frozen=True, slots=True)
class CheckInSaid:
    """Who is checked in, as central knows it; ``required``: no press or presence is a check-in."""

    required: bool
    who: Clinician | None = None


@dataclass(frozen=True, slots=True)
class CodeSaid:
    """A code that checks in to this room; ``address`` leads to the staff's page with it."""

    code: str
    address: str
    lasts: float
    """Seconds."""


@dataclass(frozen=True, slots=True)
class SupportSaid:
    """Whom to phone about which fault, for days ahead: it holds with central away too (R69)."""

    lines: tuple[SupportLine, ...]
    accents: Accents | None = None
    """The clinic's own colour (R66)."""


@dataclass(frozen=True, slots=True)
class Presence:
    """The sensor's level: somebody, nobody, or unknown (None: no sensor)."""

    somebody: bool | None


@dataclass(frozen=True, slots=True)
class Touched:
    """The screen was touched."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of the screen was pressed."""

    button: Button
    peer: str | None = None


@dataclass(frozen=True, slots=True)
class Wrote:
    """Somebody at the screen writes to the visit (R31); never stored (S6)."""

    visit: str
    text: str
    id: str | None = None
    """Of a line that is done; None: it grows."""


@dataclass(frozen=True, slots=True)
class HandPressed:
    """A button beside the screen was pressed; what it means depends on what is so."""

    hand: Hand


@dataclass(frozen=True, slots=True)
class DoorBell:
    """Somebody outside rang at the room's door: nobody in the room did anything."""


@dataclass(frozen=True, slots=True)
class FromAfar:
    """IT does something with this unit: the room says so, and nothing opens capture (S2)."""

    act: FarAct


@dataclass(frozen=True, slots=True)
class SignSaid:
    """Sign's answer; None when sign cannot be reached."""

    state: SignState | None
    lamp_ok: bool = False
    fault: SignFault | None = None
    """What is wrong with the lamp, where the hardware can tell."""


@dataclass(frozen=True, slots=True)
class StageCall:
    """The call that stage holds."""

    visit: str
    peer: str
    generation: int
    link: Link
    proven: bool
    picture: bool = False
    sound: bool = False
    grade: Grade = Grade.GOOD


@dataclass(frozen=True, slots=True)
class SelfTestSaid:
    """What the self-test ``number`` has found so far; a part that is well has no fault."""

    number: int
    results: tuple[tuple[Proven, Fault | None], ...] = ()
    numbers: tuple[tuple[Proven, Numbers], ...] = ()
    """What was measured of each part."""


@dataclass(frozen=True, slots=True)
class HoursSaid:
    """When the room opens today, and when it must be silent; Unix seconds."""

    opens: float
    silent: tuple[tuple[float, float], ...] = ()
    """From, until: yesterday's night to tomorrow's."""


@dataclass(frozen=True, slots=True)
class StageSaid:
    """What stage does now; ``alive`` False when it cannot be reached."""

    alive: bool
    capture: Reason | None = None
    camera: DeviceState = DeviceState.OK
    microphone: DeviceState = DeviceState.OK
    speaker: DeviceState = DeviceState.OK
    sight: Sight = Sight.FINE
    seen: Numbers = ()
    """What its picture was like when it ceased to be fine."""
    hearing: Hearing | None = None
    """Set while the function test listens."""
    muted: bool = False
    """The open microphone is silenced on the headset itself (R32)."""
    aloud: DeviceState | None = None
    """The room's loudspeaker beside the headset; None where it has none (R15)."""
    call: StageCall | None = None
    test: SelfTestSaid | None = None


Event = (
    Tick
    | Midnight
    | ClockSet
    | ClockTrusted
    | Agenda
    | Central
    | FeedSaid
    | StoreSaid
    | BoardSaid
    | ButtonsSaid
    | HoursSaid
    | AtVisit
    | TalkSaid
    | NumberSaid
    | CheckInSaid
    | CodeSaid
    | SupportSaid
    | Presence
    | Touched
    | Pressed
    | Wrote
    | HandPressed
    | DoorBell
    | FromAfar
    | SignSaid
    | StageSaid
)


@dataclass(frozen=True, slots=True)
class AdmitParty:
    """Let ``peer`` in to ``visit``."""

    visit: str
    peer: str


@dataclass(frozen=True, slots=True)
class ConfirmIdentity:
    """The clinician asked ``peer`` of ``visit`` for name and number, and it fits (R60)."""

    visit: str
    peer: str


@dataclass(frozen=True, slots=True)
class SeenTo:
    """The clinician sees that the child is in the picture, that the patient takes part."""

    visit: str
    what: ToSee


@dataclass(frozen=True, slots=True)
class Write:
    """Pass a line, or one that grows, on to ``visit`` (R31)."""

    visit: str
    text: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class AskStill:
    """Ask the patient for a still (R33)."""

    visit: str


@dataclass(frozen=True, slots=True)
class ReportOutcome:
    """Write the confirmed outcome to the booking; queued until central has it (R05).

    ``outcome`` None takes back what was written before.
    """

    visit: str
    outcome: Outcome | None
    heading: Heading | None = None
    story: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class RingPatient:
    """Ring the patient on any of their devices (R06)."""

    visit: str


@dataclass(frozen=True, slots=True)
class Rate:
    """How picture and sound worked, 1 (well) to 3 (badly), for central's statistics (R51)."""

    visit: str
    worked: int


@dataclass(frozen=True, slots=True)
class RestartStage:
    """Stage shall end, and come back anew: what hangs in it is mended by that."""


@dataclass(frozen=True, slots=True)
class Replug:
    """A device on USB shall be shut out and let in again: ``camera`` or ``headset``."""

    part: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something IT may want to know that happened once; ``code`` is a slug, no person in it."""

    code: str
    facts: tuple[tuple[str, float | str], ...] = field(default=())


Talking = SeenTo | Write | AskStill
"""What goes to central as it is; where central is away the person sees that nothing came of it."""
Command = (
    AdmitParty
    | ConfirmIdentity
    | Talking
    | ReportOutcome
    | RingPatient
    | Rate
    | RestartStage
    | Replug
    | Note
)
