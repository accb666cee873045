"""Readiness and the watchdog towards systemd: earned by a completed step, never by a timer."""

import os
import time

try:
    from systemd import daemon  # type: ignore[attr-defined, unused-ignore]
except ImportError:  # not on a machine without systemd's library
    daemon = None

SPARE = 4
"""So many words fit into the time in which one must come."""
_told_at = float("-inf")


def ready() -> None:
    """Tell the supervisor that this process does its work."""
    if daemon is not None:
        daemon.notify("READY=1")


def earned() -> None:
    """Tell the supervisor that one whole round of work is done.

    Not each round is told: a supervisor that stands still leaves the words unread, and whoever
    fills its queue (ten may wait) stands still with it.
    """
    global _told_at
    interval, now = interval_s(), time.monotonic()
    if daemon is not None and interval is not None and now - _told_at >= interval / SPARE:
        _told_at = now
        daemon.notify("WATCHDOG=1")


def interval_s() -> float | None:
    """How often ``earned`` must come, in seconds, or None where nobody watches."""
    microseconds = os.environ.get("WATCHDOG_USEC")
    return int(microseconds) / 2e6 if microseconds else None
