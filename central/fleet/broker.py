"""The one MQTT client of central: its callbacks only hand over, and it never gives up."""

import asyncio
import logging
import secrets
import ssl
from collections.abc import Callable

import paho.mqtt.client as mqtt
from fastapi.concurrency import run_in_threadpool
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from central.faults import SetupError, StoreError
from central.fleet.ingest import Message, absorb
from central.fleet.register import Register
from central.journal import record
from central.settings import BrokerSettings
from central.store.database import Database
from wire.fleet import KEEPALIVE_S, PAYLOAD_LIMIT, ROOT, Nudge, Topic, topic
from wire.records import Record

BATCH = 500
WAITING = 20_000
"""More messages than this are dropped; what matters is retained or sent again."""
HEARD = ("state", "birth", "health/+", "ready/+", "sign", "metrics", "event")
RECONNECT_S = 1


class Broker:
    """Listens to every unit and tells them what was committed and what changed."""

    def __init__(
        self,
        settings: BrokerSettings,
        database: Database,
        register: Register,
        clock: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._database = database
        self._register = register
        self._clock = clock
        self._inbox: asyncio.Queue[Message] = asyncio.Queue(WAITING)
        self._missing = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client = _client(settings)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_connect_fail = self._on_connect_fail
        self._client.on_message = self._on_message

    async def run(self) -> None:
        """Connect, again and again, and take in what arrives; never returns."""
        self._loop = asyncio.get_running_loop()
        self._client.connect_async(self._settings.host, self._settings.port, KEEPALIVE_S)
        self._client.loop_start()
        try:
            while True:
                await self._absorb(await self._batch())
        finally:
            self._client.on_disconnect = None
            await run_in_threadpool(self._stop)

    def nudge(self, unit: str) -> None:
        """Tell a unit that its bookings changed."""
        self._publish(unit, Topic.NUDGE, Nudge(at=self._clock()))

    def _stop(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    async def _batch(self) -> list[Message]:
        batch = [await self._inbox.get()]
        while len(batch) < BATCH and not self._inbox.empty():
            batch.append(self._inbox.get_nowait())
        return batch

    async def _absorb(self, batch: list[Message]) -> None:
        """Commit, then tell; while the database does not answer, the batch waits."""
        while True:
            try:
                absorbed = await run_in_threadpool(absorb, self._database, batch, self._clock())
                break
            except StoreError:
                record("store.silent", level=logging.ERROR, duty="broker")
                await asyncio.sleep(RECONNECT_S)
        self._register.put(absorbed.lines)
        for unit, acked in absorbed.acked.items():
            self._publish(unit, Topic.ACKED, acked)

    def _publish(self, unit: str, name: Topic, said: Record) -> None:
        self._client.publish(topic(unit, name), said.to_json(), qos=1)

    def _hand_over(self, function: Callable[..., None], *args: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *args)

    def _on_message(self, _: mqtt.Client, __: object, message: mqtt.MQTTMessage) -> None:
        taken = Message(message.topic, bytes(message.payload[: PAYLOAD_LIMIT + 1]))
        self._hand_over(self._queue, taken)

    def _queue(self, message: Message) -> None:
        if self._inbox.full():
            self._inbox.get_nowait()
        self._inbox.put_nowait(message)

    def _on_connect(
        self, client: mqtt.Client, _: object, __: object, reason: ReasonCode, ___: object
    ) -> None:
        if reason.is_failure:
            self._hand_over(self._silent, "refused")
            return
        client.subscribe([(f"{ROOT}/+/+/{name}", 1) for name in HEARD])
        self._hand_over(self._heard)

    def _on_disconnect(self, *_: object) -> None:
        self._hand_over(self._silent, "lost")

    def _on_connect_fail(self, *_: object) -> None:
        self._hand_over(self._silent, "unreachable")

    def _heard(self) -> None:
        self._missing = False
        record("broker.connected", port=self._settings.port)
        self._register.hear(listening=True)

    def _silent(self, why: str) -> None:
        self._register.hear(listening=False)
        if not self._missing:
            self._missing = True
            port = self._settings.port
            record("broker.missing", level=logging.WARNING, code=why, port=port)


def _client(settings: BrokerSettings) -> mqtt.Client:
    name = f"central-{secrets.token_hex(8)}"  # a unit that guessed it could push central out
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5)
    try:
        client.tls_set(
            str(settings.ca),
            str(settings.certificate),
            str(settings.key),
            tls_version=ssl.PROTOCOL_TLS_CLIENT,
        )
    except (OSError, ssl.SSLError, ValueError):
        raise SetupError("broker: ca, certificate or key cannot be read") from None
    client.reconnect_delay_set(RECONNECT_S, RECONNECT_S)
    client.max_queued_messages_set(1000)
    return client
