"""Mosquitto with the settings that central writes: who may say and hear what."""

import queue
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from central import pki
from central.broker import access_list, deny, write_broker_config
from central.faults import SetupError
from tests.central.conftest import RealBroker, running_broker
from tests.support.central_house import free_port, make_request

UNIT, OTHER = "ostord/1/north/room12", "ostord/1/north/room14"


class Talker:
    """An MQTT client that waits for each answer."""

    def __init__(self, keys: Path, name: str, port: int, *, websocket: bool = False) -> None:
        self.client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            protocol=mqtt.MQTTv5,
            transport="websockets" if websocket else "tcp",
        )
        authority, certificate, key = (
            f"{keys}/{f}" for f in ("ca.crt", f"{name}.crt", f"{name}.key")
        )
        self.client.tls_set(authority, certificate, key)
        self.heard: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self._answers: queue.Queue[int] = queue.Queue()
        self.client.on_message = lambda _, __, m: self.heard.put((m.topic, bytes(m.payload)))
        self.client.on_publish = lambda _, __, ___, reason, ____: self._answers.put(reason.value)
        self.client.on_subscribe = lambda _, __, ___, r, ____: self._answers.put(r[0].value)
        self.client.on_connect = lambda _, __, ___, reason, ____: self._answers.put(reason.value)
        self.client.connect("localhost", port, 12)
        self.client.loop_start()
        assert self._answers.get(timeout=5) == 0

    def publish(self, topic: str, *, retain: bool = False) -> bool:
        """Whether the broker took it."""
        self.client.publish(topic, b"x", qos=1, retain=retain)
        return self._answers.get(timeout=5) < 128

    def subscribe(self, topic: str) -> bool:
        """Whether the broker agreed."""
        self.client.subscribe(topic, 1)
        return self._answers.get(timeout=5) < 128

    def close(self) -> None:
        """Say goodbye."""
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    pki.init_site(folder, "north", 7)
    request = make_request(folder, "north/room12")
    pki.sign_request(folder, request, request.with_suffix(".crt"), 7)
    return folder


@pytest.fixture
def broker(tmp_path: Path, keys: Path) -> Iterator[RealBroker]:
    with running_broker(tmp_path / "broker", keys) as broker:
        broker.start()
        yield broker


@pytest.fixture
def talk(broker: RealBroker, keys: Path) -> Iterator[Callable[[str], Talker]]:
    with ExitStack() as stack:

        def connect(name: str) -> Talker:
            talker = Talker(keys, name, broker.port)
            stack.callback(talker.close)
            return talker

        yield connect


def test_a_unit_writes_only_its_own_topics(talk: Callable[[str], Talker]) -> None:
    unit = talk("north-room12")
    own = ("state", "birth", "health/camera", "sign", "metrics", "event", "cmd-result/a")
    foreign = [f"{OTHER}/{name}" for name in own]
    foreign += [f"{UNIT}/acked", f"{UNIT}/nudge", f"{UNIT}/cmd/reboot", "elsewhere", "ostord/1/x"]
    assert all(unit.publish(f"{UNIT}/{name}") for name in own)
    assert not any(unit.publish(topic) for topic in foreign)


def test_a_unit_hears_only_what_is_meant_for_it(talk: Callable[[str], Talker]) -> None:
    unit, central = talk("north-room12"), talk("central")
    unit.subscribe("ostord/1/#")
    for topic in (f"{OTHER}/nudge", f"{OTHER}/acked", f"{UNIT}/state", f"{UNIT}/nudge"):
        assert central.publish(topic)
    assert unit.heard.get(timeout=5) == (f"{UNIT}/nudge", b"x")
    assert central.publish(f"{UNIT}/acked")
    assert unit.heard.get(timeout=5) == (f"{UNIT}/acked", b"x")
    assert central.publish(f"{OTHER}/cmd/logs")
    assert central.publish(f"{UNIT}/cmd/logs")
    assert unit.heard.get(timeout=5) == (f"{UNIT}/cmd/logs", b"x")


