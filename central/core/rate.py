"""How fast one sender may speak: a bucket that refills with time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bucket:
    """``left`` tokens at time ``at`` (seconds)."""

    left: float
    at: float


def take(bucket: Bucket, now: float, per_second: float, size: float) -> tuple[Bucket, bool]:
    """Take one token; False when there is none left."""
    filled = min(size, bucket.left + (now - bucket.at) * per_second)
    if filled < 1:
        return Bucket(filled, now), False
    return Bucket(filled - 1, now), True
