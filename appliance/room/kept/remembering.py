"""What of the day is kept for a restart, and how a restarted room takes it up again."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.core.day import Day, new_day
from appliance.core.memory import Memory, memory, recall
from appliance.core.rules import Rules
from appliance.core.visits import Standing, Visit
from appliance.link.journal import record
from appliance.room.kept.agenda import Kept
from appliance.room.kept.plain import plain_memory, with_utc
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
    running = _focus(remembered)
    read_at = store.fact(READ_AT)
    if read_at is not None:
        midnight = _midnight(datetime.fromtimestamp(wall, zone).date(), zone)
        visits = tuple(visit for visit in store.visits() if _stays(visit, running, midnight))
        day = replace(day, visits=visits, read_at=float(read_at) - day.anchor)
    rebooted = store.fact(BOOT) != machine_boot
    store.keep_facts({BOOT: machine_boot})
    if remembered:
        day = recall(day, remembered, now, rebooted=rebooted)
    if store.key_is_new:
        store.begin_day(_new_day(day, _kept(day, wall, zone), wall))
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
        self._memory: Memory | None = None
        self._kept: tuple[Kept, ...] | None = None
        self._read_at = 0.0

    async def remember(self, day: Day, now: float) -> None:
        """Keep what of ``day`` differs from what was kept last."""
        wall = day.anchor + now
        kept = _kept(day, wall, self._zone)
        self._follow_the_date(day, kept, wall)
        self._keep_visits(day, kept)
        remembered = memory(day)
        if remembered != self._memory:
            swept = _focus(remembered) != _focus(self._memory)
            self._memory = remembered
            saving = asyncio.create_task(self._save(remembered, swept=swept), name="memory")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    await asyncio.shield(saving)

    async def _save(self, remembered: Memory, *, swept: bool) -> None:
        """Keep it; what was refused is tried again in the next round."""
        if not await self._store.do(lambda store: _keep(store, remembered, swept), otherwise=False):
            self._memory = None

    def _follow_the_date(self, day: Day, kept: tuple[Kept, ...], wall: float) -> None:
        today = datetime.fromtimestamp(wall, self._zone).date()
        if today == self._date:
            return
        record("day.new")
        self._date = today
        new_day = _new_day(day, kept, wall)
        self._store.later(lambda store: store.begin_day(new_day, DayKey(self._key_file, today)))
        self._new_date()

    def _keep_visits(self, day: Day, kept: tuple[Kept, ...]) -> None:
        if kept != self._kept and day.read_at is not None:
            self._kept = kept
            self._store.later(lambda store: store.keep_visits(kept))
        read_at = day.anchor + day.read_at if day.read_at is not None else 0.0
        if read_at - self._read_at >= READ_AT_EVERY_S:
            self._read_at = read_at
            self._store.later(lambda store: store.keep_facts({READ_AT: str(read_at)}))


def _keep(store: Store, remembered: Memory, swept: bool) -> bool:
    plain = plain_memory(remembered).to_json()
    store.keep_secret(MEMORY, remembered.to_json(), {MEMORY: plain})
    if swept:
        store.sweep()
    return True


def _new_day(day: Day, kept: tuple[Kept, ...], wall: float) -> NewDay:
    remembered = memory(day)
    plain = plain_memory(remembered).to_json()
    return NewDay(
        began=wall,
        kept=kept,
        secrets={MEMORY: remembered.to_json()},
        facts={MEMORY: plain},
        running=_focus(remembered),
    )


def _kept(day: Day, wall: float, zone: ZoneInfo) -> tuple[Kept, ...]:
    """The agenda of the local day at ``wall``, and of yesterday the visit that still runs."""
    now = datetime.fromtimestamp(wall, zone)
    midnight = _midnight(now.date(), zone)
    running = day.focus.visit.id if day.focus else None
    return tuple(
        Kept(visit, private=_may_return(visit, day.closed, now))
        for visit in day.visits
        if _stays(visit, running, midnight)
    )


def _stays(visit: Visit, running: str | None, midnight: datetime) -> bool:
    return visit.id == running or visit.end > midnight


def _midnight(today: date, zone: ZoneInfo) -> datetime:
    """When ``today`` began, in UTC."""
    return datetime.combine(today, time.min, zone).astimezone(UTC)


def _may_return(visit: Visit, closed: frozenset[str], now: datetime) -> bool:
    """Whether its initials are still needed: after the visit they leave the store (S6)."""
    over = visit.standing in OVER or visit.id in closed
    return not over and now < visit.end + PRIVATE_AFTER


def _focus(remembered: Memory | None) -> str | None:
    return remembered.focus.visit.id if remembered and remembered.focus else None


def _memory(store: Store) -> Memory | None:
    """The memory as it was kept; without the day's key what of it stood in the clear."""
    for text in (store.secret(MEMORY), store.fact(MEMORY)):
        if text is not None:
            try:
                return with_utc(Memory.from_json("store", text))
            except WireError as error:
                record("store.unreadable", logging.WARNING, field=error.field)
    return None
