"""Everything in stage that is not the screen, put together; read it top to bottom."""

import asyncio
import gc
import logging
from pathlib import Path
from typing import Any

from appliance.link.duties import carry
from appliance.link.journal import record
from appliance.link.messages import Passed
from appliance.link.watchdog import earned, ready
from appliance.stage.board import Board, Shown
from appliance.stage.camera import CameraHandle, Format
from appliance.stage.capture import Capture, Gate
from appliance.stage.doing import Telling, doing_now
from appliance.stage.lease import Lease
from appliance.stage.media.playout import Playout
from appliance.stage.net import addresses, codecs
from appliance.stage.net.arrivals import Ends
from appliance.stage.net.fan import Fan
from appliance.stage.net.switchboard import Switchboard
from appliance.stage.room_line import RoomLine
from appliance.stage.seat import Seat
from appliance.stage.settings import StageSettings
from appliance.stage.sound import SoundDesk
from hardware.camera import Camera, Picture
from hardware.sound import Block, Sound
from wire.signaling import Signal

ROUND_S = 0.1
CLOSE_S = 2.0


class Works:
    """Devices, lease, room and call; ``run`` is the second thread's whole life."""

    def __init__(
        self, settings: StageSettings, runtime: Path, board: Board, camera: Camera, sound: Sound
    ) -> None:
        self._settings = settings
        self._runtime = runtime
        self._board = board
        self._camera_device = camera
        self._sound_device = sound
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed = asyncio.Event()
        self._other: str | None = None
        """Whose picture is on the board."""

    def stop(self) -> None:
        """End ``run`` soon; from any thread."""
        self._wake()

    async def run(self) -> None:
        """Work until the board says stopped; raises what ended a duty."""
        loop = self._loop = asyncio.get_running_loop()
        loop.set_exception_handler(_loop_fault)
        self._board.woken_by(self._wake)
        codecs.register()
        addresses.register()

        cameras: Fan[Picture | None] = Fan(loop)
        microphones: Fan[Block] = Fan(loop)
        self._desk = desk = SoundDesk(self._sound_device)
        desk.listen(microphones.send)
        self._playout = Playout()
        desk.add_source(self._playout)

        self._lease = lease = Lease(self._changed.set)
        gate = Gate(lease)
        form = Format(self._settings.width, self._settings.height, self._settings.fps)
        camera_handle = CameraHandle(self._camera_device, form, self._seen(cameras))
        self._camera = self._seat("camera", camera_handle, gate)
        self._microphone = self._seat("microphone", desk.microphone(), gate)
        self._speaker = Seat("loudspeaker", desk.loudspeaker(), self._wake)
        self._capture = Capture(gate, lease, self._camera, self._microphone)

        ends = Ends(cameras, microphones, self._show, self._hear)
        self._switchboard = Switchboard(
            self._settings.video_codec, ends, self._pass_on, lambda: desk.alive_at
        )
        self._room = RoomLine(self._board, self._switchboard.hear, self._changed.set)
        await self._carry()

    def _seat(self, device: str, handle: Any, gate: Gate) -> Seat:
        return Seat(
            device,
            handle,
            self._wake,
            gate.may_open,
            lambda: gate.opened(device),
            lambda: gate.closed(device),
        )

    async def _carry(self) -> None:
        seats = (self._camera, self._microphone, self._speaker)
        for seat in seats:
            seat.start()
        gc.freeze()
        ready()
        duties = {
            "lease": self._lease.keep(self._runtime / "sign.sock"),
            "room": self._room.keep(self._runtime / "room.sock"),
            "rounds": self._rounds(),
        }
        try:
            await carry(duties)
        except _StoppedError:
            return
        finally:
            await asyncio.gather(*(asyncio.to_thread(seat.stop) for seat in seats))
            await self._switchboard.close()

    async def _rounds(self) -> None:
        """Each round follows room's view once and tells room what became of it."""
        telling = Telling()
        while not self._board.stopped.is_set():
            self._changed.clear()
            self._follow()
            for done in self._board.done():
                self._room.send(done)
            doing = doing_now(
                self._camera,
                self._microphone,
                self._speaker,
                self._capture.open_for,
                self._lease.shown,
                self._switchboard.doing(),
            )
            if telling.due(doing):
                numbers = await self._switchboard.numbers()
                self._board.doing = doing.model_copy(update={"stats": numbers})
                self._room.send(self._board.doing)
                earned()
            await self._pause()
        await self._wind_down()
        raise _StoppedError

    async def _wind_down(self) -> None:
        """Close capture, then tell the sign: a lease that only breaks off says occupied for long."""
        capturing = (self._camera, self._microphone)
        for seat in capturing:
            seat.want(on=False)
        deadline = asyncio.get_running_loop().time() + CLOSE_S
        while any(seat.engaged for seat in capturing):
            if asyncio.get_running_loop().time() > deadline:
                return
            await asyncio.sleep(0.02)
        await self._lease.give_back()

    def _follow(self) -> None:
        view, board = self._board.view, self._board
        self._capture.follow(view, self._room.here)
        talking = view is not None and view.call is not None and not view.call.hold
        self._speaker.want(on=talking)
        other = view.call.peer if view is not None and view.call is not None else None
        if not talking or other != self._other:
            self._playout.clear()
            board.remote = None
        self._other = other
        self._switchboard.follow(view, self._room.here)
        board.level, board.remote_level = self._desk.level, self._desk.remote_level

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(ROUND_S):
                await self._changed.wait()
        except TimeoutError:
            return

    def _seen(self, cameras: Fan[Picture | None]) -> Any:
        """Puts each own picture on the board and into the calls; on the camera's thread."""
        serial = 0

        def seen(picture: Picture | None) -> None:
            nonlocal serial
            serial += 1
            self._board.own = None if picture is None else _shown(picture.i420, serial)
            cameras.send(picture)

        return seen

    def _show(self, i420: Any) -> None:
        view = self._board.view
        if view is not None and view.call is not None and not view.call.hold:
            last = self._board.remote
            self._board.remote = _shown(i420, last.serial + 1 if last else 1)

    def _hear(self, samples: Any) -> None:
        self._playout.put(samples)

    def _pass_on(self, step: Signal) -> None:
        self._room.send(Passed(signal=step))

    def _wake(self) -> None:
        """A round is due; from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._changed.set)


class _StoppedError(Exception):
    """The board says stopped: no fault."""


def _shown(i420: Any, serial: int) -> Shown:
    height, width = i420.shape[0] * 2 // 3, i420.shape[1]
    return Shown(i420, width, height, serial)


def _loop_fault(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody waited for: it is recorded, and the deadlines of the call do the rest (A11)."""
    error = context.get("exception")
    task = context.get("task") or context.get("future")
    name = task.get_name() if isinstance(task, asyncio.Task) else None
    record("loop.fault", logging.WARNING, error=type(error).__name__ if error else None, task=name)
