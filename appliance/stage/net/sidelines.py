"""The calls with a visit's guests, beside the patient's: all see and hear each other (R39, R40).

Here they are heard, mixed with everybody else, and seen, each in a small picture: a small one is
asked for. What they do has no part in whether the visit is joined, interrupted or over: that is
the patient's call alone.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from appliance.core.views import CallView
from appliance.stage.media.encoders import VideoCodec
from appliance.stage.net.arrivals import Ends
from appliance.stage.net.call import Call
from appliance.stage.net.patience import Patience, Told
from appliance.stage.net.servers import ANY_WAY, Route
from appliance.stage.voices import Voices
from wire.signaling import Signal


@dataclass(frozen=True)
class Line:
    """A way for one guest's media; ``voices`` is where this one is heard."""

    ends: Callable[[str], Ends]
    """Of the guest with this peer: their picture has a place of its own."""
    voices: Voices


class Sidelines:
    """Holds a call with each guest that room wants, as many as there are lines."""

    def __init__(
        self,
        codec: VideoCodec,
        lines: tuple[Line, ...],
        send: Callable[[Signal], None],
        next_generation: Callable[[int], int],
        patience: Patience,
        route: Route = ANY_WAY,
    ) -> None:
        self._codec = codec
        self._free = list(lines)
        self._send = send
        self._next_generation = next_generation
        self._patience = patience
        self._route = route
        self._calls: dict[tuple[str, str], tuple[Call, Line]] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def use(self, codec: VideoCodec) -> None:
        """Calls that begin from now on offer this codec."""
        self._codec = codec

    def follow(
        self, wanted: tuple[CallView, ...], told: Callable[[CallView], Told], *, room_here: bool
    ) -> None:
        """Bring the calls to what is ``wanted`` and look after them."""
        views = {(view.visit, view.peer): view for view in wanted}
        for key in self._calls.keys() - views.keys():
            self._end(key)
        for key, view in views.items():
            if key not in self._calls and self._free:
                self._begin(key, view)
        for key, (call, line) in self._calls.items():
            call.view = views[key]
            line.voices.hush(on=call.view.hold)
            call.tick(time.monotonic(), told(call.view), room_here)

    def seen(self) -> frozenset[str]:
        """The peers whose pictures arrive."""
        now = time.monotonic()
        return frozenset(peer for (_, peer), (call, _) in self._calls.items() if call.sees(now))

    def speaking(self) -> frozenset[str]:
        """The peers who speak just now."""
        now = time.monotonic()
        return frozenset(
            peer for (_, peer), (_, line) in self._calls.items() if line.voices.speaks(now)
        )

    def hear(self, signal: Signal) -> None:
        """A signal that room passed on; each call takes its own."""
        for call, _ in self._calls.values():
            call.hear(signal)

    def moved(self, addresses: frozenset[str]) -> None:
        """This machine has other addresses now."""
        for call, _ in self._calls.values():
            call.moved(addresses)

    async def close(self) -> None:
        """End whatever there is."""
        for key in list(self._calls):
            self._end(key)
        await asyncio.gather(*self._closing)

    def _begin(self, key: tuple[str, str], view: CallView) -> None:
        line = self._free.pop()
        wires = (self._send, self._next_generation, self._patience, self._route)
        call = Call(view, self._codec, line.ends(view.peer), *wires)
        self._calls[key] = call, line

    def _end(self, key: tuple[str, str]) -> None:
        call, line = self._calls.pop(key)
        task = asyncio.create_task(self._close(call, line), name="close-guest")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _close(self, call: Call, line: Line) -> None:
        await call.close()
        self._free.append(line)
