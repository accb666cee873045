"""A switchboard with devices that are always there, joined to a far end without any network."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np

from appliance.core.views import CallView, PartyLine, Screen, StageView
from appliance.core.words import Reason, SignState
from appliance.stage.media.video_out.ladder import Profile
from appliance.stage.net import addresses, codecs
from appliance.stage.net.arrivals import Ends
from appliance.stage.net.patience import Patience
from appliance.stage.net.servers import ANY_WAY, Route
from appliance.stage.net.sidelines import Line
from appliance.stage.net.speaking import Speaking
from appliance.stage.net.studio import Studio
from appliance.stage.net.switchboard import Switchboard
from appliance.stage.voices import Voices
from hardware.camera import Picture
from tests.support.far_end import FarEnd
from wire.signaling import IceServer, Signal
from wire.visits import Role, Seat

VISIT, PEER = "visit-1", "peer-patient-1"


def stage_view(
    *,
    capture: Reason | None = Reason.VISIT,
    call: bool = True,
    camera: bool = True,
    microphone: bool = True,
    hold: bool = False,
    peer: str = PEER,
    peer_camera: bool = True,
    peer_microphone: bool = True,
    min_generation: int = 1,
    ice_servers: tuple[IceServer, ...] = (),
    without_sign: bool = False,
) -> StageView:
    """What room wants."""
    line = PartyLine(
        peer=peer,
        role=Role.PATIENT,
        level=None,
        seat=Seat.LOBBY,
        camera=peer_camera,
        microphone=peer_microphone,
    )
    return StageView(
        screen=Screen(
            name="call", anchor=0.0, place="Rum 12", sign=SignState.OCCUPIED, parties=(line,)
        ),
        capture=capture,
        camera=camera,
        microphone=microphone,
        planned_end=time.time() + 1800,
        without_sign=without_sign,
        call=CallView(
            visit=VISIT,
            peer=peer,
            hold=hold,
            min_generation=min_generation,
            ice_servers=ice_servers,
        )
        if call
        else None,
    )


async def until(holds: Callable[[], Any], within_s: float = 15.0) -> float:
    """Wait until ``holds``; how long it took, or an assertion after ``within_s``."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < within_s, "did not happen in time"
        await asyncio.sleep(0.01)
    return time.monotonic() - begun


class CallBench:
    """Everything a call needs but real devices and a network."""

    def __init__(
        self, codec: Any = "vp8", patience: Patience | None = None, route: Route = ANY_WAY
    ) -> None:
        loop = asyncio.get_running_loop()
        codecs.register()
        addresses.register()
        self.camera = Studio(loop, Profile(1280, 720, 30))
        self.microphone = Speaking(loop)
        self.shown: list[Any] = []
        self.heard = 0
        self.guest_shown: list[tuple[str, Any]] = []
        """Peer and picture."""
        self.guest_heard: list[Any] = []
        """Blocks since the last one of silence."""
        self.voices, self.guest_voices = Voices(), Voices()
        self.sent: list[Signal] = []
        self.alive_at = float("-inf")
        self.lost = False
        """While set, no signal passes either way."""
        self.room_here = True
        self.view: StageView | None = None
        self.switchboard = Switchboard(
            codec,
            Ends(self.camera, self.microphone, self.shown.append, self.voices.add),
            self._send,
            lambda: self.alive_at,
            patience,
            (self._line(),),
            route,
        )
        self.far = FarEnd(self._reply)
        self.route: Callable[[Signal], FarEnd] = lambda _: self.far
        """Whose a signal is."""
        self.camera_runs, self.microphone_runs = True, True

    def _line(self) -> Line:
        """A way for one guest's media."""

        def ends(peer: str) -> Ends:
            def show(i420: Any) -> None:
                self.guest_shown.append((peer, i420))

            return Ends(self.camera, self.microphone, show, self.guest_voices.add, small=True)

        return Line(ends, self.guest_voices)

    def _send(self, signal: Signal) -> None:
        self.sent.append(signal)
        if not self.lost:
            self.route(signal).hear(signal)

    def _reply(self, signal: Signal) -> None:
        if not self.lost:
            self.switchboard.hear(signal)

    @property
    def doing(self) -> Any:
        return self.switchboard.doing()

    async def film(self, fps: int = 15, size: tuple[int, int] = (640, 360)) -> None:
        """A camera."""
        number = 0
        while True:
            await asyncio.sleep(1 / fps)
            if self.camera_runs:
                number += 1
                i420 = np.full((size[1] * 3 // 2, size[0]), 128, dtype=np.uint8)
                i420[: size[1], (number * 8) % 500 :][:, :60] = 230
                self.camera.send(Picture(i420, time.monotonic()))

    async def talk(self) -> None:
        """A microphone."""
        block = (5000 * np.sin(2 * np.pi * 440 * np.arange(480) / 48_000)).astype(np.int16)
        begun, count = time.monotonic(), 0
        while True:
            count += 1
            await asyncio.sleep(max(0.0, begun + count / 100 - time.monotonic()))
            if self.microphone_runs:
                self.alive_at = time.monotonic()
                self.microphone.send(block)

    async def listen(self) -> None:
        """A loudspeaker; what it plays is counted where it is no silence."""
        begun, count = time.monotonic(), 0
        while True:
            count += 1
            await asyncio.sleep(max(0.0, begun + count / 100 - time.monotonic()))
            self.heard += int(np.count_nonzero(self.voices.take()))
            guest = self.guest_voices.take()
            if guest.any():
                self.guest_heard.append(guest)
            else:
                self.guest_heard.clear()

    async def rounds(self) -> None:
        while True:
            self.switchboard.follow(self.view, self.room_here)
            await asyncio.sleep(0.05)


@asynccontextmanager
async def call_bench(
    codec: Any = "vp8", patience: Patience | None = None, route: Route = ANY_WAY
) -> AsyncIterator[CallBench]:
    """A bench with its devices running; everything is closed after."""
    bench = CallBench(codec, patience, route)
    works: list[Awaitable[None]] = [bench.film(), bench.talk(), bench.listen(), bench.rounds()]
    tasks = [asyncio.ensure_future(one) for one in works]
    try:
        yield bench
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        await bench.switchboard.close()
        await bench.far.close()
    broken = [one for one in results if not isinstance(one, asyncio.CancelledError)]
    assert not broken, broken
