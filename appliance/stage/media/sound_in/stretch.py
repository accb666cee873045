"""Speech made shorter or longer without changing its pitch: a piece is cut out or said again.

The piece is as long as the voice's own period, or its multiple, found where the sound before and
after the cut is most alike; both are faded into each other (waveform-similarity overlap-add).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.stage.media.opus import Samples
from hardware.sound import RATE_HZ

SHORTEST, LONGEST = RATE_HZ * 25 // 10_000, RATE_HZ * 20 // 1000
"""Pieces of 2.5 to 20 ms: one period of 50 to 400 Hz, or a few."""
OVERLAP = RATE_HZ // 100
"""Faded over 10 ms."""
COARSE = 4
"""The first search is at 12 kHz."""
QUIET = 100.0**2
"""Mean square under which anything may be cut: 50 dB below full scale."""
NEEDED = LONGEST + OVERLAP
"""So many samples a cut wants to see."""

_FADE = np.linspace(0.0, 1.0, OVERLAP, endpoint=False, dtype=np.float32)
_Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Piece:
    """What may be cut out or repeated."""

    samples: int
    likeness: float
    """-1 to 1: how alike the sound is on both sides; 1 where all is quiet."""


def _likeness(short: _Floats, long: _Floats) -> _Floats:
    """The normalised correlation of ``short`` (n,) at each place of ``long`` (m,), m >= n."""
    products = np.correlate(long, short)
    squares = np.concatenate(([0.0], np.cumsum(long.astype(np.float64) ** 2)))
    energy = squares[short.size :] - squares[: -short.size]
    found: _Floats = products / np.sqrt(np.maximum(energy * np.dot(short, short), 1.0))
    return found


def _coarse(samples: _Floats) -> _Floats:
    whole = samples[: samples.size - samples.size % COARSE].reshape(-1, COARSE)
    mean: _Floats = whole.mean(axis=1)
    return mean


def _best(template: _Floats, among: _Floats, enough: float) -> Piece:
    """Where in ``among`` (OVERLAP + n,) it sounds most like ``template`` (OVERLAP,).

    The last place that is alike ``enough`` is taken, else the best.
    """
    rough = _likeness(_coarse(template), _coarse(among))
    fitting = np.flatnonzero(rough >= enough)
    place = int(fitting[-1] if fitting.size else np.argmax(rough)) * COARSE
    begin = max(0, place - COARSE)
    fine = _likeness(template, among[begin : place + COARSE + OVERLAP])
    best = int(np.argmax(fine))
    return Piece(begin + best, float(fine[best]))


def to_cut(coming: Samples, most: int = LONGEST, enough: float = 1.0) -> Piece:
    """The piece at the beginning of ``coming`` (at least NEEDED long) that is missed least.

    It is at most ``most`` samples long (SHORTEST at least); from ``enough`` likeness on a longer
    piece is preferred to a better one.
    """
    most = max(SHORTEST, min(most, LONGEST))
    sound = coming[: most + OVERLAP].astype(np.float32)
    if np.dot(sound, sound) < QUIET * sound.size:
        return Piece(most, 1.0)
    found = _best(sound[:OVERLAP], sound[SHORTEST:], enough)
    return Piece(found.samples + SHORTEST, found.likeness)


def cut(coming: Samples, samples: int) -> Samples:
    """``coming`` without ``samples`` (a piece's length) near its beginning."""
    before, after = coming[:OVERLAP], coming[samples : samples + OVERLAP]
    return np.concatenate((_faded(before, after), coming[samples + OVERLAP :]))


def to_repeat(past: Samples, coming: Samples) -> Piece:
    """The last piece of ``past`` (>= LONGEST) to say again before ``coming`` (>= OVERLAP)."""
    sound = np.concatenate((past[-LONGEST:], coming[:OVERLAP])).astype(np.float32)
    template, among = sound[LONGEST:], sound[: sound.size - SHORTEST]
    if np.dot(sound, sound) < QUIET * sound.size:
        return Piece(LONGEST, 1.0)
    found = _best(template, among, 1.0)
    return Piece(LONGEST - found.samples, found.likeness)


def repeat(past: Samples, coming: Samples, samples: int) -> Samples:
    """``coming`` with the last ``samples`` of ``past`` (a piece's length) said again before it."""
    again = np.concatenate((past[past.size - samples :], coming))
    return np.concatenate((_faded(coming[:OVERLAP], again[:OVERLAP]), again[OVERLAP:]))


def _faded(out: Samples, into: Samples) -> Samples:
    mixed = out + (into.astype(np.float32) - out) * _FADE
    faded: Samples = np.rint(mixed).astype(np.int16)
    return faded


def joined(last: int, coming: Samples) -> Samples:
    """``coming`` bent so that it begins at the value ``last``, within 2.5 ms: no click."""
    bend = np.zeros(coming.size, dtype=np.float32)
    width = min(SHORTEST, coming.size)
    bend[:width] = (last - float(coming[0])) * np.linspace(1.0, 0.0, width, dtype=np.float32)
    bent: Samples = np.clip(coming + bend, -32768, 32767).astype(np.int16)
    return bent
