"""The unit's MQTT 5 connection: levels kept true on the broker, events until central has them.

A new client is made for each connection, so that a renewed certificate is taken up. The broker's
absence harms nothing else.
"""

import asyncio
import contextlib
import logging
import random
import ssl
import time
from collections.abc import Awaitable, Callable

from appliance.link.journal import record
from appliance.room.fleet.client import (
    CONNECT_S,
    Access,
    Client,
    Down,
    Happening,
    Level,
    MQTTMessage,
    Up,
    begin,
    handing_over,
    hang_up,
    publish,
    take_leave,
)
from appliance.room.kept.store_thread import StoreThread
from wire.commands import CommandResult
from wire.faults import WireError
from wire.fleet import PAYLOAD_LIMIT, Acked, Event, Nudge, Topic, topic

LEAST_PAUSE_S, FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 0.5, 30.0
SPREAD_S = 2.0
"""Units that lost their broker together come back spread over this: each greeting costs it 2 ms."""
UNSAID = 50
"""So many answers to commands wait at most."""
RESEND_S = 30.0
"""Events that central has not acknowledged by then are sent again: it may have been away."""


class Broker:
    """Publishes what it is shown, and tells of nudges.

    ``will`` gives the level that the broker shall show when this unit falls silent, ``goodbye``
    the one for an orderly stop.
    """

    def __init__(
        self,
        access: Access,
        store: StoreThread,
        will: Callable[[], Level],
        goodbye: Callable[[], Level],
    ) -> None:
        self._access = access
        self._store = store
        self.nudge: Callable[[], None] = lambda: None
        """Called when central says that the bookings changed, and after every connect."""
        self.command: Callable[[bytes], Awaitable[None]] | None = None
        """Called with each act that is asked from afar; without it none is heard."""
        self._unsaid: list[CommandResult] = []
        """Answers that wait for a connection."""
        self._will = will
        self._goodbye = goodbye
        self._levels: dict[str, tuple[str, float | None]] = {}
        """Payload, and until when it stays; an empty one takes the topic away."""
        self._client: Client | None = None
        self._news = asyncio.Event()
        self._again, self._resend_at = False, 0.0
        """Whether all events that wait are to be sent again, and when they are by themselves."""
        self._acked, self._nudged = (topic(access.unit, t) for t in (Topic.ACKED, Topic.NUDGE))
        self._bookings = topic(access.unit, Topic.READY, "")
        self._commands = topic(access.unit, Topic.COMMAND, "")
        self._former: set[str] = set()
        """Bookings' topics that the broker holds and an earlier process of this unit has shown."""
        self._whole = False
        """Every booking that there is was shown."""

    def show(self, levels: dict[str, str]) -> None:
        """Keep these retained topics so, now and after every reconnect."""
        for name, payload in levels.items():
            self._show(name, payload)

    def show_bookings(self, levels: dict[str, tuple[str, float]], *, whole: bool) -> None:
        """Keep these topics of bookings, each until its Unix time; where ``whole``, no others."""
        self._whole = whole
        for name in [one for one in self._levels if one.startswith(self._bookings)]:
            if name not in levels:
                self._show(name, "")
        for name, (payload, until) in levels.items():
            self._show(name, payload, until)
        self._forget_former()

    def _forget_former(self) -> None:
        """Take away what an earlier process has shown, once all that there is is known."""
        if self._whole:
            for name in self._former - self._levels.keys():
                self._show(name, "")
            self._former.clear()

    def _show(self, name: str, payload: str, until: float | None = None) -> None:
        if self._levels.get(name, (None, None))[0] != payload:
            self._levels[name] = payload, until
            if self._client is not None:
                publish(self._client, name, payload, until)

    def measure(self, payload: str) -> None:
        """Send metrics once, if somebody listens."""
        if self._client is not None:
            self._client.publish(topic(self._access.unit, Topic.METRICS), payload, qos=0)

    def rebirth(self) -> None:
        """Say everything anew: each level, and each event that central has not acknowledged."""
        if self._client is not None:
            for name, (payload, until) in self._levels.items():
                publish(self._client, name, payload, until)
        self._again = True
        self._news.set()

    def answer(self, result: CommandResult) -> None:
        """Say what came of a command, now or once connected again."""
        if self._client is None:
            self._unsaid = [*self._unsaid[1 - UNSAID :], result]
            return
        name = topic(self._access.unit, Topic.RESULT, result.id)
        self._client.publish(name, result.to_json(), qos=1)

    def has_news(self) -> None:
        """An event was put into the outbox."""
        self._news.set()

    async def run(self) -> None:
        """Stay connected for ever."""
        pause, said = FIRST_PAUSE_S, ""
        while True:
            began = time.monotonic()
            problem = await self._connection()
            if problem != said:
                record("broker.gone", logging.WARNING, code=problem)
                said = problem
            lasted = time.monotonic() - began
            pause = SPREAD_S if lasted > LONGEST_PAUSE_S else min(2 * pause, LONGEST_PAUSE_S)
            await asyncio.sleep(random.uniform(LEAST_PAUSE_S, pause))  # noqa: S311

    async def _connection(self) -> str:
        """Live through one connection; returns the code of what ended it."""
        happenings: asyncio.Queue[Happening] = asyncio.Queue()
        try:
            client = await asyncio.to_thread(
                begin, self._access, self._will(), handing_over(happenings)
            )
        except (OSError, ValueError, ssl.SSLError) as error:
            return type(error).__name__
        try:
            async with asyncio.timeout(CONNECT_S):
                first = await happenings.get()
            if not isinstance(first, Up) or first.problem is not None:
                return first.problem or "refused" if isinstance(first, Up) else "refused"
            record("broker.connected")
            await self._stay(client, happenings)
        except TimeoutError:
            return "too-slow"
        finally:
            self._client = None
            client.disconnect()
            await asyncio.to_thread(client.loop_stop)
            hang_up(client)
        return "lost"

    async def _stay(self, client: Client, happenings: asyncio.Queue[Happening]) -> None:
        heard = [self._acked, self._nudged, f"{self._bookings}+"]
        heard += [f"{self._commands}+"] if self.command else []
        client.subscribe([(name, 1) for name in heard])
        for name, (payload, until) in self._levels.items():
            publish(client, name, payload, until)
        self._levels = {name: level for name, level in self._levels.items() if level[0]}
        self._client = client
        unsaid, self._unsaid = self._unsaid, []
        for result in unsaid:
            self.answer(result)
        self.nudge()
        outbox = asyncio.create_task(self._empty_outbox(client), name="outbox")
        outbox.add_done_callback(lambda _: happenings.put_nowait(Down()))
        try:
            while not isinstance(happening := await happenings.get(), Down):
                if isinstance(happening, MQTTMessage):
                    await self._heard(happening)
        except asyncio.CancelledError:
            await asyncio.to_thread(take_leave, client, self._goodbye())
            raise
        finally:
            outbox.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await outbox

    async def _empty_outbox(self, client: Client) -> None:
        """Send events in order; they leave the store when acknowledged.

        Where nothing is acknowledged for RESEND_S, all that wait are sent again, however many come.
        """
        sent, self._again = 0, True
        name = topic(self._access.unit, Topic.EVENT)
        while True:
            self._news.clear()
            if self._again:
                self._again, sent = False, 0
                self._wait_for_ack()
            while events := await self._events_after(sent):
                for number, event in events:
                    client.publish(name, event.to_json(), qos=1)
                    sent = number
            try:
                async with asyncio.timeout_at(self._resend_at):
                    await self._news.wait()
            except TimeoutError:
                self._again = True

    def _wait_for_ack(self) -> None:
        self._resend_at = asyncio.get_running_loop().time() + RESEND_S

    async def _events_after(self, number: int) -> list[tuple[int, Event]]:
        nothing: list[tuple[int, Event]] = []
        return await self._store.do(lambda store: store.events_after(number), nothing)

    async def _heard(self, message: MQTTMessage) -> None:
        try:
            if message.topic == self._acked:
                acked = Acked.from_json("central", bytes(message.payload), PAYLOAD_LIMIT)
                await self._store.do(lambda store: store.drop_events(acked.boot, acked.seq), None)
                self._wait_for_ack()
                if acked.again:
                    self.rebirth()
            elif message.topic == self._nudged:
                Nudge.from_json("central", bytes(message.payload), PAYLOAD_LIMIT)
                self.nudge()
            elif message.topic.startswith(self._commands):
                if self.command is not None and not message.retain:
                    await self.command(bytes(message.payload))
            elif message.retain and message.payload:
                self._former.add(message.topic)
                self._forget_former()
        except WireError as error:
            record("broker.malformed", logging.WARNING, field=error.field)
