"""Everything in stage that is not the screen, put together; read it top to bottom."""

import asyncio
import gc
import logging
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appliance.core.visit.beside import GUESTS_AT_ONCE
from appliance.core.words import Reason
from appliance.link.duties import carry
from appliance.link.journal import record
from appliance.link.messages import Looped, Passed
from appliance.link.watchdog import ready
from appliance.stage.board import Board
from appliance.stage.camera import CameraHandle, Format
from appliance.stage.capture import Capture, Gate
from appliance.stage.checks.hearing import Ear
from appliance.stage.checks.seen import Sitting
from appliance.stage.fingers import Fingers
from appliance.stage.fitting import first_codec, fit, most
from appliance.stage.lease import Lease
from appliance.stage.media.echo import EchoCanceller
from appliance.stage.media.tones import Chime
from appliance.stage.net import addresses, codecs
from appliance.stage.net.arrivals import Ends
from appliance.stage.net.probing import Probing
from appliance.stage.net.servers import Route
from appliance.stage.net.sidelines import Line
from appliance.stage.net.speaking import Speaking
from appliance.stage.net.studio import Studio
from appliance.stage.net.switchboard import Switchboard
from appliance.stage.pictures import Pictures
from appliance.stage.room_line import RoomLine
from appliance.stage.rounds import Parts, Rounds, StoppedError
from appliance.stage.seat import Handle, Seat
from appliance.stage.self_test.runner import SelfTest
from appliance.stage.settings import StageSettings
from appliance.stage.shared import SharedPicture
from appliance.stage.sound import SoundDesk
from appliance.stage.speech.reader import Reader
from appliance.stage.voices import Voices
from hardware.camera import Camera, Picture
from hardware.choose import headset_keys, hotplug
from hardware.sound import Sound
from wire.signaling import Signal

if TYPE_CHECKING:
    from hardware.hotplug import HotPlug


