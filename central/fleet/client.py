"""One MQTT client of central's; only this module and ``swift`` know paho.

Paho runs its own thread: its callbacks only hand over, and never raise. It connects again by
itself, for ever, and subscribes anew each time.
"""

import secrets
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from central.faults import SetupError
from central.fleet.inbox import RECEIVE_MAXIMUM, Receipt
from central.fleet.ingest import Message
from central.fleet.swift import KeepingSocket, SwiftClient
from central.settings import BrokerSettings
from wire.fleet import KEEPALIVE_S, PAYLOAD_LIMIT, ROOT

RECONNECT_S = 1
SHARED = f"$share/ostord/{ROOT}/+/+/"
"""MQTT 5, 4.8.2: each message goes to one of those who subscribe so."""
OF_ALL = tuple(f"{ROOT}/+/+/{name}" for name in ("state", "birth", "health/+", "ready/+", "sign"))
OF_ONE = tuple(f"{SHARED}{name}" for name in ("metrics", "event", "cmd-result/+"))
"""What happened once is taken in by one of several; a level by everybody who shows it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the client's thread calls."""

    connected: Callable[[], None]
    silent: Callable[[str], None]
    """Why, as a slug."""
    message: Callable[[Message, Receipt | None], None]


class Client:
    """Hears ``topics``; what came with QoS 1 is acknowledged by ``ack`` alone, levels at once."""

    def __init__(self, settings: BrokerSettings, topics: Sequence[str], heard: Heard) -> None:
        self._settings = settings
        self._topics = topics
        self._heard = heard
        self._connection = 0
        name = f"central-{secrets.token_hex(8)}"  # a unit that guessed it could push central out
        self._client = SwiftClient(
            CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5, manual_ack=True
        )
        self._client.tls_set_context(_trust(settings))
        self._client.reconnect_delay_set(RECONNECT_S, RECONNECT_S)
        self._client.max_queued_messages_set(0)
        self._client.max_inflight_messages_set(RECEIVE_MAXIMUM)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = lambda *_: self._heard.silent("lost")
        self._client.on_connect_fail = lambda *_: self._heard.silent("unreachable")
        self._client.on_message = self._on_message

    def start(self) -> None:
        """Connect, again and again, in a thread of its own."""
        wishes = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        wishes.ReceiveMaximum = RECEIVE_MAXIMUM
        host, port = self._settings.host, self._settings.port
        self._client.connect_async(host, port, KEEPALIVE_S, properties=wishes)
        self._client.loop_start()

    def stop(self) -> None:
        """Say goodbye and wait for the thread's end; nothing more is told."""
        self._client.on_disconnect = None
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, topic: str, payload: str, *, retain: bool = False) -> None:
        """With QoS 1."""
        self._client.publish(topic, payload, qos=1, retain=retain)

    def ack(self, receipts: Sequence[Receipt]) -> None:
        """These are committed; those of a connection that is over, the broker sends no more."""
        for receipt in receipts:
            if receipt.connection == self._connection:
                self._client.ack(receipt.mid, 1)

    def _on_connect(
        self, client: mqtt.Client, _: object, __: object, reason: ReasonCode, ___: object
    ) -> None:
        if reason.is_failure:
            self._heard.silent("refused")
            return
        self._connection += 1
        client.subscribe([(topic, 1) for topic in self._topics])
        self._heard.connected()

    def _on_message(self, client: mqtt.Client, _: object, message: mqtt.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        taken = Message(topic, bytes(message.payload[: PAYLOAD_LIMIT + 1]), message.retain)
        if message.qos == 0:
            self._heard.message(taken, None)
        elif is_event(topic):
            self._heard.message(taken, Receipt(self._connection, message.mid))
        else:
            self._heard.message(taken, None)
            client.ack(message.mid, message.qos)


def is_event(topic: str) -> bool:
    """Whether it waits at the broker until it is committed; the rest is said anew, or is bad."""
    return topic.endswith("/event") or "/cmd-result/" in topic


def _trust(settings: BrokerSettings) -> ssl.SSLContext:
    try:
        trust = ssl.create_default_context(cafile=str(settings.ca))
        trust.load_cert_chain(settings.certificate, settings.key)
    except (OSError, ssl.SSLError, ValueError):
        raise SetupError("broker: ca, certificate or key cannot be read") from None
    trust.sslsocket_class = KeepingSocket
    return trust
