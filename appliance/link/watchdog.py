"""Readiness and the watchdog towards systemd: earned by a completed step, never by a timer."""

import os

try:
    from systemd import daemon  # type: ignore[attr-defined, unused-ignore]
except ImportError:  # not on a machine without systemd's library
    daemon = None


def ready() -> None:
    """Tell the supervisor that this process does its work."""
    if daemon is not None:
        daemon.notify("READY=1")


def earned() -> None:
    """Tell the supervisor that one whole round of work is done."""
    if daemon is not None:
        daemon.notify("WATCHDOG=1")


def interval_s() -> float | None:
    """How often ``earned`` must come, in seconds, or None where nobody watches."""
    microseconds = os.environ.get("WATCHDOG_USEC")
    return int(microseconds) / 2e6 if microseconds else None
