"""The round that goes on and on: follow room's view with everything, tell room of it."""

import asyncio
import logging
import time
from dataclasses import dataclass

from appliance.core.views import CallView, StageView
from appliance.core.words import Link, Reason, TestStep
from appliance.link.journal import record
from appliance.link.watchdog import earned
from appliance.stage.alone import Alone
from appliance.stage.board import Board
from appliance.stage.camera import CameraHandle
from appliance.stage.capture import Capture
from appliance.stage.checks.hearing import Ear
from appliance.stage.checks.seen import Sitting
from appliance.stage.doing import Telling, doing_now
from appliance.stage.lease import Lease
from appliance.stage.media.tones import Chime, Tune
from appliance.stage.net.probing import Probing
from appliance.stage.net.studio import Studio
from appliance.stage.net.switchboard import Switchboard
from appliance.stage.room_line import RoomLine
from appliance.stage.seat import Seat
from appliance.stage.self_test.runner import SelfTest
from appliance.stage.shared import SharedPicture
from appliance.stage.signed import is_signed
from appliance.stage.sound import SoundDesk
from appliance.stage.speech.reader import Reader
from appliance.stage.voices import Voices
from hardware.headset_keys import HeadsetKeys

ROUND_S = 0.1
CLOSE_S = 2.0
STUCK_ROUNDS = 10
"""A machine that stood still gets a moment to close what it could not close before."""


class StuckError(RuntimeError):
    """A capture handle that does not close."""


class StoppedError(Exception):
    """The board says stopped: no fault."""


@dataclass(frozen=True)
class Parts:
    """Everything that a round touches."""

    board: Board
    camera: Seat
    lens: CameraHandle
    microphone: Seat
    speaker: Seat
    aloud: Seat | None
    """The room's loudspeaker beside the headset (R15)."""
    capture: Capture
    lease: Lease
    desk: SoundDesk
    keys: HeadsetKeys
    voices: Voices
    chime: Chime
    switchboard: Switchboard
    studio: Studio
    sitting: Sitting
    ear: Ear
    probing: Probing
    room: RoomLine
    tests: SelfTest
    reader: Reader
    shared: SharedPicture


def tune_of(view: StageView | None) -> Tune | None:
    """What the unit itself lets be heard: a ring for *Boka nu*, the countdown, the test's notes."""
    if view is None:
        return None
    if view.screen.rings:
        return "ring"
    if view.screen.test is not None and view.screen.test.step is TestStep.SOUND:
        return "test"
    return "countdown" if view.screen.name == "countdown" else None


def signs(view: StageView | None) -> bool:
    """The visit is held in a sign language."""
    visit = view.screen.visit if view is not None else None
    return visit is not None and is_signed(visit.language)


def looks(view: StageView | None) -> bool:
    """A person sees their own picture and is advised (R13)."""
    return view is not None and view.capture in (Reason.LOBBY, Reason.FUNCTION_TEST)


def listens(view: StageView | None, *, reads_aloud: bool = False) -> bool:
    """A person was asked to speak (R20); what the unit itself says in the room is no answer."""
    test = view is not None and view.capture is Reason.FUNCTION_TEST
    return test and view is not None and view.microphone and not reads_aloud


def _untested(view: StageView | None) -> StageView | None:
    """While room is away no self-test goes on: nobody could say that somebody came (S1)."""
    if view is None or view.test is None:
        return view
    opened = view.capture is Reason.SELF_TEST
    return view.model_copy(update={"test": None, "capture": None if opened else view.capture})


