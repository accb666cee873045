"""Codes the camera's pictures once for every connection that wants them.

All who can take about the same share one coded stream; whoever is much slower shares a second,
smaller one, so that nobody is pulled down by more than the slowest of their own.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from appliance.link.journal import record
from appliance.stage.media.encoders import VIDEO_CLOCK, VideoCodec
from appliance.stage.media.video_out.coders.coded import CodedPicture
from appliance.stage.media.video_out.ladder import Profile
from appliance.stage.media.video_out.layers import arrange
from appliance.stage.media.video_out.pace import Pace
from appliance.stage.media.video_out.passing import Passing
from appliance.stage.media.video_out.stream import Source, Stream
from appliance.stage.net.fan import Fan
from hardware.camera import Picture

FAULT_S = 1.0
"""After a fault of the encoder no new try sooner than this."""


class Receiver(Protocol):
    """One connection's end of the coded stream, read in the loop."""

    codec: VideoCodec
    resting: bool
    """Nothing is sent to it now."""
    key_wanted: bool
    """It asks for a key frame; cleared when one was handed over."""

    @property
    def stale(self) -> bool:
        """So much waits to be sent that the next picture is better left out."""

    @property
    def rate(self) -> int:
        """What it can take of the picture, bit/s."""

    def take(self, coded: CodedPicture, stream: Source) -> None:
        """The next picture of ``stream``; the first one may be no key frame."""


