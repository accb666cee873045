"""The room's settings file and the unit's key."""

import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from appliance.room.central.token import load_key
from appliance.room.key import make_key
from appliance.room.settings import load
from wire.faults import WireError

LEAST = """
runtime = "run"
store = "store"
unit = "north/room12"
location = "room-12"
place = "Videorum 12"
"""


def written(folder: Path, text: str) -> Path:
    """A settings file."""
    file = folder / "room.toml"
    file.write_text(text)
    return file


def test_relative_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    settings = load(written(tmp_path, LEAST))
    assert settings.runtime == tmp_path / "run"
    assert settings.key == tmp_path / "unit.key"
    assert settings.ca is None


def test_an_absolute_path_stays(tmp_path: Path) -> None:
    settings = load(written(tmp_path, LEAST.replace('"run"', '"/run/ostord"')))
    assert settings.runtime == Path("/run/ostord")


def test_bookings_come_from_central_unless_another_server_is_named(tmp_path: Path) -> None:
    assert load(written(tmp_path, LEAST)).feed is None
    other = LEAST + '[feed]\nbase = "https://booking.example/fhir/"\nkey = "feed.key"\n'
    feed = load(written(tmp_path, other)).feed
    assert feed is not None
    assert (feed.base, feed.key) == ("https://booking.example/fhir", tmp_path / "feed.key")
    assert not feed.private_addresses


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("colour = 1", "colour"),
        ("countdown_s = -1", "countdown_s"),
        ('start = "never"', "start"),
        ('timezone = "Mars/Olympus"', "timezone"),
        ('timezone = "../etc/passwd"', "timezone"),
        ('central = "ftp://x"', "central"),
        ('central = "https://user:word@x"', "central"),
        ('central = "https://x:70000"', "central"),
        ('central = "https://x:0"', "central"),
        ('central = "https://x/?site=1"', "central"),
        ('central = "https://x/ y"', "central"),
        ('central = "https://x\\u0000"', "central"),
        ("[broker]\nport = 0", "broker.port"),
        ('[broker]\nwebsocket = "mqtt"', "broker.websocket"),
        ('[broker]\nwebsocket = "/a b"', "broker.websocket"),
        ('proxy = "https://proxy.example:8080"', "proxy"),
        ('proxy = "http://proxy.example"', "proxy"),
        ('commands = "no key"', "commands"),
        ('proxy = "http://proxy.example:8080/pac"', "proxy"),
        ('proxy = "http://name:word@proxy.example:8080"', "proxy"),
        ('proxy_for = ["broker"]', "proxy_for.0"),
        ('[feed]\nbase = "file:///etc"', "feed.base"),
        ('[feed]\nbase = "https://x"\nalgorithm = "none"', "feed.algorithm"),
        ('[feed]\nbase = "https://x"\nclient = ""', "feed.client"),
    ],
)
def test_a_wrong_key_is_named_with_its_file(tmp_path: Path, line: str, key: str) -> None:
    file = written(tmp_path, LEAST + line + "\n")
    with pytest.raises(WireError) as caught:
        load(file)
    assert (caught.value.fault, caught.value.field) == (str(file), key)


@pytest.mark.parametrize(
    "lines",
    [
        'central = "http://central.example"',
        'central = "https://central.example"\n[feed]\nbase = "http://booking.example"',
    ],
)
def test_nothing_is_said_in_the_clear_through_a_proxy(tmp_path: Path, lines: str) -> None:
    proxy = 'proxy = "http://proxy.example:8080"\n'
    with pytest.raises(WireError, match="is no https address"):
        load(written(tmp_path, LEAST + proxy + lines))


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "room.toml"
    file.write_bytes(LEAST.replace("Videorum", "Målrum").encode("latin-1"))
    with pytest.raises(WireError, match="is not UTF-8") as caught:
        load(file)
    assert caught.value.fault == str(file)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(WireError) as caught:
        load(written(tmp_path, LEAST.replace('location = "room-12"\n', "")))
    assert caught.value.field == "location"


def test_the_key_is_private_and_asks_for_its_name(tmp_path: Path) -> None:
    make_key("north/room12", tmp_path)
    assert stat.S_IMODE((tmp_path / "unit.key").stat().st_mode) == 0o600
    key = load_pem_private_key((tmp_path / "unit.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert isinstance(key.curve, ec.SECP256R1)
    request = x509.load_pem_x509_csr((tmp_path / "unit.csr").read_bytes())
    assert request.is_signature_valid
    names = request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert [name.value for name in names] == ["north/room12"]


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    make_key("north/room12", tmp_path)
    before = (tmp_path / "unit.key").read_bytes()
    with pytest.raises(FileExistsError):
        make_key("north/room12", tmp_path)
    assert (tmp_path / "unit.key").read_bytes() == before


def test_a_wrong_unit_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WireError, match="unit"):
        make_key("North room", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_file_that_holds_no_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "unit.key").write_text("nothing")
    with pytest.raises(WireError, match=r"unit\.key: key"):
        load_key(tmp_path / "unit.key")
