"""Hears every MQTT message of the site, as central does and with central's certificate."""

import ssl
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion


@dataclass(frozen=True, slots=True)
class Heard:
    """One message; ``mono`` is the machine's monotonic clock, seconds."""

    mono: float
    topic: str
    payload: bytes


class Listener:
    """A second client under central's certificate; hears from ``start`` to ``stop``."""

    def __init__(self, keys: Path, port: int) -> None:
        self.heard: list[Heard] = []
        self._port = port
        self._subscribed = threading.Event()
        self._client = Client(
            CallbackAPIVersion.VERSION2, "listener", protocol=MQTTProtocolVersion.MQTTv5
        )
        context = ssl.create_default_context(cafile=str(keys / "ca.crt"))
        context.load_cert_chain(keys / "central.crt", keys / "central.key")
        self._client.tls_set_context(context)
        self._client.on_connect = lambda client, *_: client.subscribe("#", qos=1)
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._hear

    def start(self, timeout_s: float = 10.0) -> None:
        """Connect and subscribe to everything; TimeoutError when the broker does not grant it."""
        self._client.connect("localhost", self._port)
        self._client.loop_start()
        if not self._subscribed.wait(timeout_s):
            raise TimeoutError("the broker does not let central's certificate listen")

    def stop(self) -> None:
        """Hang up; ``heard`` stays."""
        self._client.disconnect()
        self._client.loop_stop()

    def _hear(self, _client: object, _userdata: object, message: MQTTMessage) -> None:
        self.heard.append(Heard(time.monotonic(), message.topic, bytes(message.payload)))