class _Layer:
    """One stream at work and who is served by it."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.served: list[Receiver] = []
        self.picture: Picture | None = None
        """The newest one that waits for the encoder."""
        self.task: asyncio.Task[None] | None = None
        self.retry_at = 0.0
        self.passing = Passing()


class Studio:
    """Takes pictures from the camera's thread; ``join`` and all else belongs to the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, profile: Profile) -> None:
        self.profile = profile
        """The most that is coded; may change at any time."""
        self.cost_s: float | None = None
        """What a picture costs, as found at boot."""
        self.always_signing = self.now_signing = False
        """In this room, in this visit somebody speaks with hands: motion before size."""
        self._pictures: Fan[Picture | None] = Fan(loop)
        self._end: Callable[[], None] | None = None
        self._receivers: list[Receiver] = []
        self._low: dict[VideoCodec, frozenset[int]] = {}
        self._layers: dict[tuple[VideoCodec, bool], _Layer] = {}
        self._pace = Pace(profile.fps)
        self._epoch = time.monotonic()

    @property
    def signing(self) -> bool:
        """Whether motion comes before size."""
        return self.always_signing or self.now_signing

    def send(self, picture: Picture | None) -> None:
        """The camera's next picture, None when it is closed; from any thread."""
        self._pictures.send(picture)

    def join(self, receiver: Receiver) -> Callable[[], None]:
        """Serve ``receiver`` from the next picture on; returns what ends it."""
        self._receivers.append(receiver)
        if self._end is None:
            self._end = self._pictures.add(self._shoot)

        def leave() -> None:
            self._receivers = [one for one in self._receivers if one is not receiver]
            for layer in self._layers.values():
                layer.served = [one for one in layer.served if one is not receiver]
            if not self._receivers and self._end is not None:
                self._end()
                self._end = None
                self._layers.clear()

        return leave

    def numbers(self) -> dict[str, float]:
        """What this machine can send, and what a picture cost at boot."""
        profile = self.profile
        numbers: dict[str, float] = {
            "video.profile.height": profile.height,
            "video.profile.frame_rate": profile.fps,
        }
        if self.cost_s is not None:
            numbers["video.encode.duration"] = round(self.cost_s, 5)
        return numbers

    def at(self, ticks: int) -> float:
        """The steady clock's time of a coded picture, seconds."""
        return self._epoch + ticks / VIDEO_CLOCK.denominator

    def _shoot(self, picture: Picture | None) -> None:
        if picture is None:
            for layer in self._layers.values():
                layer.picture = None
            return
        self._pace.picture(picture.at)
        for codec in {one.codec for one in self._receivers}:
            self._arrange(codec)
        for layer in list(self._layers.values()):
            if layer.served and not self._passed(layer, picture):
                self._wait(layer, picture)

    def _wait(self, layer: _Layer, picture: Picture) -> None:
        if not any(one.stale for one in layer.served):
            layer.picture = picture
            self._work(layer)

    def _passed(self, layer: _Layer, picture: Picture) -> bool:
        """Hand on what the camera coded itself, where everybody served can take it as it is."""
        coded, profile = picture.coded, self.profile
        if coded is None or layer.stream.codec != "h264":
            return False
        size = (picture.i420.shape[1], picture.i420.shape[0] * 2 // 3)
        fits = size[1] <= profile.height and not any(one.stale for one in layer.served)
        rate = min(one.rate for one in layer.served) if fits else 0
        now = time.monotonic()
        if not layer.passing.passes(coded.number, len(coded.data), rate, now, key=coded.key):
            return False
        layer.picture = None
        self._hand_out(layer, CodedPicture(coded.data, self._ticks(picture), coded.key, size))
        return True

    def _hand_out(self, layer: _Layer, coded: CodedPicture) -> None:
        stream = layer.passing if layer.passing.on else layer.stream
        for one in layer.served:
            if coded.key:
                one.key_wanted = False
            one.take(coded, stream)

    def _ticks(self, picture: Picture) -> int:
        return round(max(0.0, picture.at - self._epoch) * VIDEO_CLOCK.denominator)

    def _arrange(self, codec: VideoCodec) -> None:
        """Decide who is served by which of the codec's two streams."""
        awake = {id(one): one for one in self._receivers if one.codec == codec and not one.resting}
        rates = {key: one.rate for key, one in awake.items()}
        low = self._low[codec] = arrange(rates, self._low.get(codec, frozenset()))
        for part, keys in ((False, rates.keys() - low), (True, low)):
            layer = self._layers.get((codec, part))
            if not keys and layer is None:
                continue
            layer = self._layer(codec, low=part)
            served = [awake[key] for key in awake if key in keys]
            for one in served:
                if not any(one is other for other in layer.served):
                    one.key_wanted = True
            layer.served = served

    def _layer(self, codec: VideoCodec, *, low: bool) -> _Layer:
        layer = self._layers.get((codec, low))
        if layer is None:
            layer = _Layer(Stream(codec, self.profile, signing=self.signing))
            self._layers[codec, low] = layer
        elif layer.task is None and not layer.stream.fits(self.profile, signing=self.signing):
            layer.stream = Stream(codec, self.profile, signing=self.signing)
        return layer

    def _work(self, layer: _Layer) -> None:
        if layer.task is None and time.monotonic() >= layer.retry_at:
            layer.task = asyncio.create_task(self._code(layer), name="code-picture")

    async def _code(self, layer: _Layer) -> None:
        """Code what waits until nothing does: a slow encoder skips, it never falls behind."""
        try:
            while layer.picture is not None and layer.served:
                picture, layer.picture = layer.picture, None
                await self._code_one(layer, picture)
        except Exception as error:  # noqa: BLE001 - an encoder may raise anything; sound goes on
            record("video.encoder-fault", error=type(error).__name__, codec=layer.stream.codec)
            layer.stream = Stream(layer.stream.codec, self.profile, signing=self.signing)
            layer.retry_at = time.monotonic() + FAULT_S
        finally:
            layer.task = None

    async def _code_one(self, layer: _Layer, picture: Picture) -> None:
        stream, now = layer.stream, time.monotonic()
        if any(one.key_wanted for one in layer.served):
            stream.keys.ask()
        ticks = self._ticks(picture)
        rate = min(one.rate for one in layer.served)
        fps = self._pace.fps
        coded = await asyncio.to_thread(stream.code, picture.i420, ticks, fps, rate, now)
        if coded is not None and not layer.passing.on:
            self._hand_out(layer, coded)
