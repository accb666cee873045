"""One call with one other end, over as many peer connections as the network asks for (S8, A6).

A connection that falls silent for 2 s is not mended but followed by a new one, with a higher
generation and the same right. The old one stays until the new one is proven, and is taken back
when it speaks again before the new one has a path.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from appliance.core.views import CallView
from appliance.core.words import Grade, Link
from appliance.link.journal import record
from appliance.link.messages import CallDoing
from appliance.stage.media.encoders import VideoCodec
from appliance.stage.media.grade import Grading
from appliance.stage.media.video_out.rate import START
from appliance.stage.net.arrivals import Ends
from appliance.stage.net.counts import transport_numbers
from appliance.stage.net.descriptions import RefusedError
from appliance.stage.net.patience import Patience, Told
from appliance.stage.net.peer import Peer
from appliance.stage.net.servers import ANY_WAY, Route
from wire.signaling import Body, Signal

STOOD_S = 0.5
"""A tick that comes later than this was held up, as was everything that arrived."""


class Call:
    """Holds the call that room wants; ``tick`` is its only clock."""

    def __init__(
        self,
        view: CallView,
        codec: VideoCodec,
        ends: Ends,
        send: Callable[[Signal], None],
        next_generation: Callable[[int], int],
        patience: Patience,
        route: Route = ANY_WAY,
    ) -> None:
        self.view = view
        self._codec = codec
        self._ends = ends
        self._send = send
        self._next_generation = next_generation
        self._patience = patience
        self._grading = Grading()
        self._route = route
        self._bitrate = START
        """What the picture begins with; a new connection goes on where the last one was."""
        self._wanted_at = self._ticked_at = time.monotonic()
        self._first_frame = False
        self._was_silent = False
        self._heard_at: float | None = None
        self._proven: Peer | None = None
        self._refused: set[tuple[int, str]] = set()
        self._jobs: set[asyncio.Task[None]] = set()
        self._old: Peer | None = None
        self._old_may_speak = False
        """It was only silent: when it speaks again it is as good as before."""
        self._moved = False
        """The last connection stands on an address that this machine has no more."""
        self._new = self._make()

    def _make(self) -> Peer:
        generation = self._next_generation(self.view.min_generation)
        servers = self.view.ice_servers
        peer = Peer(generation, servers, self._codec, self._ends, self._bitrate, self._route)
        record("call.generation", generation=generation, codec=self._codec)
        self._job(self._offer(peer), "offer")
        return peer

    async def _offer(self, peer: Peer) -> None:
        await peer.offer(lambda body: self._say(peer, body))

    def _say(self, peer: Peer, body: Body) -> None:
        view = self.view
        self._send(Signal(visit=view.visit, peer=view.peer, generation=peer.generation, body=body))

    def hear(self, signal: Signal) -> None:
        """A signal from the other end; one for another visit, peer or generation is ignored."""
        here = (signal.visit, signal.peer) == (self.view.visit, self.view.peer)
        if here and signal.generation == self._new.generation:
            self._job(self._take(self._new, signal.body), "take-signal")

    async def _take(self, peer: Peer, body: Body) -> None:
        try:
            await peer.take(body)
        except RefusedError as error:
            if (peer.generation, error.code) not in self._refused:  # 50 a second may come
                self._refused.add((peer.generation, error.code))
                record("call.refused-signal", code=error.code, generation=peer.generation)

    def tick(self, now: float, told: Told, room_here: bool) -> None:
        """Look at everything once; call at least each 0.2 s."""
        self._forgive(now)
        for peer in self._peers():
            peer.tend(now)
            if self.view.hold or not told.peer_camera:
                peer.counts.shown.pause()
        self._hung_up(now)
        self._settle(now)
        if room_here and (self._moved or self._must_renew(now, told)):
            self._renew(now)
        self._prove(now, told)
        self._note(now)
        self._grading.note(self._new.sample(), now)

    def _forgive(self, now: float) -> None:
        """Time in which this process itself stood still is nobody's silence."""
        stood, self._ticked_at = now - self._ticked_at - STOOD_S, now
        if stood <= 0:
            return
        for peer in self._peers():
            peer.heard.forgive(stood)
        if self._heard_at is not None:
            self._heard_at = min(self._heard_at + stood, now)

    def _peers(self) -> list[Peer]:
        return [self._new] if self._old is None else [self._new, self._old]

    def _link(self, peer: Peer, now: float) -> Link:
        age = peer.heard.age(now)
        if age is None:
            return Link.CONNECTING
        return Link.LIVE if age < self._patience.silent_s else Link.SILENT

    def _settle(self, now: float) -> None:
        """One of two connections is enough as soon as it is known which."""
        old = self._old
        if old is None:
            return
        if self._proven is self._new or old.failed:
            self._drop(old)
            self._old = None
        elif self._old_may_speak and not self._new.connected and self._lives(old, now):
            self._drop(self._new)
            self._new, self._old = old, None
            old.video_out.resting = False

    def _lives(self, peer: Peer, now: float) -> bool:
        return self._link(peer, now) is Link.LIVE

    def _must_renew(self, now: float, told: Told) -> bool:
        peer, patience = self._new, self._patience
        tried = now - peer.made_at >= patience.retry_s
        if peer.failed:
            return tried
        if peer.answered_at is None:
            return now - peer.made_at >= patience.answer_s
        if not peer.connected:
            return now - peer.answered_at >= patience.connect_s
        if self._link(peer, now) is Link.SILENT:
            return tried
        return self._blind(peer, now, told)

    def _blind(self, peer: Peer, now: float, told: Told) -> bool:
        """H264 that this other end cannot do shows as a live path without a picture."""
        waited = now - (peer.answered_at or now) >= self._patience.first_picture_s
        no_picture = told.peer_camera and peer.counts.frames_decoded == 0
        if peer.codec == "vp8" or not waited or not no_picture:
            return False
        record("call.codec-fault", codec=peer.codec)
        self._codec = "vp8"
        return True

    def moved(self, addresses: frozenset[str]) -> None:
        """This machine has other addresses now: what stands on a lost one is not waited for."""
        if not self._new.stands_on(addresses):
            record("call.moved", generation=self._new.generation)
            self._moved = True

    def _renew(self, now: float) -> None:
        last, self._moved = self._new, False
        self._bitrate = last.video_out.settled
        if not last.connected or last.failed:
            self._drop(last)
        else:
            if self._old is not None:
                self._drop(self._old)
            self._old, self._old_may_speak = last, not self._lives(last, now)
            last.video_out.resting = True
        self._new = self._make()

    def _prove(self, now: float, told: Told) -> None:
        peer = self._new
        if self._proven is peer or not self._lives(peer, now):
            return
        arrives = peer.counts.sees(now) or peer.counts.hears(now)
        both_off = not told.peer_camera and not told.peer_microphone
        if told.own_sound and (arrives or both_off):
            self._proven = peer
            record("call.proven", generation=peer.generation, ms=self._ms(now))

    def _note(self, now: float) -> None:
        shown = self._new
        if not self._first_frame and shown.counts.frames_decoded:
            self._first_frame = True
            record("call.first-frame", generation=shown.generation, ms=self._ms(now))
        silent = self._reported(now) is Link.SILENT
        if silent and not self._was_silent:
            record("call.silent", generation=shown.generation)
        self._was_silent = silent

    def _ms(self, now: float) -> int:
        return round((now - self._wanted_at) * 1000)

    def _hung_up(self, now: float) -> None:
        """The other end closed the last connection itself: silent now, not in two seconds."""
        if self._heard_at is not None and all(peer.failed for peer in self._peers()):
            self._heard_at = min(self._heard_at, now - self._patience.silent_s)

    def _reported(self, now: float) -> Link:
        """Whichever connection it came over: when was the other end heard last?"""
        for peer in self._peers():
            if peer.heard.at is not None and not peer.failed:
                self._heard_at = max(self._heard_at or 0.0, peer.heard.at)
        if self._heard_at is None:
            return Link.CONNECTING
        quiet = now - self._heard_at >= self._patience.silent_s
        return Link.SILENT if quiet else Link.LIVE

    def sees(self, now: float) -> bool:
        """Whether the other end's picture arrives and may be shown."""
        return not self.view.hold and any(peer.counts.sees(now) for peer in self._peers())

    def doing(self, now: float) -> CallDoing:
        """The call as room is told."""
        peers, held, proven = self._peers(), self.view.hold, self._proven
        link = self._reported(now)
        return CallDoing(
            visit=self.view.visit,
            peer=self.view.peer,
            generation=self._new.generation,
            link=link,
            grade=self._grading.grade(lost=link is Link.SILENT),
            proven=proven is not None and self._lives(proven, now),
            picture=self.sees(now),
            sound=not held and any(peer.counts.hears(now) for peer in peers),
        )

    async def numbers(self, now: float) -> dict[str, float]:
        """W3C webrtc-stats names of the connection in use."""
        peer = self._new
        grade = self._grading.grade(lost=self._reported(now) is Link.SILENT)
        graded = {"call.grade": float(list(Grade).index(grade))}
        return {**graded, **peer.numbers(now), **await transport_numbers(peer.connection)}

    def _drop(self, peer: Peer) -> None:
        if self._proven is peer:
            self._proven = None
        self._job(peer.close(), "close-peer")

    def _job(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def close(self) -> None:
        """End every connection within a second."""
        for peer in self._peers():
            peer.hide()
        await asyncio.gather(*(peer.close() for peer in self._peers()))
        if self._jobs:
            await asyncio.wait(self._jobs, timeout=1.0)
