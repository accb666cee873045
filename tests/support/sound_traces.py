"""Speech over a bad network, without a network: packets with their arrival times, and a listener.

Everything follows from a seed; times are seconds on a clock that nobody waits for.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from appliance.stage.media.opus import Decoder, Encoder, OpusError, Samples
from appliance.stage.media.sound_in.player import Player
from hardware.voice import voice

FRAME = 960
FRAME_S = 0.02
BLOCK = 480
LOOP_S = 16
"""The voice says the same again after so long."""
ORIGIN = 4_294_000_000
"""RTP time of the first packet: it wraps around soon."""
BLOCK_S = 0.01


@dataclass(frozen=True)
class Packet:
    """One packet on its way."""

    number: int
    sent: float
    at: float
    """When it arrives."""
    timestamp: int
    data: bytes


@cache
def speech(seconds: int = 16) -> Samples:
    """A babbling voice with pauses, int16 mono."""
    whole = voice().ravel()
    times = -(-seconds * 48_000 // whole.size)
    return np.tile(whole, times)[: seconds * 48_000]


@cache
def packets(seconds: int = 16, loss: int = 5) -> tuple[bytes, ...]:
    """``speech`` in Opus; ``loss`` is what the sender is told, percent."""
    encoder = Encoder()
    encoder.expect_loss(loss)
    said = speech(seconds)
    return tuple(encoder.encode(said[at : at + FRAME]) for at in range(0, said.size, FRAME))


def clean(seconds: int = 16, *, loss: int = 5, ppm: float = 0.0) -> list[Packet]:
    """A packet each 20 ms, 30 ms on the way;"""
    trace = []
    for number, data in enumerate(_repeated(packets(min(seconds, LOOP_S), loss), seconds)):
        sent = number * FRAME_S * (1 + ppm * 1e-6)
        stamp = (ORIGIN + number * FRAME) % 2**32
        trace.append(Packet(number, sent, sent + 0.03, stamp, data))
    return trace


def _repeated(some: tuple[bytes, ...], seconds: int) -> Iterable[bytes]:
    return (some[number % len(some)] for number in range(round(seconds / FRAME_S)))


def lossy(trace: Iterable[Packet], part: float, seed: int = 1) -> list[Packet]:
    """Each packet is lost by chance."""
    chance = random.Random(seed)
    return [packet for packet in trace if chance.random() >= part]


def delayed(trace: Iterable[Packet], delay: Callable[[Packet], float]) -> list[Packet]:
    """Each packet so much later; whoever is overtaken comes out of order."""
    later = [replace(packet, at=packet.at + delay(packet)) for packet in trace]
    return sorted(later, key=lambda packet: packet.at)


def jittery(trace: Iterable[Packet], most: float, seed: int = 2) -> list[Packet]:
    """Up to ``most`` seconds later by chance."""
    chance = random.Random(seed)
    return delayed(trace, lambda _: chance.uniform(0.0, most))


def held_up(trace: Iterable[Packet], begin: float, end: float) -> list[Packet]:
    """What would arrive in between arrives all at ``end``: a full queue, a wireless link away."""
    return delayed(trace, lambda p: max(0.0, end - p.at) if begin <= p.at < end else 0.0)


@dataclass
class Listened:
    """What a listener heard."""

    heard: Samples
    player: Player
    delays: list[tuple[float, float]] = field(default_factory=list)
    """When, and how far what was played was behind the fastest packet, s."""
    placed: Samples = field(default_factory=lambda: np.zeros(0, dtype=np.int16))
    """What was heard, each block where it was said: sample 0 is RTP time ``origin``."""

    @property
    def concealed(self) -> float:
        """The part of what was heard that was made up."""
        return self.player.counts.concealed / max(self.player.counts.received, 1)

    def delay(self, since: float, until: float) -> float:
        """The longest delay between two times, s."""
        return max(delay for at, delay in self.delays if since <= at < until)


def listen(
    trace: Iterable[Packet], seconds: float, pull_jitter: float = 0.002, seed: int = 3
) -> Listened:
    """Play ``trace`` to a loudspeaker that takes a block about each 10 ms."""
    chance, player = random.Random(seed), Player()
    coming = sorted(trace, key=lambda packet: packet.at)
    blocks, delays, next_one = [], [], 0
    placed = np.zeros(round(seconds * 48_000), dtype=np.int16)
    for number in range(round(seconds / BLOCK_S)):
        now = number * BLOCK_S + chance.uniform(0.0, pull_jitter)
        while next_one < len(coming) and coming[next_one].at <= now:
            packet = coming[next_one]
            player.arrive(packet.data, packet.timestamp, packet.at)
            next_one += 1
        blocks.append(player.take(now))
        if not player.idle:
            delays.append((now, player.delay.now_s))
            begin = player.playing - ORIGIN
            if 0 <= begin <= placed.size - BLOCK:
                placed[begin : begin + BLOCK] = blocks[-1]
    return Listened(np.concatenate(blocks), player, delays, placed)


def plain(trace: Iterable[Packet], count: int) -> Samples:
    """What a decoder without any mending says: silence where a packet is missing."""
    there, decoder = {packet.number: packet.data for packet in trace}, Decoder()
    said = []
    for number in range(count):
        try:
            said.append(decoder.decode(there.get(number, b"")))
        except OpusError:
            said.append(np.zeros(FRAME, dtype=np.int16))
    return np.concatenate(said)
