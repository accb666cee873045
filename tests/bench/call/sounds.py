"""Where in a known loop of speech a recording stands, how late it is, how well understood.

Recordings and loop are 48 kHz, mono, int16. Looked for at 16 kHz by correlation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
LOW_HZ = 16_000
SURE = 0.3
"""A normalised correlation below this is no find."""
Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Piece:
    """A recorded piece: when its first sample was there (seconds), and its samples."""

    at: float
    samples: Samples


@dataclass(frozen=True, slots=True)
class Found:
    """``Piece.at`` and the place in the loop (seconds) of its first sample."""

    at: float
    place: float
    samples: Samples


def resampled(samples: Samples, rate_hz: int) -> Samples:
    """``samples`` of ``rate_hz`` at 48 kHz."""
    from scipy.signal import resample_poly

    loud = resample_poly(samples.astype(np.float64), RATE_HZ, rate_hz)
    whole: Samples = np.clip(loud, -32768, 32767).astype(np.int16)
    return whole


def cut(chunks: list[Piece], seconds: float, step_s: float | None = None) -> list[Piece]:
    """Pieces of ``seconds`` out of chunks that follow each other, one each ``step_s``."""
    if not chunks:
        return []
    whole = np.concatenate([chunk.samples for chunk in chunks])
    firsts = np.cumsum([0, *(chunk.samples.size for chunk in chunks)])[:-1]
    length, step = round(seconds * RATE_HZ), round((step_s or seconds) * RATE_HZ)
    pieces = []
    for first in range(0, whole.size - length + 1, step):
        index = int(np.searchsorted(firsts, first, side="right")) - 1
        at = chunks[index].at + (first - int(firsts[index])) / RATE_HZ
        pieces.append(Piece(at, whole[first : first + length]))
    return pieces


def find(piece: Piece, loop: Samples) -> Found | None:
    """Where ``piece`` stands in ``loop``; None where it is not to be found for sure."""
    low, long = _low(piece.samples), _low(loop)
    power = float(np.sqrt(np.sum(low**2)))
    if power < 1.0:
        return None
    size = long.size
    across = np.fft.irfft(np.fft.rfft(long, size) * np.conj(np.fft.rfft(low, size)), size)
    place = int(np.argmax(across))
    beside = np.take(long, range(place, place + low.size), mode="wrap")
    against = float(np.sqrt(np.sum(beside**2)))
    if not against or float(across[place]) / (power * against) < SURE:
        return None
    return Found(piece.at, place / LOW_HZ, piece.samples)


def lateness(said: list[Found], heard: list[Found], loop_s: float) -> list[float]:
    """Seconds from saying to hearing, for each piece heard, by the nearest piece said."""
    found = []
    for one in heard:
        near = min(said, key=lambda other: abs(other.at - one.at), default=None)
        if near is not None:
            found.append(((near.place - near.at) - (one.place - one.at)) % loop_s)
    return found


def understood(heard: list[Found], loop: Samples) -> float | None:
    """The mean STOI (Taal et al. 2011; 0 to 1) of the pieces, or None without any."""
    from pystoi import stoi

    scores = []
    for one in heard:
        first = round(one.place * RATE_HZ)
        beside = np.take(loop, range(first, first + one.samples.size), mode="wrap")
        scores.append(float(stoi(beside / 32768, one.samples / 32768, RATE_HZ)))
    return float(np.mean(scores)) if scores else None


def _low(samples: Samples) -> NDArray[np.float64]:
    step = RATE_HZ // LOW_HZ
    whole = samples[: samples.size // step * step].astype(np.float64) / 32768
    low: NDArray[np.float64] = whole.reshape(-1, step).mean(axis=1)
    return low
