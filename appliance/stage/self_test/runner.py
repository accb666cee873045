"""Does the self-test that room wants: looks, listens, calls itself, and closes all again.

Camera and microphone are open for at most 3 s each: their seats see to it, whatever happens here.
What they give while the reason is a self-test comes here and nowhere else, and only what it was
like is kept (S1).
"""

import asyncio
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from appliance.core.views import SelfTestView, StageView
from appliance.core.words import DeviceState, Fault, Proven, Reason
from appliance.link.journal import record
from appliance.link.messages import PartTested, Testing
from appliance.stage.media.encoders import VideoCodec
from appliance.stage.net.loop_call import Came, LoopCall
from appliance.stage.net.servers import Route
from appliance.stage.seat import Seat
from appliance.stage.self_test.listen import Listen, Tone
from appliance.stage.self_test.look import Look
from hardware.sound import Block
from wire.signaling import Loop

OPEN_S = 2.2
"""Looked at and listened to for so long; a little later the seat itself closes it."""
TONE_AFTER_S = 0.4
REFUSED_S = 3.0
"""A device that has not opened by then, and was tried, has failed."""
HEARING = frozenset({Proven.MICROPHONE, Proven.LOUDSPEAKER})


class SelfTest:
    """Follows room's view; ``testing`` is what room is told."""

    def __init__(
        self,
        camera: Seat,
        microphone: Seat,
        speaker: Seat,
        send: Callable[[Loop], None],
        codec: Callable[[], VideoCodec],
        route: Route,
        *,
        loudspeaker: bool,
    ) -> None:
        """``loudspeaker``: the room hears what it plays, so that not to hear it is a fault."""
        self.tone = Tone()
        self.testing: Testing | None = None
        self._camera, self._microphone, self._speaker = camera, microphone, speaker
        self._send, self._codec, self._route = send, codec, route
        self._loudspeaker = loudspeaker
        self._run: _Run | None = None

    @property
    def plays(self) -> bool:
        """The loudspeaker must be open."""
        run = self._run
        return run is not None and Proven.LOUDSPEAKER in run.left and run.microphone_since > 0

    def see(self, i420: NDArray[np.uint8]) -> None:
        """A picture that a self-test's reason gave; on the camera's thread."""
        run = self._run
        if run is not None:
            run.look.see(i420, time.monotonic())

    def listen(self, block: Block) -> None:
        """A block of the microphone, whoever it is open for; on its thread."""
        run = self._run
        if run is not None and run.microphone_since > 0:
            run.listen.put(block)

    def hear(self, loop: Loop) -> None:
        """A step of the call with itself, back from central."""
        if self._run is not None and self._run.call is not None:
            self._run.call.hear(loop)

    def follow(self, view: StageView | None) -> StageView | None:
        """Go on with the test; ``view`` with what it needs no more taken out."""
        wanted = view.test if view is not None else None
        if self._run is not None and (wanted is None or wanted.number != self._run.number):
            self.close()
        if view is None or wanted is None:
            self.testing = None
            return view
        if self._run is None:
            self._run = self._begin(wanted)
        run = self._run
        run.left &= set(wanted.parts)
        run.shut(camera=_rests(self._camera), microphone=_rests(self._microphone))
        now = time.monotonic()
        if view.capture is Reason.SELF_TEST:
            self._look(run, now)
            self._listen(run, now)
        results = tuple(
            PartTested(part=part, fault=fault, numbers=run.numbers.get(part, {}))
            for part, fault in run.told.items()
        )
        self.testing = Testing(number=run.number, results=results)
        return self._less(view, run)

    def close(self) -> None:
        """End it, whatever it was at."""
        run, self._run = self._run, None
        self.tone.stop()
        if run is not None and run.task is not None:
            run.task.cancel()

    def _begin(self, wanted: SelfTestView) -> "_Run":
        run = _Run(wanted)
        record("self-test.begun", number=run.number, parts=len(wanted.parts))
        if Proven.CALL in run.left:
            run.call = LoopCall(run.number, self._send, self._codec(), self._route)
            run.task = asyncio.create_task(self._prove(run, run.call), name="self-test-call")
        return run

    async def _prove(self, run: "_Run", call: LoopCall) -> None:
        try:
            came = await call.prove()
        except Exception as error:  # noqa: BLE001 - a library may raise anything; it is a finding
            record("self-test.call-fault", error=type(error).__name__)
            came = Came()
        record(
            "self-test.call",
            picture=came.picture,
            sound=came.sound,
            relayed=came.relayed,
            took_ms=round(came.seconds * 1000),
        )
        numbers = {
            "picture": float(came.picture),
            "sound": float(came.sound),
            "relayed": float(came.relayed),
            "took_s": round(came.seconds, 2),
        }
        run.tell(Proven.CALL, None if came.whole else Fault.CALL_FAILS, numbers)

    def _look(self, run: "_Run", now: float) -> None:
        if Proven.CAMERA not in run.left or not run.camera_fresh:
            return
        cut = self._camera.spent and run.camera_since > 0
        if not self._camera.open and not cut:
            if self._refused(self._camera, run, now) or run.camera_since > 0:
                run.tell(Proven.CAMERA, Fault.CAMERA_FAILED)
            return
        run.camera_since = run.camera_since or now
        if cut or now >= run.camera_since + OPEN_S:
            seen = run.look.seen
            record(
                "self-test.camera",
                looks=seen.looks,
                brightness=round(seen.brightness),
                contrast=round(seen.contrast),
                detail=round(seen.detail, 3),
            )
            run.tell(Proven.CAMERA, seen.fault(), seen.numbers())

    def _listen(self, run: "_Run", now: float) -> None:
        if not run.left & HEARING or not run.microphone_fresh:
            return
        cut = self._microphone.spent and run.microphone_since > 0
        if not self._microphone.open and not cut:
            if self._refused(self._microphone, run, now) or run.microphone_since > 0:
                run.tell(Proven.MICROPHONE, Fault.HEADSET_FAILED)
                run.tell(Proven.LOUDSPEAKER, Fault.HEADSET_FAILED)
            return
        run.microphone_since = run.microphone_since or now
        opened = now - run.microphone_since
        if run.tone and not run.played and opened >= TONE_AFTER_S and self._speaker.open:
            run.played = True
            self.tone.play()
        if cut or opened >= OPEN_S:
            self._judge(run)

    def _judge(self, run: "_Run") -> None:
        heard = run.listen.heard()
        record(
            "self-test.sound",
            loudest_db=round(heard.loudest_dbfs),
            match=round(heard.match, 1),
            played=run.played,
        )
        numbers = {"level_db": round(heard.loudest_dbfs, 1), "blocks": float(heard.blocks)}
        run.tell(Proven.MICROPHONE, heard.fault(), numbers)
        opened = self._speaker.open and self._speaker.state is DeviceState.OK
        unheard = self._loudspeaker and run.played and not heard.tone
        unheard_is = Fault.LOUDSPEAKER_UNHEARD if unheard else None
        tone = {"tone_played": float(run.played)}
        if run.played:
            tone |= {"tone_heard": float(heard.tone), "tone_match": round(heard.match, 1)}
        run.tell(Proven.LOUDSPEAKER, unheard_is if opened else Fault.HEADSET_FAILED, tone)

    def _refused(self, seat: Seat, run: "_Run", now: float) -> bool:
        return seat.state is DeviceState.FAILED and now >= run.begun + REFUSED_S

    def _less(self, view: StageView, run: "_Run") -> StageView:
        if view.capture is not Reason.SELF_TEST:
            return view
        camera = view.camera and Proven.CAMERA in run.left and run.camera_fresh
        microphone = view.microphone and bool(run.left & HEARING) and run.microphone_fresh
        capture = view.capture if camera or microphone else None
        return view.model_copy(
            update={"capture": capture, "camera": camera, "microphone": microphone}
        )


