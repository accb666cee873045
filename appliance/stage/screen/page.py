"""What drawing one picture needs: the canvas, what room says, the time, the words."""

from dataclasses import dataclass, field

from appliance.core.views import PartyLine, Screen
from appliance.core.words import Button
from appliance.stage.checks.advice import Advice
from appliance.stage.screen.kit.canvas import Canvas
from appliance.stage.screen.kit.placed import Rect
from appliance.stage.screen.times import Moment
from appliance.stage.screen.words import Words
from wire.visits import FOR_THE_PATIENT, Role, Seat

SELF_VIEW = "self-view"
"""The control that turns the own picture into an icon and back (R30); the screen's own affair."""

GUEST = "guest"
"""The control that makes a guest's picture large and small again; the screen's own affair too."""
WRITE = "write"
"""The control that opens the keyboard on the screen, and puts it away."""
ANSWER = "answer"
"""A ready answer; ``peer`` is its number."""
KEY = "key"
"""A key of the keyboard on the screen; ``peer`` is what it writes, or its name."""
READ = "read"
"""*Läs upp*: the screens are read aloud until it is touched again."""
SHARED = "shared"
"""The control that makes the shared picture small and large again; the screen's own affair too."""
OWN_AFFAIRS = frozenset({SELF_VIEW, GUEST, SHARED, WRITE, ANSWER, KEY, READ})


@dataclass(frozen=True, slots=True)
class Local:
    """What only the screen knows."""

    remote: bool = False
    """There is a picture of the other end to show."""
    own: bool = False
    """There is an own picture to show."""
    self_view: bool = True
    """The own picture is not turned into an icon."""
    guests: frozenset[str] = frozenset()
    """The guests of whom there is a picture, by peer."""
    turned: frozenset[str] = frozenset()
    """The guests, and SHARED, whose picture a person made large, or small where it began large."""
    shared: float | None = None
    """The picture that the clinician shares is here: its width by its height (R35)."""
    shared_fits: bool = True
    """There is room for it beside what else stands there."""
    pressed: tuple[str, str | None] | None = None
    """The control under a finger just now."""
    marked: tuple[str, str | None] | None = None
    """The control that a key would press; None while fingers do it."""
    writing: bool = False
    """A line is being written: the keyboard lies there."""
    draft: str = ""
    """What is written of it."""
    voice: bool = False
    """There is a voice that can read."""
    reading: bool = False
    """The screens are read aloud."""
    upper: bool = False
    """The next letter is a capital."""
    advice: Advice | None = None
    """What the one who sees themselves may mend (R13)."""
    unheard: bool = False
    """The microphone is off, and nobody at all is heard."""
    volume: float | None = None
    """How loud the headset is, 0 to 1, just after its keys were pressed."""
    sure: bool = False
    """No advice means that all is well."""


ALONE = Local()
"""No picture, nothing pressed."""


@dataclass(frozen=True, slots=True)
class Control:
    """Where a finger does something; ``name`` is a Button's value or one of OWN_AFFAIRS."""

    name: str
    rect: Rect
    peer: str | None = None

    def hit(self, x: int, y: int) -> bool:
        """Whether (x, y) is on it."""
        left, top, width, height = self.rect
        return left <= x < left + width and top <= y < top + height


@dataclass(slots=True)
class Page:
    """One picture being drawn from one view."""

    canvas: Canvas
    view: Screen
    now: Moment
    words: Words
    local: Local = ALONE
    controls: list[Control] = field(default_factory=list)
    parted: int = 0
    """Pixels across: where the room's own column ends, and what the screen is about begins."""

    def say(self, words: str, **values: object) -> str:
        """``words`` in the screen's language."""
        return self.words.say(words, **values)

    def has(self, button: Button) -> bool:
        """Whether ``button`` works now."""
        return button in self.view.buttons

    def party(self, role: Role) -> PartyLine | None:
        """Who sits there as ``role``, or None while nobody does."""
        there = (Seat.LOBBY, Seat.AWAY)
        return next((p for p in self.view.parties if p.role is role and p.seat in there), None)

    def patient(self) -> PartyLine | None:
        """The patient, or who takes part for them where they have no page (R41, R47)."""
        there = (self.party(role) for role in FOR_THE_PATIENT)
        return next((party for party in there if party is not None), None)

    def knocking(self) -> PartyLine | None:
        """Who waits to be let in."""
        return next((p for p in self.view.parties if p.seat is Seat.KNOCKING), None)
