"""A unit that is given away keeps nothing of its own."""

import io
import os
import socket
import tempfile
from datetime import date
from pathlib import Path

import pytest

from appliance.command import main
from appliance.reset import belongings, destroy
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.key import make_key
from wire.faults import WireError

SECRET = b"-----BEGIN PRIVATE KEY-----"


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """A unit's folders as they are on a machine; gives ``room.toml``."""
    settings = tmp_path / "etc"
    make_key("north/room12", settings / "keys")
    (settings / "keys/unit.crt").write_text("certificate")
    (settings / "keys/proxy").write_text("name:password")
    (settings / "feed.key").write_text("a key")
    (settings / "sign.toml").write_text('state_file = "../var/sign.json"\n')
    (settings / "room.toml").write_text(
        'runtime = "../run"\nstore = "../var/room"\nunit = "north/room12"\n'
        'location = "room-12"\nplace = "Videorum 12"\n'
        'key = "/run/credentials/ostord-room.service/unit.key"\n'
        '[feed]\nbase = "https://x.example"\nclient = "c"\nkey = "feed.key"\n'
    )
    for folder in ("run", "var/room"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "var/sign.json").write_text("{}")
    store = Store(
        tmp_path / "var/room/room.sqlite",
        DayKey(tmp_path / "run/store.key", date(2026, 11, 24)),
    )
    store.close()
    (tmp_path / "var/room/damaged-1.sqlite").write_bytes(b"rest")
    return settings / "room.toml"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What somebody types."""
    words = io.StringIO()
    monkeypatch.setattr("sys.stdin", words)
    return words


def left(folder: Path) -> set[str]:
    """The files that are there."""
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


def test_keys_and_all_that_was_kept_are_gone_and_the_settings_stay(
    unit: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = left(tmp_path)
    assert {"etc/keys/unit.key", "run/store.key", "var/room/room.sqlite"} <= before
    assert main(["reset", "--config", str(unit), "--yes", "north/room12"]) == 0
    assert left(tmp_path) == {"etc/room.toml", "etc/sign.toml"}
    said = capsys.readouterr().out
    for name in before - left(tmp_path):
        assert Path(name).name in said


def test_what_is_destroyed_is_overwritten_before_its_name_goes(unit: Path, tmp_path: Path) -> None:
    key = unit.parent / "keys/unit.key"
    again = tmp_path / "again"
    os.link(key, again)
    assert again.read_bytes().startswith(SECRET)
    destroy((key,))
    assert not key.exists()
    assert SECRET not in again.read_bytes()


def test_a_link_is_not_followed(unit: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("not the unit's")
    (unit.parent / "keys/link").symlink_to(elsewhere)
    destroy(belongings(unit).files)
    assert elsewhere.read_text() == "not the unit's"
    assert not (unit.parent / "keys/link").is_symlink()


def test_it_asks_first_and_only_the_units_name_means_yes(
    unit: Path, tmp_path: Path, typed: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    before = left(tmp_path)
    typed.write("yes\n")
    typed.seek(0)
    assert main(["reset", "--config", str(unit)]) == 2
    assert left(tmp_path) == before
    assert "nothing was touched" in capsys.readouterr().err
    assert main(["reset", "--config", str(unit), "--yes", "north/room14"]) == 2
    assert left(tmp_path) == before
    typed.truncate(0)
    typed.seek(0)
    assert main(["reset", "--config", str(unit)]) == 2, "nobody answers"
    assert left(tmp_path) == before
    typed.write("north/room12\n")
    typed.seek(0)
    assert main(["reset", "--config", str(unit)]) == 0
    assert left(tmp_path) == {"etc/room.toml", "etc/sign.toml"}


@pytest.mark.parametrize("name", ["sign.sock", "room.sock"])
def test_a_unit_that_runs_is_not_reset(unit: Path, tmp_path: Path, name: str) -> None:
    before = left(tmp_path)
    with (
        tempfile.TemporaryDirectory(prefix="o-", dir="/tmp") as short,  # as sockets need it
        socket.socket(socket.AF_UNIX) as process,
    ):
        unit.write_text(unit.read_text().replace("../run", short))
        process.bind(f"{short}/{name}")
        process.listen()
        with pytest.raises(WireError, match="systemctl stop"):
            belongings(unit)
    assert left(tmp_path) == before
    assert belongings(unit).files
