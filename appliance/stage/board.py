"""The board between stage's two threads: what the screen shows, and what a person did there.

The display runs in the main thread, the calls in their own. Every slot holds the newest value
alone; whoever reads takes it whole, nobody waits, nothing queues but presses and touches.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.core.views import StageView
from appliance.core.words import Button, DeviceState, Move
from appliance.link.messages import Doing, Pressed, Touched, Wrote
from appliance.stage.checks.advice import Advice
from appliance.stage.stills import Still


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture for the screen; ``i420`` has shape (height * 3 // 2, width), uint8.

    ``serial`` counts up with every picture of one slot, so that the screen draws only new ones.
    Nobody writes into ``i420`` after it was put on the board.
    """

    i420: NDArray[np.uint8]
    width: int
    height: int
    serial: int


@dataclass(frozen=True, slots=True)
class Volume:
    """How loud the headset is, and when that was set (time.monotonic())."""

    part: float
    """0 is the softest, 1 the loudest."""
    at: float


STILL_S = 5.0
"""A screen that was not drawn for so long stands still."""
NOTHING_DONE = Doing(
    camera=DeviceState.MISSING, microphone=DeviceState.MISSING, speaker=DeviceState.MISSING
)


class Board:
    """What both threads of stage see."""

    def __init__(self) -> None:
        self.view: StageView | None = None
        """What room wants; None until room was heard for the first time."""
        self.remote: Shown | None = None
        """The other end's newest picture; None while there is none."""
        self.news = threading.Event()
        """The other end's picture is new: the screen's thread waits for it, and clears this."""
        self.guests: Mapping[str, Shown] = {}
        """The newest picture of each guest, by peer; never changed, only replaced."""
        self.speaking: frozenset[str] = frozenset()
        """The peers who speak just now."""
        self.own: Shown | None = None
        """The own camera's newest picture; None while the camera is closed."""
        self.shared: Still | None = None
        """The picture that the clinician shares from the staff's page (R35)."""
        self.level: float = 0.0
        """The own microphone's level, 0 (silence) to 1 (full scale)."""
        self.remote_level: float = 0.0
        """The level of what the other end says, 0 to 1."""
        self.volume: Volume | None = None
        """What the headset's keys set last."""
        self.advice: Advice | None = None
        """What a person who sees their own picture is advised; it stays in this process (R13)."""
        self.sure = False
        """Enough was looked at: no advice means that all is well."""
        self.aloud: tuple[int, tuple[str, ...]] = (0, ())
        """What shall be read aloud: another number is read anew, no sentence is silence."""
        self.voice = False
        """There is a voice that can read."""
        self.doing: Doing = NOTHING_DONE
        """What stage does now, as room is told."""
        self.drawn_at = time.monotonic()
        """When the screen's thread last came round."""
        self.stopped = threading.Event()
        """Set by whichever thread ends first; the other one then ends too."""
        self._done: deque[Pressed | Touched | Wrote] = deque(maxlen=64)
        self._moves: deque[Move] = deque(maxlen=64)
        self._wake: Callable[[], None] = lambda: None

    def is_drawn(self) -> bool:
        """Whether the screen's thread still comes round."""
        return time.monotonic() - self.drawn_at < STILL_S

    def press(self, button: Button, peer: str | None = None) -> None:
        """A person pressed ``button``; ``peer`` is whom *Släpp in* lets in."""
        self._done.append(Pressed(button=button, peer=peer))
        self._wake()

    def touch(self) -> None:
        """A person touched the screen anywhere."""
        self._done.append(Touched())
        self._wake()

    def write(self, visit: str, text: str, id_: str | None = None) -> None:
        """A person writes: a line that is done, or without ``id_`` one that grows."""
        self._done.append(Wrote(visit=visit, text=text, id=id_))
        self._wake()

    def read(self, sentences: tuple[str, ...]) -> None:
        """Read these aloud, and nothing that was begun before."""
        if sentences or self.aloud[1]:
            self.aloud = (self.aloud[0] + 1, sentences)
            self._wake()

    def move(self, key: Move) -> None:
        """One of the three buttons that go through what stands on the screen was pressed."""
        self._moves.append(key)

    def moves(self) -> list[Move]:
        """Those buttons since the last call, in order."""
        found: list[Move] = []
        while self._moves:
            found.append(self._moves.popleft())
        return found

    def woken_by(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` (from the screen's thread) whenever a person did something."""
        self._wake = wake

    def done(self) -> list[Pressed | Touched | Wrote]:
        """What a person did since the last call, in order."""
        found: list[Pressed | Touched | Wrote] = []
        while self._done:
            found.append(self._done.popleft())
        return found
