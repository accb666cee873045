"""Follows the fleet all day: writes down what changes, and tells owners what they must know.

A letter is written in the same transaction as the word that it was told, so it goes once. A
webhook is asked again until it takes what it was last to be told; an Alertmanager is told every
half minute of all that stands.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from fastapi.concurrency import run_in_threadpool

from central.core.alert_told import Quiet, Stage, to_tell
from central.core.alerts import Alert, Watching, begin, is_restless, look
from central.core.fleet import UnitLine
from central.core.fleet_story import Change, changes
from central.faults import StoreError
from central.fleet.alert_words import letter, managed, name_of, posted
from central.fleet.hooks import ANSWERED, post, post_managed
from central.fleet.register import Register
from central.fleet.settings import Hook, Owner
from central.journal import record
from central.outbox import Outbox
from central.post import posting
from central.settings import CentralSettings
from central.store import fleet_follow as store
from central.store.database import Database
from central.store.fleet_tables import AlertRow

T = TypeVar("T")

LOOK_S, REST_S = 1.0, 15.0
HOOKS_S = 5.0
MANAGER_S = 30.0
ENDED_TOLD_S = 900.0
"""So long an Alertmanager is told that an alert is over."""
ASKED_AGAIN_S = 86_400.0
"""So long a webhook that does not answer is asked again about an alert that is over."""
DEFAULT_LEAD_S = 3600.0


class Watchman:
    """Two duties: ``run`` looks and writes, ``call`` posts to other systems."""

    def __init__(
        self,
        settings: CentralSettings,
        database: Database,
        register: Register,
        outbox: Outbox,
        clock: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._database = database
        self._register = register
        self._outbox = outbox
        self._clock = clock
        self._watching: Watching | None = None
        self._former: dict[str, UnitLine] = {}
        self._problems: dict[str, str | None] = {}
        self._page = f"{settings.base_url}/fleet"
        owners = settings.fleet.owners
        self._lead_s = max((o.lead_minutes * 60 for o in owners), default=DEFAULT_LEAD_S)

    async def run(self) -> None:
        """Look for ever: at each change, and when something may change by itself."""
        changed = self._register.watch()
        try:
            while True:
                changed.clear()
                watching = await self.look()
                await asyncio.sleep(LOOK_S)
                rest = LOOK_S if is_restless(watching) else REST_S
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(rest):
                        await changed.wait()
        finally:
            self._register.unwatch(changed)

    async def look(self) -> Watching:
        """One look at every unit; what it led to is written and told when this returns."""
        lines, now = self._register.lines, self._clock()
        if self._watching is None:
            self._former = {line.unit: line for line in lines}
            self._watching = begin(now, await self._surely(self._open))
        former = self._former
        news = [c for line in lines for c in changes(former.get(line.unit), line, now)]
        after, moved = self._after(self._watching, lines, now)
        await self._surely(partial(self._write, news, moved, after, now))
        self._watching, self._former = after, {line.unit: line for line in lines}
        return after

    def _after(
        self, watching: Watching, lines: Sequence[UnitLine], now: float
    ) -> tuple[Watching, tuple[Alert, ...]]:
        if self._settings.broker is None:
            return watching, ()  # who listens to nobody has nothing to say
        listening = self._register.listening
        return look(watching, lines, listening=listening, lead_s=self._lead_s, now=now)

    def _open(self) -> list[Alert]:
        with self._database.begin() as transaction:
            return [_alert(row) for row in store.open_alerts(transaction)]

    def _write(
        self, news: Sequence[Change], moved: Sequence[Alert], watching: Watching, now: float
    ) -> None:
        """Everything of one look in one transaction, with the letters that it asks for."""
        standing = list(watching.alerts.values())
        ended = [alert for alert in moved if alert.resolved_at is not None]
        if not (news or standing or ended):
            return
        lines = {line.unit: line for line in self._register.lines}
        said: list[tuple[Alert, Stage]] = []
        with posting(self._database, self._outbox, now) as post_:
            store.add_changes(post_.transaction, news)
            for alert in (*standing, *ended):
                row = store.put_alert(post_.transaction, alert, name_of(alert))
                owner = self._settings.fleet.owner_of(alert.site)
                stage = self._stage(alert, row, owner, now)
                if stage is None:
                    continue
                row.told = stage.value
                said.append((alert, stage))
                if owner is not None and owner.mail:
                    zone = self._settings.zone
                    post_.try_add(letter(alert, stage, owner, lines, self._page, zone, now))
        for alert, stage in said:
            level = logging.INFO if stage is Stage.RESOLVED else logging.WARNING
            facts = {"site": alert.site, "code": alert.code, "units": list(alert.units)}
            record(f"alert.{stage}", level, alert=name_of(alert), **facts)

    def _stage(self, alert: Alert, row: AlertRow, owner: Owner | None, now: float) -> Stage | None:
        hours = owner.week if owner else {}
        told = Stage(row.told) if row.told else None
        return to_tell(alert, told, Quiet(hours), datetime.fromtimestamp(now, self._settings.zone))

    async def call(self) -> None:
        """Post to webhooks and Alertmanagers for ever."""
        managed_at = -MANAGER_S
        while True:
            await asyncio.sleep(HOOKS_S)
            now = asyncio.get_running_loop().time()
            due = now - managed_at >= MANAGER_S
            managed_at = now if due else managed_at
            await self.post(managers=due)

    async def post(self, *, managers: bool = True) -> None:
        """Post once what every webhook has not taken, and to Alertmanagers all that stands."""
        if not self._settings.fleet.owners:
            return
        now = self._clock()
        rows = await self._surely(partial(self._recent, now))
        lines = {line.unit: line for line in self._register.lines}
        for owner in self._settings.fleet.owners:
            mine = [r for r in rows if self._settings.fleet.owner_of(r.site) is owner]
            if owner.webhook:
                await self._post_hook(owner, owner.webhook, mine, lines)
            if owner.alertmanager and managers:
                fresh = [r for r in mine if (r.resolved_at or now) >= now - ENDED_TOLD_S]
                told = managed([_alert(r) for r in fresh], owner, lines, self._page, now)
                problem = await post_managed(owner.alertmanager, told)
                self._note(f"{owner.name} alertmanager", problem)

    async def _post_hook(
        self,
        owner: Owner,
        hook: Hook,
        rows: Sequence[AlertRow],
        lines: dict[str, UnitLine],
    ) -> None:
        """Tell ``owner``'s webhook what it has not taken yet; a refusal is asked again later.

        One word that it refuses holds up no other; where nobody answers, all wait.
        """
        problems = list[str | None]()
        for row in rows:
            if row.told is None or row.told == row.hooked:
                continue
            problem = await post(hook, posted(_alert(row), Stage(row.told), owner, lines))
            problems.append(problem)
            if problem is None:
                await self._surely(partial(self._hooked, row.id, row.told))
            elif not problem.startswith(ANSWERED):
                break
        if problems:
            self._note(f"{owner.name} webhook", next(filter(None, problems), None))

    def _note(self, name: str, problem: str | None) -> None:
        """Record that somebody takes no alerts any more, or takes them again, once."""
        if self._problems.get(name) != problem:
            level = logging.INFO if problem is None else logging.WARNING
            record("alert.hook", level, hook=name, code=problem)
            self._problems[name] = problem

    def _recent(self, now: float) -> list[AlertRow]:
        with self._database.begin() as transaction:
            return list(store.alerts_since(transaction, now - ASKED_AGAIN_S))

    def _hooked(self, name: str, told: str) -> None:
        with self._database.begin() as transaction:
            row = transaction.get(AlertRow, name)
            if row is not None:
                row.hooked = told

    async def _surely(self, ask: Callable[[], T]) -> T:
        """Ask the database until it answers."""
        while True:
            try:
                return await run_in_threadpool(ask)
            except StoreError:
                record("store.silent", level=logging.ERROR, duty="fleet")
                await asyncio.sleep(LOOK_S)


def _alert(row: AlertRow) -> Alert:
    return Alert(row.site, row.code, tuple(row.units), row.opened_at, row.urgent, row.resolved_at)
