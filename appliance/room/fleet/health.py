"""What IT hears of this unit all day: levels, things that happened once, and numbers."""

import asyncio
import time
from importlib.metadata import version

from appliance.core.day import Day
from appliance.core.events import Note
from appliance.core.health import health, unit_state
from appliance.core.readiness import readiness
from appliance.core.room_views import sign_view
from appliance.room.fleet.booking_word import secret_of
from appliance.room.fleet.broker import Broker
from appliance.room.fleet.client import Access, Level
from appliance.room.fleet.metrics import Machine
from appliance.room.fleet.report import Report
from appliance.room.kept.store_thread import StoreThread
from appliance.room.renewal import RENEWED
from appliance.room.settings import BrokerAddress, RoomSettings
from appliance.room.stage_link import StageLink
from hardware.board import Board
from wire.fleet import Metrics, UnitState

UNTRUSTED = "clock.untrusted"
"""In an event's evidence: its time is that of a clock which nobody had set."""


class Health:
    """Reports over MQTT; without the broker's address only the outbox is kept."""

    def __init__(
        self,
        settings: RoomSettings,
        address: BrokerAddress,
        store: StoreThread,
        board: Board,
        boot: str,
    ) -> None:
        self._store = store
        self._machine = Machine(board)
        self._boot = boot
        self._metrics_s = settings.metrics_s
        self._anchor: float | None = None
        self._clock_trusted = False
        parts = {"presence": settings.presence, "feed": "fhir-r4", "central": "websocket"}
        versions = {"ostord": version("ostord")}
        secret = secret_of(settings.key)
        self._report = Report(settings.unit, settings.place, boot, parts, versions, secret)
        access = Access(
            address.host,
            address.port,
            settings.unit,
            settings.ca,
            settings.certificate,
            settings.key,
            address.websocket,
            settings.store / RENEWED,
        )
        self.broker = Broker(access, store, self._will, self._goodbye)
        self.broker.show(
            dict([self._report.birth(), self._report.state(UnitState.INIT, time.time())])
        )

    def show(self, day: Day, now: float) -> None:
        """Keep every level true on the broker."""
        at = day.anchor + now
        if self._anchor is not None and self._anchor != day.anchor:
            self._report.clock_was_set(day.anchor - self._anchor)
        self._anchor, self._clock_trusted = day.anchor, day.clock_trusted
        report, wanted = self._report, sign_view(day, now).state
        levels = [
            report.state(unit_state(day, now), at),
            report.sign(wanted, day.sign, at, lamp_ok=day.lamp_ok),
            *report.health(health(day, now), at).items(),
        ]
        self.broker.show(dict(levels))
        bookings = report.ready(readiness(day, now), at)
        self.broker.show_bookings(bookings, whole=day.read_at is not None)

    def note(self, note: Note) -> None:
        """Something happened once: into the outbox until central has committed it."""
        at, facts = time.time(), dict(note.facts)
        if not self._clock_trusted:
            facts[UNTRUSTED] = 1
        self._store.later(
            lambda store: store.keep_event(self._boot, at, note.code, facts),
            then=self.broker.has_news,
        )

    async def measure(self, stage: StageLink) -> None:
        """Send this machine's numbers, and stage's with those of a call, for ever."""
        while True:
            await asyncio.sleep(self._metrics_s)
            if not self._clock_trusted:
                continue  # what is told by its time says nothing without one
            doing = stage.doing
            stage_says = doing.stats if doing is not None else {}
            values = {**self._machine.read(), **stage_says}
            metrics = Metrics(at=round(time.time(), 3), values=values)
            self.broker.measure(metrics.to_json())

    def _will(self) -> Level:
        return self._report.will(round(time.time(), 3))

    def _goodbye(self) -> Level:
        return self._report.state(UnitState.DISCONNECTED, time.time())
