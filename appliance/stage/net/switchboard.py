"""Holds the one call that room wants, those with its visit's guests, and no other."""

import asyncio
import time
from collections.abc import Callable

from appliance.core.views import CallView, PartyLine, StageView
from appliance.link.messages import CallDoing
from appliance.stage.media.encoders import VideoCodec
from appliance.stage.net.arrivals import Ends
from appliance.stage.net.call import Call
from appliance.stage.net.patience import Patience, Told
from appliance.stage.net.servers import ANY_WAY, Route
from appliance.stage.net.sidelines import Line, Sidelines
from wire.signaling import Signal

ALIVE_S = 2.0
NOTHING_TOLD = Told(own_sound=False, peer_camera=False, peer_microphone=False)


class Switchboard:
    """Begins a call when room wants another one, ends it within 1 s when room wants none."""

    def __init__(
        self,
        codec: VideoCodec,
        ends: Ends,
        send: Callable[[Signal], None],
        microphone_alive_at: Callable[[], float],
        patience: Patience | None = None,
        lines: tuple[Line, ...] = (),
        route: Route = ANY_WAY,
    ) -> None:
        self.codec = codec
        """What calls that begin from now on offer."""
        self._ends = ends
        self._send = send
        self._alive_at = microphone_alive_at
        self._patience = patience or Patience()
        self._route = route
        self._call: Call | None = None
        self._last_generation = 0
        self._closing: set[asyncio.Task[None]] = set()
        wires = (send, self._next_generation, self._patience, route)
        self._guests = Sidelines(codec, lines, *wires)

    def use(self, codec: VideoCodec) -> None:
        """Calls that begin from now on offer this codec."""
        self.codec = codec
        self._guests.use(codec)

    def follow(self, view: StageView | None, room_here: bool) -> None:
        """Bring the call to what ``view`` wants and look after it; call at least each 0.2 s."""
        wanted = view.call if view is not None else None
        if self._call is not None and not _same(self._call.view, wanted):
            self._end(self._call)
            self._call = None
        if view is None or wanted is None:
            self._guests.follow((), lambda _: NOTHING_TOLD, room_here=room_here)
            return
        if self._call is None:
            wires = (self._send, self._next_generation, self._patience, self._route)
            self._call = Call(wanted, self.codec, self._ends, *wires)
        self._call.view = wanted
        now = time.monotonic()
        self._call.tick(now, self._told(view, wanted, now), room_here)

        def told(guest: CallView) -> Told:
            return self._told(view, guest, now)

        self._guests.follow(view.guests, told, room_here=room_here)

    def hear(self, signal: Signal) -> None:
        """A signal that room passed on."""
        if self._call is not None:
            self._call.hear(signal)
        self._guests.hear(signal)

    def moved(self, addresses: frozenset[str]) -> None:
        """This machine has other addresses now."""
        if self._call is not None:
            self._call.moved(addresses)
        self._guests.moved(addresses)

    def doing(self) -> CallDoing | None:
        """The call as room is told."""
        return None if self._call is None else self._call.doing(time.monotonic())

    def guests_seen(self) -> frozenset[str]:
        """The guests whose pictures arrive."""
        return self._guests.seen()

    def guests_speaking(self) -> frozenset[str]:
        """The guests who speak just now."""
        return self._guests.speaking()

    async def numbers(self) -> dict[str, float]:
        """W3C webrtc-stats names; empty without a call."""
        return {} if self._call is None else await self._call.numbers(time.monotonic())

    async def close(self) -> None:
        """End whatever there is."""
        if self._call is not None:
            self._end(self._call)
            self._call = None
        await self._guests.close()
        await asyncio.gather(*self._closing)

    def _next_generation(self, least: int) -> int:
        self._last_generation = max(least, self._last_generation + 1)
        return self._last_generation

    def _told(self, view: StageView, call: CallView, now: float) -> Told:
        peer = next((one for one in view.screen.parties if one.peer == call.peer), None)
        off_by_choice = call.hold or not view.microphone
        return Told(
            own_sound=off_by_choice or now - self._alive_at() < ALIVE_S,
            peer_camera=_on(peer, "camera"),
            peer_microphone=_on(peer, "microphone"),
        )

    def _end(self, call: Call) -> None:
        task = asyncio.create_task(call.close(), name="close-call")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _on(peer: PartyLine | None, medium: str) -> bool:
    return peer is None or bool(getattr(peer, medium))


def _same(one: CallView, other: CallView | None) -> bool:
    return other is not None and (one.visit, one.peer) == (other.visit, other.peer)
