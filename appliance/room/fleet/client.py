"""One connection of paho's MQTT client, told to the loop; only this module knows paho.

Paho runs its own thread: its callbacks only hand over.
"""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from appliance.room.renewal import in_use
from wire.fleet import KEEPALIVE_S

CONNECT_S = 5.0
GOODBYE_S = 1.0

Level = tuple[str, str]
"""A topic and its retained payload."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where the broker is and what this unit shows it."""

    host: str
    port: int
    unit: str
    ca: Path | None
    certificate: Path
    key: Path
    websocket: str | None = None
    """The path of the broker's WebSocket; None: MQTT straight over TLS."""
    renewed: Path | None = None
    """Where the newest certificate stands, if it was renewed."""


@dataclass(frozen=True, slots=True)
class Up:
    """The broker took us, or (``problem``) did not."""

    problem: str | None


@dataclass(frozen=True, slots=True)
class Down:
    """The connection is over."""


Happening = Up | Down | MQTTMessage


def _remembered(opened: list[ssl.SSLSocket]) -> type[ssl.SSLSocket]:
    """A kind of TLS socket that stands in ``opened``: paho forgets one whose greeting fails."""

    class Socket(ssl.SSLSocket):
        def do_handshake(self, block: bool = False) -> None:
            opened.append(self)
            super().do_handshake(block)

    return Socket


def handing_over(happenings: asyncio.Queue[Happening]) -> Callable[[Happening], None]:
    """From paho's thread to the loop; a loop that is gone needs no news."""
    loop = asyncio.get_running_loop()

    def hand_over(happening: Happening) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(happenings.put_nowait, happening)

    return hand_over


def begin(access: Access, will: Level, hand_over: Callable[[Happening], None]) -> Client:
    """Connect and start paho's thread; raises OSError where nobody answers."""
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=access.unit,
        protocol=MQTTProtocolVersion.MQTTv5,
        transport="websockets" if access.websocket else "tcp",
        reconnect_on_failure=False,
    )
    if access.websocket:
        client.ws_set_options(path=access.websocket)
    trust = ssl.create_default_context(cafile=str(access.ca) if access.ca else None)
    trust.load_cert_chain(in_use(access.certificate, access.renewed), access.key)
    opened: list[ssl.SSLSocket] = []
    trust.sslsocket_class = _remembered(opened)
    client.tls_set_context(trust)
    client.connect_timeout = CONNECT_S
    client.max_queued_messages_set(0)
    client.will_set(will[0], will[1], qos=1, retain=True)
    client.on_connect = lambda _c, _u, _f, code, _p: hand_over(
        Up(str(code).lower().replace(" ", "-") if code.is_failure else None)
    )
    client.on_disconnect = lambda *_: hand_over(Down())
    client.on_message = lambda _c, _u, message: hand_over(message)
    try:
        client.connect(access.host, access.port, keepalive=KEEPALIVE_S, clean_start=True)
        if client.loop_start() is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise OSError("paho's thread did not start")
    except BaseException:
        hang_up(client)
        for line in opened:
            line.close()
        raise
    return client


def publish(client: Client, name: str, payload: str, until: float | None = None) -> None:
    """Keep ``payload`` on the broker under ``name``, until Unix ``until`` where that is given."""
    properties = None
    if until is not None and payload:
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.MessageExpiryInterval = max(1, round(until - time.time()))
    client.publish(name, payload, qos=1, retain=True, properties=properties)


def hang_up(client: Client) -> None:
    """Close what paho may have left open of a connection that is over."""
    line = client.socket()
    if line is not None:
        line.close()


def take_leave(client: Client, goodbye: Level) -> None:
    """Say so before an orderly stop; the will is then not sent."""
    told = client.publish(goodbye[0], goodbye[1], qos=1, retain=True)
    with contextlib.suppress(RuntimeError, ValueError):
        told.wait_for_publish(GOODBYE_S)


__all__ = [
    "CONNECT_S",
    "Access",
    "Client",
    "Down",
    "Happening",
    "Level",
    "MQTTMessage",
    "Up",
    "begin",
    "handing_over",
    "hang_up",
    "publish",
    "take_leave",
]
