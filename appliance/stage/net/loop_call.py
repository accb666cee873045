"""A call with itself: a drawn picture and a tone, by central's signaling and its relay and back.

The near end is the one that calls patients; the far end is plain aiortc, as a browser would
answer. Where central has a relay the far end takes nothing else: so a patient's page may have to
come. The near end goes the ways it goes to patients. What neither has said is dropped.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from aioice import Candidate as IceCandidate
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from aiortc.sdp import candidate_from_sdp
from numpy.typing import NDArray

from appliance.stage.media.encoders import VideoCodec
from appliance.stage.media.video_out.ladder import Profile
from appliance.stage.net.arrivals import Ends
from appliance.stage.net.peer import Peer
from appliance.stage.net.servers import LateCandidates, Route, read_servers
from appliance.stage.net.speaking import Speaking
from appliance.stage.net.studio import Studio
from hardware.camera import Picture
from hardware.sound import BLOCK, RATE_HZ, Block
from wire.signaling import Body, Candidate, Description, IceServer, Loop

PATIENCE_S = 9.0
WIDTH, HEIGHT, FPS = 320, 180, 15
DARK, BRIGHT = 50, 200
NEAR = 25
"""So far a brightness may be off after coding."""
MOST_SAID = 64
"""Steps under way at once; a call has some ten."""
HUM_HZ = 800
HUM_PEAK = 6000
HUM_PART = 0.5
"""Of all the power that is heard, so much must be the tone's."""


@dataclass(frozen=True, slots=True)
class Came:
    """What has arrived at the far end, and after how many seconds."""

    picture: bool = False
    sound: bool = False
    relayed: bool = False
    seconds: float = 0.0

    @property
    def whole(self) -> bool:
        """Both came as they were sent."""
        return self.picture and self.sound