def test_a_unit_reads_what_it_said_itself_of_its_bookings(talk: Callable[[str], Talker]) -> None:
    unit, central = talk("north-room12"), talk("central")
    assert central.publish(f"{OTHER}/ready/b", retain=True)
    assert unit.publish(f"{UNIT}/ready/a", retain=True)
    unit.subscribe("ostord/1/#")
    assert unit.heard.get(timeout=5) == (f"{UNIT}/ready/a", b"x")
    assert central.publish(f"{UNIT}/nudge")
    assert unit.heard.get(timeout=5) == (f"{UNIT}/nudge", b"x")


def test_central_hears_everything_and_retained_state_outlives_the_broker(
    broker: RealBroker, talk: Callable[[str], Talker]
) -> None:
    assert talk("north-room12").publish(f"{UNIT}/state", retain=True)
    broker.stop()
    broker.start()
    central = talk("central")
    assert central.subscribe("ostord/1/+/+/state")
    assert central.heard.get(timeout=5) == (f"{UNIT}/state", b"x")


def test_nobody_comes_in_without_a_certificate(broker: RealBroker, keys: Path) -> None:
    context = ssl.create_default_context(cafile=str(keys / "ca.crt"))
    plain = socket.create_connection(("127.0.0.1", broker.port), 5)
    with plain, pytest.raises((ssl.SSLError, ConnectionError)):
        _greet(context, plain)


def _greet(context: ssl.SSLContext, plain: socket.socket) -> None:
    """Say MQTT's CONNECT; an end without an answer is a refusal too."""
    with context.wrap_socket(plain, server_hostname="localhost") as secure:
        secure.sendall(b"\x10\x13\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x06nobody")
        if not secure.recv(64):
            raise ConnectionError


def test_who_is_withdrawn_says_and_hears_nothing_while_connected_and_after(
    broker: RealBroker, talk: Callable[[str], Talker]
) -> None:
    unit, central = talk("north-room12"), talk("central")
    unit.subscribe(f"{UNIT}/nudge")
    assert unit.publish(f"{UNIT}/state")
    assert deny(broker.config.parent, ["north/room12", "north/room14"])
    until(lambda: not unit.publish(f"{UNIT}/state"))
    assert central.publish(f"{UNIT}/nudge")
    again = talk("north-room12")
    assert not again.publish(f"{UNIT}/event")
    assert deny(broker.config.parent, ["north/room14"])
    until(lambda: again.publish(f"{UNIT}/state"))
    assert central.publish(f"{UNIT}/nudge", retain=True)
    assert unit.heard.get(timeout=5) == (f"{UNIT}/nudge", b"x")
    assert unit.heard.empty()


def test_a_broker_that_does_not_run_is_not_told(tmp_path: Path, keys: Path) -> None:
    write_broker_config(tmp_path / "broker", keys, 8883)
    assert not deny(tmp_path / "broker", ["north/room12"])
    assert "user north/room12\ntopic deny #" in (tmp_path / "broker" / "acl").read_text()


def until(right: Callable[[], bool]) -> None:
    """Wait until it is so: the broker reads its list when it comes to it."""
    deadline = time.monotonic() + 10
    while not right():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_settings_are_tight(broker: RealBroker) -> None:
    text = broker.config.read_text()
    for line in (
        f"listener {broker.port} 127.0.0.1",
        "allow_anonymous false",
        "require_certificate true",
        "use_identity_as_username true",
        "persistence true",
    ):
        assert line in text.splitlines()
    assert "readwrite" not in access_list().replace("topic readwrite ostord/1/#", "")


def test_missing_keys_are_said(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="pki init"):
        write_broker_config(tmp_path / "broker", tmp_path, 8883)


def test_over_a_websocket_everybody_is_who_the_certificate_says(keys: Path, tmp_path: Path) -> None:
    port, websocket_port = free_port(), free_port()
    broker = RealBroker(write_broker_config(tmp_path, keys, port, websocket_port), websocket_port)
    broker.start()
    try:
        unit = Talker(keys, "north-room12", websocket_port, websocket=True)
        central = Talker(keys, "central", port)
        assert central.subscribe("ostord/1/#")
        assert unit.publish(f"{UNIT}/state")
        assert central.heard.get(timeout=5) == (f"{UNIT}/state", b"x")
        assert not unit.publish(f"{OTHER}/state")
        for talker in (unit, central):
            talker.close()
    finally:
        broker.stop()
