"""central.toml: what it may hold, and how its errors read."""

from pathlib import Path

import pytest

from central.faults import SetupError
from central.settings import load_settings
from wire.faults import WireError

GOOD = 'base_url = "http://localhost:8080"\n'


def _load(folder: Path, text: str) -> object:
    (folder / "central.toml").write_text(text)
    return load_settings(folder / "central.toml")


def test_relative_paths_start_in_the_files_folder(tmp_path: Path) -> None:
    (tmp_path / "central.toml").write_text(
        GOOD + '[broker]\nca = "k/ca.crt"\ncertificate = "/abs/c.crt"\nkey = "k/c.key"\n'
    )
    settings = load_settings(tmp_path / "central.toml")
    assert settings.outbox == tmp_path / "outbox"
    assert settings.database == f"sqlite:///{tmp_path}/central.sqlite"
    assert settings.broker is not None
    assert (settings.broker.ca, settings.broker.certificate) == (
        tmp_path / "k" / "ca.crt",
        Path("/abs/c.crt"),
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (GOOD + "listen_prot = 1", "listen_prot"),
        (GOOD + 'listen_port = "1"', "listen_port"),
        (GOOD + "listen_port = 70000", "listen_port"),
        ("", "base_url"),
        ('base_url = "http://localhost:8080/"', "base_url"),
        (GOOD + "[broker]\nhost = 5", "broker.host"),
        (GOOD + "[missed_fee]\nSamtal = 200", "missed_fee.Samtal"),
        ("=", "file"),
    ],
)
def test_an_error_names_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(WireError) as caught:
        _load(tmp_path, text)
    assert caught.value.fault == str(tmp_path / "central.toml")
    assert caught.value.field == key


def test_a_missing_file_and_an_unknown_time_zone_are_said(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="No such file"):
        load_settings(tmp_path / "nowhere.toml")
    with pytest.raises(SetupError, match="timezone"):
        _load(tmp_path, GOOD + 'timezone = "Mars/Olympus"')


def test_r05_fees_stand_by_the_kind_of_visit(tmp_path: Path) -> None:
    (tmp_path / "central.toml").write_text(
        GOOD + '[missed_fee]\n"Återbesök" = "200 kr"\n"*" = ""\n'
    )
    assert load_settings(tmp_path / "central.toml").missed_fee == {"Återbesök": "200 kr", "*": ""}


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "central.toml"
    file.write_bytes("clinic = 'Vårdcentralen'".encode("latin-1"))
    with pytest.raises(WireError, match="UTF-8") as said:
        load_settings(file)
    assert said.value.fault == str(file)
