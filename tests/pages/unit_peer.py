"""A unit that none of our units' code plays: an aiortc peer that offers over the real WebSocket."""

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol, Self

import aiohttp
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.pages.running_central import UNIT
from tests.support.far_end import Hum, MovingPicture

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
Said = dict[str, Any]


class Served(Protocol):
    """A central that serves, in its own process or in the test's."""

    @property
    def url(self) -> str:
        """Where it listens."""

    def key_pem(self) -> bytes:
        """The unit's private key."""


class UnitPeer:
    """Connected with a token that its key has earned; ``parties`` is the newest lobby."""

    def __init__(self, central: Served, visit: str) -> None:
        self.visit = visit
        self.parties: list[Said] = []
        self.lobby: Said = {}
        self.number: str | None = None
        self.errors: list[Said] = []
        self.frames = 0
        self.size = (0, 0)
        self.generation = 0
        self.pc: RTCPeerConnection | None = None
        self._offered: dict[int, RTCPeerConnection] = {}
        self._central = central
        self._client = f"unit-{uuid.uuid4().hex[:12]}"
        self._http = aiohttp.ClientSession()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._closed: list[RTCPeerConnection] = []

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pc in [*self._closed, *([self.pc] if self.pc else [])]:
            await pc.close()
        if self._socket:
            await self._socket.close()
        await self._http.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def connect(self) -> None:
        """A token, a socket, hello, and then the lobby as it comes."""
        token = await self._token()
        self._socket = await self._http.ws_connect(f"{self._central.url}/ws")
        await self._say(type="hello", version=1, client=self._client, token=token)
        self._tasks.append(asyncio.create_task(self._listen(self._socket)))

    async def join(self) -> None:
        """Start the visit."""
        await self._say(type="join", visit=self.visit)

    async def say(self, kind: str, **more: object) -> None:
        """One message of this visit."""
        await self._say(type=kind, visit=self.visit, **more)

    def patients(self, seat: str = "lobby") -> list[Said]:
        """The patient's browsers in this seat."""
        return self.of("patient", seat)

    def of(self, role: str, seat: str = "lobby") -> list[Said]:
        """The parties of this role in this seat."""
        return [one for one in self.parties if (one["role"], one["seat"]) == (role, seat)]

    async def call(
        self, size: tuple[int, int] = (1280, 720), role: str = "patient"
    ) -> RTCPeerConnection:
        """Offer a new generation to who has this role in the lobby; the new connection."""
        await until(lambda: any(one["joined"] for one in self.of(role)))
        if self.pc:
            self._closed.append(self.pc)
        self.generation += 1
        self.frames = 0
        pc = self.pc = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        pc.on("track", self._follow)
        pc.addTrack(Hum())
        pc.addTrack(MovingPicture(*size))
        self._offered[self.generation] = pc
        await pc.setLocalDescription(await pc.createOffer())
        offer = {"type": "offer", "sdp": pc.localDescription.sdp}
        peer = self.of(role)[0]["peer"]
        await self.say("signal", peer=peer, generation=self.generation, body=offer)
        return pc

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            said = json.loads(message.data)
            await self.heard(said)
            if said["type"] == "lobby" and said["visit"] == self.visit:
                self.lobby, self.parties = said, said["parties"]
            elif said["type"] == "number":
                self.number = said["number"]
            elif said["type"] == "error":
                self.errors.append(said)
            elif said["type"] == "signal":
                await self._hear(said["generation"], said["body"])

    async def heard(self, said: Said) -> None:
        """Everything that central says, for who wants more of it."""

    async def _hear(self, generation: int, body: Said) -> None:
        if body["type"] == "answer" and (pc := self._offered.pop(generation, None)):
            await pc.setRemoteDescription(RTCSessionDescription(body["sdp"], "answer"))

    def _follow(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.create_task(self._drain(track)))

    async def _drain(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if isinstance(frame, VideoFrame):
                self.frames += 1
                self.size = (frame.width, frame.height)

    async def _token(self) -> str:
        address = f"{self._central.url}/oauth/token"
        now = int(time.time())
        claims = {
            "iss": UNIT,
            "sub": UNIT,
            "aud": address,
            "jti": uuid.uuid4().hex,
            "iat": now,
            "exp": now + 120,
        }
        assertion = jwt.encode({"alg": "ES256"}, claims, ECKey.import_key(self._central.key_pem()))
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": assertion,
            "scope": "system/Appointment.rs",
        }
        async with self._http.post(address, data=form) as answer:
            assert answer.status == 200, await answer.text()
            return str((await answer.json())["access_token"])

    async def _say(self, **message: object) -> None:
        assert self._socket is not None
        await self._socket.send_str(json.dumps(message))


async def until(holds: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait until ``holds``; a deadline passed is a failure."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.05)