class Rounds:
    """A round at each change, and every 0.1 s."""

    def __init__(self, parts: Parts, changed: asyncio.Event) -> None:
        self._parts = parts
        self._changed = changed
        self._telling = Telling()
        self._alone = Alone()
        self._stuck_for = 0
        self._other: str | None = None
        """Whose picture is on the board."""

    async def go(self) -> None:
        """Until the board says stopped; then capture is closed, and StoppedError raised."""
        while not self._parts.board.stopped.is_set():
            self._changed.clear()
            self._follow(self._wanted())
            self._refuse_to_hang()
            await self._tell()
            await self._pause()
        await self._wind_down()
        raise StoppedError

    def _wanted(self) -> StageView | None:
        parts = self._parts
        call = parts.switchboard.doing()
        live = call is not None and call.link is Link.LIVE
        accompanied = parts.room.here or live
        view = self._alone.follow(parts.board.view, time.monotonic(), accompanied=accompanied)
        return parts.tests.follow(view if parts.room.here else _untested(view))

    def _refuse_to_hang(self) -> None:
        """What cannot be closed in this process is closed by its end (S2)."""
        seats = {"camera": self._parts.camera, "headset": self._parts.microphone}
        stuck = [device for device, seat in seats.items() if seat.stuck()]
        self._stuck_for = self._stuck_for + 1 if stuck else 0
        if self._stuck_for > STUCK_ROUNDS:
            record("capture.stuck", logging.ERROR, device=stuck[0])
            raise StuckError(stuck[0])

    def _follow(self, view: StageView | None) -> None:
        parts, board = self._parts, self._parts.board
        parts.capture.follow(view, parts.room.here)
        call = view.call if view is not None else None
        talking = call is not None and not call.hold
        tune = tune_of(view) if parts.room.here else None
        parts.reader.follow(board.aloud)
        reads = parts.reader.busy
        parts.chime.want(None if reads and tune == "test" else tune)
        self._play(
            on=talking or tune is not None or parts.tests.plays or reads,
            aloud=talking and view is not None and view.aloud,
        )
        other = call.peer if call is not None else None
        parts.voices.hush(on=not talking)
        if not talking or other != self._other:
            board.remote = None
        self._other = other
        parts.shared.follow(view)
        parts.sitting.want(on=looks(view))
        in_room = reads and parts.desk.by_loudspeaker
        parts.ear.listen(on=listens(view, reads_aloud=in_room))
        board.advice, board.sure = parts.sitting.advice, parts.sitting.sure
        parts.studio.now_signing = signs(view)
        parts.switchboard.follow(view, parts.room.here)
        parts.probing.follow(view.servers if view and call is None else (), time.monotonic())
        seen = parts.switchboard.guests_seen()
        if not seen.issuperset(board.guests):
            board.guests = {peer: one for peer, one in board.guests.items() if peer in seen}
        board.speaking = self._speaking(call)
        board.level, board.remote_level = parts.desk.level, parts.desk.remote_level

    def _play(self, *, on: bool, aloud: bool) -> None:
        """In the headset, or by the room's loudspeaker: one opens when the other is closed."""
        parts = self._parts
        if parts.aloud is None:
            parts.speaker.want(on=on)
            return
        parts.desk.aloud = aloud
        parts.speaker.want(on=on and not aloud and not parts.aloud.engaged)
        parts.aloud.want(on=on and aloud and not parts.speaker.engaged)

    def _speaking(self, call: CallView | None) -> frozenset[str]:
        """Who is heard just now, by peer."""
        speaking = self._parts.switchboard.guests_speaking()
        if call is not None and self._parts.voices.speaks(time.monotonic()):
            return speaking | {call.peer}
        return speaking

    async def _tell(self) -> None:
        parts = self._parts
        for done in parts.board.done():
            parts.room.send(done)
        doing = doing_now(
            parts.camera,
            parts.microphone,
            parts.speaker,
            parts.lens.sight,
            parts.ear.hearing,
            parts.capture.open_for,
            parts.lease.shown,
            parts.switchboard.doing(),
            parts.tests.testing,
            muted=parts.desk.muted(),
            aloud=parts.aloud.state if parts.aloud else None,
            seen=parts.lens.numbers,
        )
        if self._telling.due(doing):
            numbers = {**parts.studio.numbers(), **await parts.switchboard.numbers()}
            parts.board.doing = doing.model_copy(update={"stats": numbers})
            parts.room.send(parts.board.doing)
            if parts.board.is_drawn():
                earned()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(ROUND_S):
                await self._changed.wait()
        except TimeoutError:
            return

    async def _wind_down(self) -> None:
        """Close capture, then tell the sign: a lease that breaks off says occupied for long."""
        capturing = (self._parts.camera, self._parts.microphone)
        for seat in capturing:
            seat.want(on=False)
        deadline = asyncio.get_running_loop().time() + CLOSE_S
        while any(seat.engaged for seat in capturing):
            if asyncio.get_running_loop().time() > deadline:
                return
            await asyncio.sleep(0.02)
        await self._parts.lease.give_back()
