"""The table of what a unit asks of a network follows its settings."""

import json
import re
from pathlib import Path

import pytest

from appliance.command import main
from appliance.egress import Way, egress, show, table
from appliance.link.relays import FILE, keep_relays, known_relays
from appliance.room.settings import load
from appliance.stage.settings import read
from wire.faults import WireError
from wire.signaling import IceServer

ROOT = Path(__file__).parents[2]
LEAST = """
runtime = "run"
store = "store"
unit = "north/room12"
location = "room-12"
place = "Videorum 12"
central = "https://central.region.example"
"""
BROKER = '[broker]\nhost = "broker.region.example"\n'
OPEN = """
[broker]
host = "broker.region.example"
port = 443
websocket = "/mqtt"
"""
TURNS = "turns:turn.region.example:443?transport=tcp"
CENTRAL = Way(
    "central.region.example", "443", "TCP, https", "bookings, tokens, signaling, outcomes (central)"
)


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A system that names its own resolver and clock."""
    root = tmp_path / "system"
    (root / "etc/systemd/timesyncd.conf.d").mkdir(parents=True)
    (root / "etc/resolv.conf").write_text("search region.example\nnameserver 10.1.1.53\n")
    (root / "etc/systemd/timesyncd.conf").write_text("[Time]\n#NTP=\n")
    site = root / "etc/systemd/timesyncd.conf.d/site.conf"
    site.write_text("[Time]\nNTP=ntp.region.example ntp2.region.example\n")
    return root


def ways(
    folder: Path, system: Path, room: str, stage: str = "", relays: tuple[str, ...] = ()
) -> set[tuple[str, str, str]]:
    """Host, port and protocol of each way."""
    (folder / "room.toml").write_text(LEAST + room)
    (folder / "stage.toml").write_text(stage)
    found = egress(load(folder / "room.toml"), read(folder / "stage.toml")[0], relays, system)
    return {(way.host, way.port, way.protocol) for way in found}


def test_a_unit_that_takes_every_way(tmp_path: Path, system: Path) -> None:
    relays = ("stun:turn.region.example", "turn:turn.region.example?transport=udp", TURNS)
    assert ways(tmp_path, system, BROKER, "", relays) == {
        ("central.region.example", "443", "TCP, https"),
        ("broker.region.example", "8883", "TCP, MQTT in TLS"),
        ("turn.region.example", "3478", "UDP, STUN"),
        ("turn.region.example", "3478", "UDP, TURN"),
        ("turn.region.example", "443", "TCP, TURN in TLS"),
        ("any", "1024-65535", "UDP, DTLS-SRTP"),
        ("10.1.1.53", "53", "UDP and TCP, DNS"),
        ("ntp.region.example", "123", "UDP, NTP"),
        ("ntp2.region.example", "123", "UDP, NTP"),
    }


def test_a_unit_that_goes_out_by_443_alone(tmp_path: Path, system: Path) -> None:
    relays = ("stun:turn.region.example", TURNS)
    found = ways(tmp_path, system, OPEN, 'media = "relay-only"', relays)
    outside = {way for way in found if way[1] not in ("53", "123")}
    assert outside == {
        ("central.region.example", "443", "TCP, https"),
        ("broker.region.example", "443", "TCP, MQTT over a WebSocket in TLS"),
        ("turn.region.example", "443", "TCP, TURN in TLS"),
    }


def test_through_a_proxy_the_proxy_is_what_is_let_out_to(tmp_path: Path, system: Path) -> None:
    feed = '[feed]\nbase = "https://booking.example/fhir"\nclient = "video-room-7"\n'
    found = ways(tmp_path, system, 'proxy = "http://proxy.example:8080"\n' + feed)
    assert {
        ("proxy.example", "8080", "TCP, CONNECT to central.region.example:443"),
        ("proxy.example", "8080", "TCP, CONNECT to booking.example:443"),
    } <= found
    assert not any(host in ("central.region.example", "booking.example") for host, *_ in found)
    direct = 'proxy = "http://proxy.example:8080"\nproxy_for = ["feed"]\n' + feed
    assert ("central.region.example", "443", "TCP, https") in ways(tmp_path, system, direct)


def test_what_is_not_known_yet_is_said_to_be_so(tmp_path: Path) -> None:
    found = ways(tmp_path, tmp_path / "nothing", "")
    assert ("(as central tells)", "3478", "UDP, TURN") in found
    assert ("(as DHCP tells)", "53", "UDP and TCP, DNS") in found


def test_relays_are_kept_without_any_right_to_them(tmp_path: Path) -> None:
    assert known_relays(tmp_path) == []
    server = IceServer(urls=(TURNS, "turn:x?transport=udp"), username="1:unit", credential="hush")
    keep_relays(tmp_path, [server])
    assert known_relays(tmp_path) == [TURNS, "turn:x?transport=udp"]
    assert "hush" not in (tmp_path / FILE).read_text()
    before = (tmp_path / FILE).stat().st_ino
    keep_relays(tmp_path, [server])
    assert (tmp_path / FILE).stat().st_ino == before, "nothing is written where nothing is new"
    keep_relays(tmp_path / "nowhere", [server])


def test_the_command_reads_what_central_told_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room, stage = tmp_path / "room.toml", tmp_path / "stage.toml"
    room.write_text(LEAST)
    stage.write_text('media = "relay-only"')
    (tmp_path / "run").mkdir()
    keep_relays(tmp_path / "run", [IceServer(urls=(TURNS,))])
    assert main(["egress", str(room), str(stage), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {
        "host": "turn.region.example",
        "port": "443",
        "protocol": "TCP, TURN in TLS",
        "why": "picture and sound, through the relay",
    } in told
    assert main(["egress", str(room), str(stage), "--relay", "turn:other.example:80"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("host ")
    assert "other.example" in said
    assert "turn.region.example" not in said
    assert main(["egress", str(room), str(stage), "--relay", "https://x"]) == 2
    assert "relay" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["turn:", "turn:x:123456", "turn:x?transport=sctp", "http://x"])
def test_a_url_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(WireError, match="relay"):
        ways(tmp_path, tmp_path, "", "", (url,))


def test_the_page_shows_the_tables_of_its_own_examples(tmp_path: Path, system: Path) -> None:
    page = (ROOT / "docs/network.md").read_text()
    found = re.search(r"```\nostord-unit egress [^\n]*\n(.*?)```", page, re.DOTALL)
    assert found
    (tmp_path / "room.toml").write_text(
        LEAST + 'proxy = "http://proxy.region.example:8080"\n' + OPEN
    )
    (tmp_path / "stage.toml").write_text('media = "relay-only"')
    room, stage = load(tmp_path / "room.toml"), read(tmp_path / "stage.toml")[0]
    assert found[1] == table(egress(room, stage, (TURNS,), system)) + "\n"


def test_the_examples_have_a_table(tmp_path: Path) -> None:
    examples = ROOT / "image/examples"
    told = json.loads(
        show(examples / "room.toml", examples / "stage.toml", ["turn:t.example"], as_json=True)
    )
    assert {way["host"] for way in told} >= {"central.example", "t.example", "any"}
