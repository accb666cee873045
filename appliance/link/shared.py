"""Where room lays the shared picture for stage: in the runtime folder, in memory alone (S6)."""

from pathlib import Path

LIMIT = 4_000_000
"""Bytes; central draws every shared picture anew, and no larger."""
BEGINS = "shared-"


def place_of(runtime: Path, file: str) -> Path:
    """Where the picture with central's id ``file`` lies, once room has it; it is a JPEG."""
    return runtime / f"{BEGINS}{file}.jpg"


def clear(runtime: Path, keep: Path | None = None) -> None:
    """Take away every shared picture but ``keep``."""
    for found in runtime.glob(f"{BEGINS}*"):
        if found != keep:
            found.unlink(missing_ok=True)
