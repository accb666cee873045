"""Who sits at a visit gets a right to the relay, for a while and under a name that says nothing."""

import hmac
from base64 import b64encode
from pathlib import Path

import pytest

from central.meeting.relays import ice_servers
from central.settings import CentralSettings, RelaySettings, load_settings
from tests.support.central_house import House
from wire.faults import WireError
from wire.signaling import IceServer

STUN = IceServer(urls=("stun:stun.example",))


@pytest.fixture
def settings(house: House, tmp_path: Path) -> CentralSettings:
    (tmp_path / "turn.secret").write_text("hemligt\n")
    relay = RelaySettings(urls=("turn:turn.example",), secret_file=tmp_path / "turn.secret")
    return house.settings.model_copy(update={"relay": relay, "ice_servers": (STUN,)})


def test_a_right_is_what_coturn_reckons_itself(settings: CentralSettings) -> None:
    stun, relay = ice_servers(settings, "peer-1", lambda: 1000.0)
    assert stun == STUN
    assert relay.username == f"{1000 + 6 * 3600}:peer-1"
    sealed = hmac.digest(b"hemligt", relay.username.encode(), "sha1")
    assert relay.credential == b64encode(sealed).decode()


def test_a_new_secret_counts_at_once_and_a_lost_one_leaves_the_direct_way(
    settings: CentralSettings, tmp_path: Path
) -> None:
    first = ice_servers(settings, "peer-1", lambda: 1000.0)
    (tmp_path / "turn.secret").write_text("nytt")
    assert ice_servers(settings, "peer-1", lambda: 1000.0) != first
    (tmp_path / "turn.secret").unlink()
    assert ice_servers(settings, "peer-1", lambda: 1000.0) == (STUN,)


@pytest.mark.parametrize("url", ["stun:x", "http://x", "turn: x", ""])
def test_what_is_no_relay_is_told_by_its_key(url: str, tmp_path: Path) -> None:
    file = tmp_path / "central.toml"
    base = 'base_url = "http://localhost:1"\n[relay]\nsecret_file = "s"\n'
    file.write_text(f'{base}urls = ["{url}"]\n')
    with pytest.raises(WireError, match="relay"):
        load_settings(file)
    file.write_text(f'{base}urls = ["turns:turn.example:443"]\n')
    relay = load_settings(file).relay
    assert relay is not None
    assert relay.secret_file == tmp_path / "s"