def _rests(seat: Seat) -> bool:
    """It is closed, and may be opened anew."""
    return not seat.engaged and not seat.spent


class _Run:
    """One test: what is left to do, and what was found."""

    def __init__(self, wanted: SelfTestView) -> None:
        self.number = wanted.number
        self.tone = wanted.tone
        self.left = set(wanted.parts)
        self.told: dict[Proven, Fault | None] = {}
        self.numbers: dict[Proven, dict[str, float]] = {}
        self.look, self.listen = Look(), Listen()
        self.begun = time.monotonic()
        self.camera_fresh = self.microphone_fresh = False
        """It was closed since this test began: what another one opened is not gone on with."""
        self.camera_since = self.microphone_since = 0.0
        self.played = False
        self.call: LoopCall | None = None
        self.task: asyncio.Task[None] | None = None

    def shut(self, *, camera: bool, microphone: bool) -> None:
        """These are closed now."""
        self.camera_fresh = self.camera_fresh or camera
        self.microphone_fresh = self.microphone_fresh or microphone

    def tell(
        self, part: Proven, fault: Fault | None, numbers: dict[str, float] | None = None
    ) -> None:
        """``part`` is judged by ``numbers``; what nobody asked for is not told."""
        if part in self.left:
            self.left.discard(part)
            self.told[part] = fault
            self.numbers[part] = numbers or {}
