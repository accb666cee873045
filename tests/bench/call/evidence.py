"""What one end of a call noted of pictures and sound, all by the machine's monotonic clock."""

from dataclasses import dataclass, field

from tests.bench.call.sounds import Piece


@dataclass(frozen=True, slots=True)
class Evidence:
    """Pictures as (seconds, number in the picture), sound as pieces."""

    sent: list[tuple[float, int | None]] = field(default_factory=list)
    seen: list[tuple[float, int | None]] = field(default_factory=list)
    said: list[Piece] = field(default_factory=list)
    heard: list[Piece] = field(default_factory=list)
