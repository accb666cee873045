"""One peer connection: one generation of one call, made once and never renegotiated."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from aioice import Candidate as IceCandidate
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.sdp import candidate_from_sdp

from appliance.link.journal import record
from appliance.stage.media.encoders import VideoCodec
from appliance.stage.media.grade import Sample
from appliance.stage.media.video_out.rate import START
from appliance.stage.net.arrivals import Arrivals, Ends
from appliance.stage.net.bitrate import Bitrate
from appliance.stage.net.decoding import Decoded
from appliance.stage.net.descriptions import (
    MOST_CANDIDATES,
    RefusedError,
    clean_answer,
    dress_offer,
    takes_red,
    usable,
)
from appliance.stage.net.doorkeeper import keep_the_door
from appliance.stage.net.heard import Heard
from appliance.stage.net.knocking import Knocking
from appliance.stage.net.lip_sync import LipSync
from appliance.stage.net.offered import preferred, speech
from appliance.stage.net.servers import ANY_WAY, LateCandidates, Route
from appliance.stage.net.sound_in import SoundIn
from appliance.stage.net.sound_out import SoundOut
from appliance.stage.net.video_in import VideoIn
from appliance.stage.net.video_out import VideoOut
from hardware.sound import RATE_HZ
from wire.signaling import Body, Candidate, Description, IceServer

CLOSE_S = 0.9
SAID_AGAIN_S = 1.0
"""So often an offer without an answer is said again: who was away hears it, others ignore it."""
_closing: set[asyncio.Task[None]] = set()
"""What takes longer than CLOSE_S (a relay that does not answer) ends by itself, never half."""


class Peer:
    """Offers, takes one answer, carries media until closed."""

    def __init__(
        self,
        generation: int,
        servers: tuple[IceServer, ...],
        codec: VideoCodec,
        ends: Ends,
        bitrate: int = START,
        route: Route = ANY_WAY,
    ) -> None:
        self.generation = generation
        self.codec = codec
        self.answered_at: float | None = None
        self.failed = False
        self.made_at = time.monotonic()
        self._jobs: set[asyncio.Task[None]] = set()
        self._taking = asyncio.Lock()
        self._small = ends.small
        self._candidates = 0
        self._early: list[Candidate] = []
        self._pc = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._pc.addTransceiver("audio", "sendrecv")
        self._pc.addTransceiver("video", "sendrecv")
        sound, video = self._pc.getTransceivers()
        video.setCodecPreferences(preferred(codec))
        sound.setCodecPreferences(speech())
        self.sound_in = SoundIn(sound.receiver)
        self._sound_out = SoundOut(sound.sender, ends.microphone)
        self._arrivals = Arrivals(ends, self.sound_in.buffer)
        self.counts = self._arrivals.counts
        self._unheard = ends.hear(self.sound_in)
        self.video_out = VideoOut(video.sender, codec, ends.camera, bitrate)
        self._bitrate = Bitrate(video)
        self.video_in = VideoIn(video.receiver, codec, self._picture, self._bitrate.arrived)
        self._lip_sync = LipSync(video.receiver, self.video_in.store.pace, self.sound_in)
        dtls = sound.receiver.transport
        keep_the_door(dtls.transport._connection)  # noqa: SLF001
        self.heard = Heard(dtls)
        self._late = LateCandidates(dtls.transport._connection, servers, route)  # noqa: SLF001
        self._knocking = Knocking(dtls.transport._connection)  # noqa: SLF001
        self._said: list[Body] = []
        self._say: Callable[[Body], None] = lambda _: None
        self._say_again_at = float("inf")
        self._pc.on("connectionstatechange", self._state_changed)

    async def offer(self, say: Callable[[Body], None]) -> None:
        """Describe ourselves; what the servers know about us follows when they answer."""
        if self._late.relay_first:
            await asyncio.wait({self._job(self._late.gather(lambda _: None), "relay-first")})
        async with self._taking:
            if not self.failed:
                await self._pc.setLocalDescription(await self._pc.createOffer())
        if self.failed:
            return
        self._say = say
        self._say_again_at = time.monotonic() + SAID_AGAIN_S
        sdp = dress_offer(self._pc.localDescription.sdp, small=self._small)
        self._tell(Description(type="offer", sdp=sdp))

        def tell(candidate: IceCandidate) -> None:
            self._tell(Candidate(candidate=f"candidate:{candidate.to_sdp()}", sdp_mid="0"))

        if not self._late.relay_first:
            self._job(self._late.gather(tell), "late-candidates")

    def _tell(self, body: Body) -> None:
        self._said.append(body)
        self._say(body)

    async def take(self, body: Body) -> None:
        """An answer or a candidate from the other end; raises only RefusedError (A7)."""
        try:
            async with self._taking:
                if isinstance(body, Candidate):
                    await self._take_candidate(body)
                else:
                    await self._take_answer(body)
        except RefusedError:
            raise
        except Exception as error:  # noqa: BLE001 - a hostile text raises anything
            raise RefusedError(f"unreadable-{type(error).__name__}") from None

    async def _take_answer(self, body: Description) -> None:
        if body.type != "answer" or self.answered_at is not None:
            raise RefusedError("not-awaited")
        sdp = clean_answer(body.sdp)
        self.answered_at = time.monotonic()
        self._sound_out.takes_red = takes_red(sdp)
        try:
            await self._pc.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="answer"))
        except BaseException:
            self.failed = True
            raise
        early, self._early = self._early, []
        for candidate in early:
            await self._take_candidate(candidate)

    async def _take_candidate(self, body: Candidate) -> None:
        text = body.candidate.removeprefix("candidate:")
        if not text or not usable(text):
            return
        self._candidates += 1
        if self._candidates > MOST_CANDIDATES:
            raise RefusedError("too-many-candidates")
        if self.answered_at is None:
            self._early.append(body)
            return
        candidate = candidate_from_sdp(text)
        candidate.sdpMid, candidate.sdpMLineIndex = "0", 0
        await self._pc.addIceCandidate(candidate)

    def tend(self, now: float) -> None:
        """What must be done now and then: ask when it is quiet, say again what was not heard."""
        self.heard.ask_if_quiet(now)
        self._knocking.again(now)
        if self.answered_at is None and now >= self._say_again_at:
            self._say_again_at = now + SAID_AGAIN_S
            for body in self._said:
                self._say(body)
        self._bitrate.tend(now)
        self._sound_out.tend(self.video_out.control)

    def _state_changed(self) -> None:
        state = self._pc.connectionState
        record("call.connection", generation=self.generation, state=state)
        if state in ("failed", "closed"):
            self.failed = True

    def _job(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)
        return task

    @property
    def connected(self) -> bool:
        """ICE and DTLS are done."""
        return self._pc.connectionState == "connected"

    def stands_on(self, addresses: frozenset[str]) -> bool:
        """Whether its path, or while there is none its offer, goes out from ``addresses``."""
        if not self.connected:
            return self._addresses() == addresses
        transport = self._pc.getTransceivers()[0].receiver.transport.transport
        pairs = transport._connection._nominated.values()  # noqa: SLF001
        return all(
            pair.local_candidate.type != "host" or pair.local_candidate.host in addresses
            for pair in pairs
        )

    def _addresses(self) -> frozenset[str]:
        transport = self._pc.getTransceivers()[0].receiver.transport.transport
        own = transport._connection.local_candidates  # noqa: SLF001
        return frozenset(one.host for one in own if one.type == "host")

    @property
    def connection(self) -> RTCPeerConnection:
        """For numbers alone."""
        return self._pc

    def numbers(self, now: float) -> dict[str, float]:
        """What arrived by W3C's names of inbound-rtp; what is sent stands behind ``outbound.``."""
        sent = {f"outbound.{name}": value for name, value in self.video_out.numbers().items()}
        known = {**self.video_in.numbers(), **self._lip_sync.numbers()}
        return {**self.counts.numbers(now), **known, **sent}

    def sample(self) -> Sample:
        """What the grade is made of."""
        voice, sending = self.counts.voice, self.video_out.numbers()
        pairs = self._pc.getTransceivers()[0].receiver.transport.transport._connection._nominated  # noqa: SLF001
        ends = [
            end for pair in pairs.values() for end in (pair.local_candidate, pair.remote_candidate)
        ]
        return Sample(
            sent_lost=sending["fractionLost"],
            sent_bit_s=sending["targetBitrate"] if sending["framesPerSecond"] else None,
            frozen_s=self.counts.shown.frozen_s,
            heard_s=voice.received / RATE_HZ,
            concealed_s=(voice.concealed - voice.silent_concealed) / RATE_HZ,
            relayed=any(end.type == "relay" for end in ends),
        )

    def _picture(self, decoded: Decoded) -> None:
        """A picture of the other end, decoded."""
        self._arrivals.picture(decoded)
        if self.video_in.source is not None:
            self._lip_sync.comes_from(self.video_in.source)
            self._lip_sync.shown(decoded.coded.timestamp, time.monotonic())

    def hide(self) -> None:
        """From now on nothing of it reaches screen and loudspeaker."""
        self._arrivals.shown = False
        self._unheard()

    async def close(self) -> None:
        """End it within a second; the other end is told by DTLS."""
        self.hide()
        self._sound_out.end()
        self.failed = True
        self.heard.close()
        self.video_in.close()
        for job in list(self._jobs):
            job.cancel()
        closing = asyncio.create_task(self._close(), name="close-connection")
        _closing.add(closing)
        closing.add_done_callback(_closing.discard)
        _, late = await asyncio.wait({closing}, timeout=CLOSE_S)
        if late:
            record("call.close-slow", generation=self.generation)

    async def _close(self) -> None:
        async with self._taking:  # what is half done would leave its sockets open
            await self._pc.close()
