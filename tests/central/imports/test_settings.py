"""``[[import]]`` tables: what they may hold, and how their errors read."""

from pathlib import Path

import pytest

from central.faults import CentralError
from central.settings import load_settings
from wire.faults import WireError

BASE = 'base_url = "https://central.example"\n[[import]]\nname = "journal"\n'
GOOD = BASE + 'kind = "fhir"\naddress = "https://x.example/r4"\nlocation = "room-12"\n'
CSV = BASE + 'kind = "csv"\npath = "in"\n'
SMART = '[import.credentials]\nkind = "smart"\nclient_id = "ostord"\n'


def load(folder: Path, text: str) -> object:
    """central.toml with this text."""
    (folder / "central.toml").write_text(text)
    return load_settings(folder / "central.toml")


def test_paths_start_in_the_files_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "central.toml").write_text(
        GOOD + '[import.credentials]\nkind = "bearer"\ntoken_file = "secret"\n'
        + CSV.partition("\n")[2] .replace("journal", "fil") + '[import.rooms]\n"Rum 1" = "room-1"\n'
    )  # fmt: skip
    journal, fil = load_settings(tmp_path / "central.toml").imports
    assert journal.credentials.token_file == tmp_path / "secret"
    assert fil.path == tmp_path / "in"
    assert fil.rooms == {"Rum 1": "room-1"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + 'adress = "x"', "import.0.adress"),
        (GOOD.replace("fhir", "ftp"), "import.0.kind"),
        (GOOD.replace("https://x.example/r4", "file:///etc/passwd"), "import.0.address"),
        (GOOD.replace("https://x", "https://user@x"), "import.0.address"),
        (GOOD + "poll_seconds = 1", "import.0.poll_seconds"),
        (BASE + 'kind = "fhir"\nlocation = "room-12"', "import.0: address is missing"),
        (CSV, "import.0: rooms or location"),
        (CSV + 'location = "r"\naddress = "https://x.example"', "import.0: address is not for"),
        (CSV + 'location = "r"\ncolumns = { shoe = "x" }', "import.0: columns may not name shoe"),
        (GOOD + SMART, "import.0.credentials: key_file is missing"),
        (GOOD + SMART + 'key_file = "no"\ntoken_url = "https://x.example"', "credentials.key_file"),
        (GOOD + 'timezone = "Mars/Olympus"', "import.0.timezone"),
        (GOOD + 'timezones = { x = "Mars/Olympus" }', "import.0.timezones"),
        (GOOD + 'ca = "no.crt"', "import.0.ca"),
        (GOOD + GOOD.partition("\n")[2], "import.1.name"),
        (GOOD.replace("room-12", "room 12"), "import.0.location"),
    ],
)
def test_a_bad_table_names_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises((WireError, CentralError)) as caught:
        load(tmp_path, text)
    assert said in str(caught.value)
    assert str(tmp_path / "central.toml") in str(caught.value)
    assert "\n" not in str(caught.value)
