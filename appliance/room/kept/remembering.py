"""What of the day is kept for a restart, and how a restarted room takes it up again."""

import asyncio
import contextlib
import logging
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.core.day import Day, new_day
from appliance.core.memory import Memory, recall
from appliance.core.rules import Rules
from appliance.core.visits import Standing, Visit
from appliance.link.journal import record
from appliance.room.kept.agenda import Kept
from appliance.room.kept.day_memory import DayMemory, memory_of
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import NewDay, Store
from appliance.room.kept.store_thread import StoreThread
from wire.faults import WireError

PATIENCE_S = 0.5
"""The day waits this long at most for its memory to be safe before it shows what changed."""
READ_AT_EVERY_S = 60.0
PRIVATE_AFTER = timedelta(hours=1)
"""Planned end + 60 min is the latest that anybody can come back (R02)."""
OVER = frozenset({Standing.DONE, Standing.CANCELLED})

MEMORY, READ_AT, BOOT = "memory", "read-at", "machine-boot"


def recalled(
    store: Store, rules: Rules, now: float, wall: float, machine_boot: str, zone: ZoneInfo
) -> Day:
    """The day as the store knows it; ``machine_boot`` tells a reboot from a mere restart.

    Where midnight passed meanwhile the store begins the new day now.
    """
    day = new_day(rules, now, wall)
    remembered = _memory(store)
    running = remembered.focus.visit.id if remembered and remembered.focus else None
    read_at = _read_at(store)
    if read_at is not None:
        midnight = _midnight(wall, zone)
        visits = tuple(visit for visit in store.visits() if _stays(visit, running, midnight))
        day = replace(day, visits=visits, read_at=read_at - day.anchor)
    rebooted = store.fact(BOOT) != machine_boot
    store.keep_facts({BOOT: machine_boot})
    if remembered:
        day = recall(day, remembered, now, rebooted=rebooted)
    if store.key_is_new:
        store.begin_day(_new_day(day, wall, zone))
    return day


class Remembering:
    """Keeps what changed; the day's phase is safe before anybody is shown it."""

    def __init__(
        self,
        store: StoreThread,
        key_file: Path,
        day: date,
        zone: ZoneInfo,
        new_date: Callable[[], None],
    ) -> None:
        """``day`` is the one of the key that the store seals with."""
        self._store = store
        self._key_file = key_file
        self._date = day
        self._zone = zone
        self._new_date = new_date
        self._memory: DayMemory | None = None
        self._seen: tuple[object, ...] = ()
        self._kept: tuple[Kept, ...] | None = None
        self._today: frozenset[str] = frozenset()
        self._read_at = 0.0

    async def remember(self, day: Day, now: float) -> None:
        """Keep what of ``day`` differs from what was kept last."""
        wall = day.anchor + now
        self._follow_the_date(day, wall)
        self._keep_visits(day, wall)
        self._keep_read_at(day)
        remembered = memory_of(day, _midnight(wall, self._zone), self._today)
        if remembered != self._memory:
            former, self._memory = self._memory, remembered
            over = former is None or former.running != remembered.running
            saving = asyncio.create_task(self._save(remembered, sweep=over), name="memory")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    await asyncio.shield(saving)

    async def _save(self, remembered: DayMemory, *, sweep: bool) -> None:
        """Keep it; what was refused is tried again in the next round."""
        if not await self._store.do(partial(_keep, remembered, sweep), otherwise=False):
            self._memory = None

    def _follow_the_date(self, day: Day, wall: float) -> None:
        today = datetime.fromtimestamp(wall, self._zone).date()
        if today == self._date:
            return
        record("day.new")
        self._date = today
        new_day = _new_day(day, wall, self._zone)
        self._store.later(lambda store: store.begin_day(new_day, DayKey(self._key_file, today)))
        self._new_date()

    def _keep_visits(self, day: Day, wall: float) -> None:
        """Looked at where the agenda changed, and each minute: words and yesterdays leave."""
        unread = day.read_at is None
        seen = (day.visits, day.closed, unread, _running(day), self._date, wall // 60)
        if seen == self._seen:
            return
        self._seen = seen
        kept = _kept(day, wall, self._zone)
        self._today = _ids(kept)
        if kept != self._kept and not unread:
            self._kept = kept
            self._store.later(lambda store: store.keep_visits(kept))

    def _keep_read_at(self, day: Day) -> None:
        read_at = day.anchor + day.read_at if day.read_at is not None else 0.0
        if read_at - self._read_at >= READ_AT_EVERY_S:
            self._read_at = read_at
            self._store.later(lambda store: store.keep_facts({READ_AT: str(read_at)}))


def _keep(remembered: DayMemory, sweep: bool, store: Store) -> bool:
    whole, plain = remembered.whole.to_json(), remembered.plain.to_json()
    store.keep_secret(MEMORY, whole, {MEMORY: plain})
    if sweep:  # the words of a visit that is over must not stay in the log
        store.sweep()
    return True


def _new_day(day: Day, wall: float, zone: ZoneInfo) -> NewDay:
    kept = _kept(day, wall, zone)
    remembered = memory_of(day, _midnight(wall, zone), _ids(kept))
    return NewDay(
        began=wall,
        kept=kept,
        secrets={MEMORY: remembered.whole.to_json()},
        facts={MEMORY: remembered.plain.to_json()},
        running=remembered.running,
    )


def _kept(day: Day, wall: float, zone: ZoneInfo) -> tuple[Kept, ...]:
    """The agenda of the local day at ``wall``, and of yesterday the visit that still runs."""
    now, midnight = datetime.fromtimestamp(wall, UTC), _midnight(wall, zone)
    running = _running(day)
    return tuple(
        Kept(visit, private=_may_return(visit, day.closed, now))
        for visit in day.visits
        if _stays(visit, running, midnight)
    )


def _running(day: Day) -> str | None:
    return day.focus.visit.id if day.focus else None


def _ids(kept: tuple[Kept, ...]) -> frozenset[str]:
    return frozenset(each.visit.id for each in kept)


def _stays(visit: Visit, running: str | None, midnight: datetime) -> bool:
    return visit.id == running or visit.end > midnight


def _midnight(wall: float, zone: ZoneInfo) -> datetime:
    """When the local day at ``wall`` began."""
    today = datetime.fromtimestamp(wall, zone).date()
    return datetime.combine(today, time.min, zone).astimezone(UTC)


def _may_return(visit: Visit, closed: frozenset[str], now: datetime) -> bool:
    """Whether its initials are still needed: after the visit they leave the store (S6)."""
    over = visit.standing in OVER or visit.id in closed
    return not over and now < visit.end + PRIVATE_AFTER


def _read_at(store: Store) -> float | None:
    """When the agenda was read; None too where a failing disk garbled it."""
    try:
        read_at = float(store.fact(READ_AT) or "nan")
    except ValueError:
        return None
    return read_at if math.isfinite(read_at) else None


def _memory(store: Store) -> Memory | None:
    """The memory as it was kept; without the day's key what of it stood in the clear."""
    for text in (store.secret(MEMORY), store.fact(MEMORY)):
        if text is not None:
            try:
                return Memory.from_json("store", text)
            except WireError as error:
                record("store.unreadable", logging.WARNING, field=error.field)
    return None