class Works:
    """Devices, lease, room and call; ``run`` is the second thread's whole life."""

    def __init__(
        self,
        settings: StageSettings,
        runtime: Path,
        board: Board,
        camera: Camera,
        sound: Sound,
        echo: EchoCanceller | None = None,
        room_speaker: Sound | None = None,
    ) -> None:
        self._settings = settings
        self._runtime = runtime
        self._board = board
        self._camera = camera
        self._sound = sound
        self._echo = echo
        self._room_speaker = room_speaker
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """A round is due; from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._changed.set)

    async def run(self) -> None:
        """Work until the board says stopped; raises what ended a duty."""
        loop = self._loop = asyncio.get_running_loop()
        loop.set_exception_handler(loop_fault)
        self._board.woken_by(self.wake)
        codecs.register()
        addresses.register()
        parts = self._assemble(loop)
        beside = (parts.aloud,) if parts.aloud else ()
        seats = (parts.camera, parts.microphone, parts.speaker, *beside)
        for seat in seats:
            seat.start()
        parts.keys.listen(Fingers(self._board, parts.desk).press)
        watch = addresses.AddressWatch(parts.switchboard.moved)
        plugs = self._plugs(seats)
        gc.freeze()
        ready()
        fitting = asyncio.create_task(
            fit(self._settings, parts.studio, parts.switchboard), name="fit"
        )
        duties = {
            "lease": parts.lease.keep(self._runtime / "sign.sock"),
            "room": parts.room.keep(self._runtime / "room.sock"),
            "rounds": Rounds(parts, self._changed).go(),
        }
        try:
            await carry(duties)
        except StoppedError:
            return
        finally:
            watch.close()
            if plugs is not None:
                plugs.close()
            fitting.cancel()
            parts.tests.close()
            parts.reader.close()
            parts.shared.close()
            parts.keys.close()
            await asyncio.gather(*(asyncio.to_thread(seat.stop) for seat in seats))
            await parts.switchboard.close()
            await parts.probing.close()

    def _plugs(self, seats: tuple[Seat, ...]) -> "HotPlug | None":
        """Let every seat look at once when something was plugged in or out."""

        def told() -> None:
            for seat in seats:
                seat.plugged()

        try:
            return hotplug((self._settings.camera, self._settings.headset), told)
        except (OSError, ImportError) as error:  # seats look by themselves, a little later
            record("hotplug.failed", logging.WARNING, error=type(error).__name__)
            return None

    def _assemble(self, loop: asyncio.AbstractEventLoop) -> Parts:
        board, settings = self._board, self._settings
        cameras = Studio(loop, most(settings))
        cameras.always_signing = settings.signing
        speaking = Speaking(loop)
        pictures = Pictures(board, cameras)
        keys = headset_keys(self._sound)
        desk = SoundDesk(self._sound, self._echo, keys.muted)
        voices, chime = Voices(), Chime()
        sitting, ear = Sitting(), Ear()
        desk.listen(speaking.send)
        desk.listen(ear.put)
        desk.add_source(voices)
        desk.add_source(chime)
        reader = Reader(settings.language, self._changed.set)
        desk.add_source(reader)
        board.voice = reader.there and settings.speech != "off"

        lease = Lease(self._changed.set)
        gate = Gate(lease)
        form = Format(settings.width, settings.height, settings.fps)

        def seen(picture: Picture | None) -> None:
            """S1: what a self-test sees goes to nobody else."""
            if picture is not None and gate.reason is Reason.SELF_TEST:
                tests.see(picture.i420)
                return
            pictures.own(picture)
            sitting.see(None if picture is None else picture.i420, time.monotonic())

        lens = CameraHandle(self._camera, form, seen)
        camera = self._seat("camera", lens, gate)
        microphone = self._seat("microphone", desk.microphone(), gate)
        speaker = Seat("loudspeaker", desk.loudspeaker(), self.wake)
        beside = self._room_speaker
        aloud = Seat("room-speaker", desk.loudspeaker(beside), self.wake) if beside else None

        ends = Ends(cameras, speaking, pictures.remote, voices.add)

        def pass_on(step: Signal) -> None:
            room.send(Passed(signal=step))

        def line() -> Line:
            heard = Voices()
            desk.add_source(heard)

            def ends(peer: str) -> Ends:
                show = partial(pictures.guest, peer)
                return Ends(cameras, speaking, show, heard.add, small=True)

            return Line(ends, heard)

        lines = tuple(line() for _ in range(GUESTS_AT_ONCE))
        route = Route(settings.media == "relay-only", settings.relay_ca)
        switchboard = Switchboard(
            first_codec(settings),
            ends,
            pass_on,
            desk.last_alive,
            lines=lines,
            route=route,
        )
        tests = SelfTest(
            camera,
            microphone,
            speaker,
            lambda loop: room.send(Looped(loop=loop)),
            lambda: switchboard.codec,
            route,
            loudspeaker=settings.loudspeaker,
        )
        desk.add_source(tests.tone)
        desk.tap = tests.listen
        room = RoomLine(board, switchboard.hear, self._changed.set, tests.hear)
        return Parts(
            board=board,
            camera=camera,
            lens=lens,
            microphone=microphone,
            speaker=speaker,
            aloud=aloud,
            capture=Capture(gate, lease, camera, microphone),
            lease=lease,
            desk=desk,
            keys=keys,
            voices=voices,
            chime=chime,
            switchboard=switchboard,
            studio=cameras,
            sitting=sitting,
            ear=ear,
            probing=Probing(route),
            room=room,
            tests=tests,
            reader=reader,
            shared=SharedPicture(board, self._runtime),
        )

    def _seat(self, device: str, handle: Handle, gate: Gate) -> Seat:
        return Seat(
            device,
            handle,
            self.wake,
            gate.may_open,
            lambda: gate.opened(device),
            lambda: gate.closed(device),
            gate.longest,
        )


def loop_fault(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody waited for: it is recorded, and the deadlines of the call do the rest (A11)."""
    error = context.get("exception")
    task = context.get("task") or context.get("future")
    name = task.get_name() if isinstance(task, asyncio.Task) else None
    record("loop.fault", logging.WARNING, error=type(error).__name__ if error else None, task=name)