def pattern(number: int) -> NDArray[np.uint8]:
    """Picture ``number`` as I420: the left half dark, the right one bright, a line that moves."""
    picture = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
    picture[:HEIGHT, : WIDTH // 2] = DARK
    picture[:HEIGHT, WIDTH // 2 :] = BRIGHT
    picture[number * 4 % HEIGHT] = 128
    return picture


def is_pattern(light: NDArray[np.uint8]) -> bool:
    """Whether the brightness (any shape of rows and columns) is the pattern's."""
    middle = light.shape[1] // 2
    halves = float(np.median(light[:, :middle])), float(np.median(light[:, middle:]))
    return abs(halves[0] - DARK) < NEAR and abs(halves[1] - BRIGHT) < NEAR


def hum(number: int) -> Block:
    """Block ``number`` of the tone, int16, shape (480,)."""
    at = (np.arange(BLOCK) + number * BLOCK) / RATE_HZ
    samples: Block = (HUM_PEAK * np.sin(2 * np.pi * HUM_HZ * at)).astype(np.int16)
    return samples


def is_hum(samples: NDArray[np.int16]) -> bool:
    """Whether most of some 20 ms of mono sound at 48 kHz is the tone."""
    sound = samples.astype(np.float64)
    power = float(np.square(sound).mean())
    if power < (HUM_PEAK / 20) ** 2:
        return False
    turn = np.exp(-2j * np.pi * HUM_HZ * np.arange(sound.size) / RATE_HZ)
    tone = 2 * abs(np.dot(sound, turn) / sound.size) ** 2
    return bool(tone / power > HUM_PART)


class LoopCall:
    """One call with itself; ``hear`` takes what came back from central."""

    def __init__(
        self,
        number: int,
        send: Callable[[Loop], None],
        codec: VideoCodec,
        route: Route,
    ) -> None:
        self.came = Came()
        self._number = number
        self._send = send
        self._codec = codec
        self._route = route
        self._back: asyncio.Queue[Body] = asyncio.Queue(MOST_SAID)
        self._servers: asyncio.Future[tuple[IceServer, ...]] = asyncio.Future()
        self._said: list[Body] = []
        """What has not come back yet."""
        self._near_said: list[Body] = []
        self._whole = asyncio.Event()

    def hear(self, loop: Loop) -> None:
        """What central sent back; of another call, and what was not said: nothing."""
        if loop.number != self._number:
            return
        if loop.body is not None:
            if loop.body not in self._said:
                return
            self._said.remove(loop.body)
            with contextlib.suppress(asyncio.QueueFull):
                self._back.put_nowait(loop.body)
        elif not self._servers.done():
            self._servers.set_result(loop.ice_servers)

    async def prove(self) -> Came:
        """Call, and wait until all has come, at most ``PATIENCE_S``."""
        begun = time.monotonic()
        self._send(Loop(number=self._number))
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._call(await self._servers)
        except TimeoutError:
            pass
        came = self.came
        return Came(came.picture, came.sound, came.relayed, time.monotonic() - begun)

    async def _call(self, servers: tuple[IceServer, ...]) -> None:
        relays = any(one.scheme != "stun" for one in read_servers(servers))
        route = Route(relays, self._route.relay_ca)
        self.came = Came(relayed=relays)
        loop = asyncio.get_running_loop()
        studio, speaking = Studio(loop, Profile(WIDTH, HEIGHT, FPS)), Speaking(loop)
        ends = Ends(studio, speaking, lambda _: None, lambda _: lambda: None)
        near = Peer(self._number, servers, self._codec, ends, route=self._route)
        far = _Far(servers, route, self._say, self._arrived)
        jobs = [
            asyncio.create_task(work, name=name)
            for name, work in (
                ("loop-offer", near.offer(self._near_says)),
                ("loop-back", self._pass_back(near, far)),
                ("loop-picture", _show(studio)),
                ("loop-hum", _hum(speaking)),
            )
        ]
        try:
            await self._whole.wait()
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
            await asyncio.gather(near.close(), far.close(), return_exceptions=True)

    def _say(self, body: Body) -> None:
        if len(self._said) == MOST_SAID:
            return
        self._said.append(body)
        self._send(Loop(number=self._number, body=body))

    def _near_says(self, body: Body) -> None:
        self._near_said.append(body)
        self._say(body)

    async def _pass_back(self, near: Peer, far: "_Far") -> None:
        """Each step to the end that did not say it."""
        while True:
            body = await self._back.get()
            await (far.take(body) if body in self._near_said else near.take(body))

    def _arrived(self, *, picture: bool = False, sound: bool = False) -> None:
        came = self.came
        self.came = Came(came.picture or picture, came.sound or sound, came.relayed)
        if self.came.whole:
            self._whole.set()


class _Far:
    """The end that answers: it sends nothing and looks at what comes."""

    def __init__(
        self,
        servers: tuple[IceServer, ...],
        route: Route,
        say: Callable[[Body], None],
        arrived: Callable[..., None],
    ) -> None:
        self._servers, self._route = servers, route
        self._say, self._arrived = say, arrived
        self._pc = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._pc.on("track", self._track)
        self._answered = False
        self._jobs: set[asyncio.Task[None]] = set()

    async def take(self, body: Body) -> None:
        """The offer, once, or a candidate of the near end."""
        if isinstance(body, Candidate):
            candidate = candidate_from_sdp(body.candidate.removeprefix("candidate:"))
            candidate.sdpMid, candidate.sdpMLineIndex = "0", 0
            await self._pc.addIceCandidate(candidate)
        elif not self._answered:
            self._answered = True
            await self._answer(body)

    async def _answer(self, offer: Description) -> None:
        await self._pc.setRemoteDescription(RTCSessionDescription(sdp=offer.sdp, type="offer"))
        transport = self._pc.getTransceivers()[0].receiver.transport.transport
        late = LateCandidates(transport._connection, self._servers, self._route)  # noqa: SLF001
        if late.relay_first:
            await late.gather(lambda _: None)
        await self._pc.setLocalDescription(await self._pc.createAnswer())
        self._say(Description(type="answer", sdp=self._pc.localDescription.sdp))
        if not late.relay_first:
            self._job(late.gather(self._tell))

    def _tell(self, candidate: IceCandidate) -> None:
        self._say(Candidate(candidate=f"candidate:{candidate.to_sdp()}", sdp_mid="0"))

    def _track(self, track: MediaStreamTrack) -> None:
        self._job(self._watch(track))

    async def _watch(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame: Any = await track.recv()
            except MediaStreamError:
                return
            if track.kind == "video":
                light = frame.to_ndarray(format="gray")
                self._arrived(picture=is_pattern(light))
            else:
                samples = frame.to_ndarray().reshape(-1)
                self._arrived(sound=is_hum(samples[:: len(frame.layout.channels)]))

    def _job(self, work: Any) -> None:
        task = asyncio.create_task(work, name="loop-far")
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def close(self) -> None:
        """End it."""
        for job in list(self._jobs):
            job.cancel()
        await self._pc.close()


async def _show(studio: Studio) -> None:
    number = 0
    while True:
        studio.send(Picture(pattern(number), time.monotonic()))
        number += 1
        await asyncio.sleep(1 / FPS)


async def _hum(speaking: Speaking) -> None:
    """A hundred blocks a second; a late loop catches up."""
    begun, number = time.monotonic(), 0
    while True:
        while begun + number * BLOCK / RATE_HZ <= time.monotonic():
            speaking.send(hum(number))
            number += 1
        await asyncio.sleep(BLOCK / RATE_HZ)
