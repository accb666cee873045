"""What of the day is kept for a restart, and how a restarted room takes it up again."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.core.day import Day, new_day
from appliance.core.memory import FocusMemory, Memory, memory, recall
from appliance.core.rules import Rules
from appliance.core.visits import Standing, Visit
from appliance.link.journal import record
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Kept, Store
from appliance.room.kept.store_thread import StoreThread
from wire.faults import WireError

PATIENCE_S = 0.5
"""The day waits this long at most for its memory to be safe before it shows what changed."""
READ_AT_EVERY_S = 60.0
PRIVATE_AFTER = timedelta(hours=1)
"""Planned end + 60 min is the latest that anybody can come back (R02)."""
OVER = frozenset({Standing.DONE, Standing.CANCELLED})

MEMORY, READ_AT, BOOT = "memory", "read-at", "machine-boot"


def recalled(store: Store, rules: Rules, now: float, wall: float, machine_boot: str) -> Day:
    """The day as the store knows it; ``machine_boot`` tells a reboot from a mere restart."""
    day = new_day(rules, now, wall)
    read_at = store.fact(READ_AT)
    visits = store.visits()
    if read_at is not None:
        day = replace(day, visits=visits, read_at=float(read_at) - day.anchor)
    remembered = _memory(store, visits)
    rebooted = store.fact(BOOT) != machine_boot
    store.try_facts({BOOT: machine_boot})
    return recall(day, remembered, now, rebooted=rebooted) if remembered else day


class Remembering:
    """Keeps what changed; the day's phase is safe before anybody is shown it."""

    def __init__(
        self, store: StoreThread, key_file: Path, zone: ZoneInfo, new_date: Callable[[], None]
    ) -> None:
        self._store = store
        self._key_file = key_file
        self._zone = zone
        self._new_date = new_date
        self._date: date | None = None
        self._memory: str | None = None
        self._kept: tuple[Kept, ...] | None = None
        self._read_at = 0.0

    async def remember(self, day: Day, now: float) -> None:
        """Keep what of ``day`` differs from what was kept last."""
        wall = day.anchor + now
        self._follow_the_date(datetime.fromtimestamp(wall, self._zone).date())
        self._keep_visits(day, wall)
        text = _without_person(memory(day)).to_json()
        if text != self._memory:
            self._memory = text
            saving = asyncio.create_task(self._save(text), name="memory")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    await asyncio.shield(saving)

    async def _save(self, text: str) -> None:
        """Keep it; what a failing disk did not take is tried again in the next round."""
        if not await self._store.do(lambda store: _kept_memory(store, text), otherwise=False):
            self._memory = None

    def _follow_the_date(self, today: date) -> None:
        former, self._date = self._date, today
        if former is None or former == today:
            return
        record("day.new")
        self._kept = None
        self._store.later(lambda store: store.change_key(DayKey(self._key_file, today)))
        self._new_date()

    def _keep_visits(self, day: Day, wall: float) -> None:
        kept = tuple(
            Kept(visit, private=_may_return(visit, day.closed, wall)) for visit in day.visits
        )
        if kept != self._kept and day.read_at is not None:
            self._kept = kept
            self._store.later(lambda store: store.keep_visits(kept))
        read_at = day.anchor + day.read_at if day.read_at is not None else 0.0
        if read_at - self._read_at >= READ_AT_EVERY_S:
            self._read_at = read_at
            self._store.later(lambda store: store.keep_facts({READ_AT: str(read_at)}))


def _kept_memory(store: Store, text: str) -> bool:
    store.keep_facts({MEMORY: text})
    return True


def _may_return(visit: Visit, closed: frozenset[str], wall: float) -> bool:
    """Whether its initials are still needed: after the visit they leave the store (S6)."""
    latest = visit.end + PRIVATE_AFTER
    over = visit.standing in OVER or visit.id in closed
    return not over and datetime.fromtimestamp(wall, UTC) < latest


def _without_person(remembered: Memory) -> Memory:
    """Initials and kind are kept sealed with the agenda, never here."""
    focus = remembered.focus
    if focus is None:
        return remembered
    visit = replace(focus.visit, kind=None, initials=None)
    return remembered.model_copy(update={"focus": focus.model_copy(update={"visit": visit})})


def _memory(store: Store, visits: tuple[Visit, ...]) -> Memory | None:
    text = store.fact(MEMORY)
    if text is None:
        return None
    try:
        remembered = Memory.from_json("store", text)
    except WireError as error:
        record("store.unreadable", logging.WARNING, field=error.field)
        return None
    return remembered.model_copy(update={"focus": _with_person(remembered.focus, visits)})


def _with_person(focus: FocusMemory | None, visits: tuple[Visit, ...]) -> FocusMemory | None:
    if focus is None:
        return None
    told = next((visit for visit in visits if visit.id == focus.visit.id), None)
    if told is None:
        return focus
    visit = replace(focus.visit, kind=told.kind, initials=told.initials)
    return focus.model_copy(update={"visit": visit})
