"""The importers at work: read, taken over, told of; nothing of a person in any record (S6)."""

import json
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from central.command import main
from central.imports.duty import Mirror
from central.imports.settings import ImportSettings
from central.outbox import Outbox
from central.store.tables import Appointment
from tests.support.central_house import House, make_house, serving

CANARIES = ("Kanariefågel", "191212121212", "19121212-1212", "+46701234588", "kanarie@example.se")
HEAD = "id;start;minutes;room;name;personnummer;phone;email\n"
PERSON = "Kanariefågel Gul;19121212-1212;070-123 45 88;kanarie@example.se"


def write(path: Path, *rows: str) -> None:
    """What the clinic's system writes."""
    path.write_text(HEAD + "".join(f"{row};{PERSON}\n" for row in rows), encoding="utf-8")
    os.utime(path, (0, 0))


@pytest.fixture
def mirrored(tmp_path: Path) -> Iterator[House]:
    """A central with a CSV file that it mirrors, not yet serving."""
    house = make_house(tmp_path / "house")
    table = ImportSettings(
        name="tidbok", kind="csv", path=tmp_path / "in.csv", rooms={"Rum 12": "room-12"}
    )
    house.settings = house.settings.model_copy(update={"imports": (table,)})
    write(tmp_path / "in.csv", "b-1;2026-11-24 13:00;30;Rum 12", "b-2;2026-11-24 14:00;30;Sal B",
          "b-3;i morgon;30;Rum 12")  # fmt: skip
    yield house
    house.database.close()


def mirror_of(house: House) -> Mirror:
    """The one source's mirror."""
    outbox = Outbox(house.settings.outbox)
    (table,) = house.settings.imports
    return Mirror(house.settings, house.database, outbox, house.clock, table)


def visits(house: House) -> list[Appointment]:
    """Every visit."""
    with house.database.begin() as session:
        return list(session.scalars(select(Appointment)))


async def test_a_poll_ends_in_visits_and_a_record_without_anybodys_name(
    mirrored: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """S6."""
    caplog.set_level(logging.DEBUG)
    one = mirror_of(mirrored)
    assert dict(await one.once())["make"] == 1
    assert dict(await one.once()) == {"held": 0}
    (visit,) = visits(mirrored)
    assert visit.location == "room-12"
    told = [entry for entry in caplog.records if entry.msg == "import.read"]
    facts = told[0].__dict__["facts"]
    assert facts == {"source": "tidbok", "found": 2, "bad": 1, "make": 1, "held": 0}
    mirrored.settings.imports[0].path.unlink()  # type: ignore[union-attr]
    for _ in range(3):
        await one.once()
    failed = [entry for entry in caplog.records if entry.msg == "import.failed"]
    assert [entry.__dict__["facts"]["code"] for entry in failed] == ["no-file"]
    said = capfd.readouterr()
    written = said.out + said.err + "".join(f"{e.__dict__}" for e in caplog.records)
    assert not any(canary in written for canary in CANARIES)
    assert visits(mirrored)[0].status == "booked"


async def test_a_database_that_fails_is_tried_again(
    mirrored: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    outbox = mirrored.settings.outbox
    outbox.write_text("in the way")
    one = mirror_of(mirrored)
    assert await one.once() == {}
    assert [entry.msg for entry in caplog.records if entry.msg.startswith("import")] == [
        "import.waits"
    ]
    outbox.unlink()
    assert dict(await one.once())["make"] == 1


async def test_served_central_mirrors_and_tells_it_on_the_fleets_door(
    mirrored: House, http: aiohttp.ClientSession
) -> None:
    (mirrored.folder / "keys" / "fleet.key").write_text("nyckel")
    async with serving(mirrored):
        address = f"{mirrored.url}/api/fleet/imports"
        async with http.get(address) as refused:
            assert refused.status == 401
        async with http.post(f"{mirrored.url}/api/fleet/entry", json={"key": "nyckel"}) as entered:
            cookie = entered.cookies["ostord_fleet"].value
        shown: dict[str, Any] = {}
        while not shown or shown["sources"][0]["condition"] == "unknown":
            async with http.get(address, cookies={"ostord_fleet": cookie}) as answer:
                assert answer.status == 200
                text = await answer.text()
            shown = json.loads(text)
    assert not any(canary in text for canary in CANARIES)
    (source,) = shown["sources"]
    assert (source["condition"], source["found"], source["bad"]) == ("ok", 2, 1)
    codes = {one["code"]: one["text"]["sv"] for one in shown["findings"]}
    assert set(codes) == {"no-room", "unreadable"}
    assert "b-2 tisdag 24 november 14:00 har inget videorum" in codes["no-room"]


def test_the_command_reads_compares_and_says_what_to_do(
    mirrored: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R65."""
    shutil.copy(tmp_path / "in.csv", mirrored.folder / "in.csv")
    os.utime(mirrored.folder / "in.csv", (0, 0))
    config = mirrored.folder / "central.toml"
    config.write_text(
        f'base_url = "{mirrored.url}"\n[[import]]\nname = "tidbok"\nkind = "csv"\n'
        'path = "in.csv"\ndays_back = 366\ndays_ahead = 366\nrooms = { "Rum 12" = "room-12" }\n'
    )
    told = ["--config", str(config)]
    assert main(["imports", "read", *told]) == 0
    read = json.loads(capsys.readouterr().out)
    assert (read["source"], read["condition"], read["bad"]) == ("tidbok", "ok", 1)
    assert main(["imports", "compare", "--language", "en", *told]) == 0
    said = capsys.readouterr().out
    assert "Booking b-3 in tidbok cannot be read: start" in said
    assert "Correct it there." in said
    assert main(["imports", "read", "elsewhere", *told]) == 2
    assert "[[import]]" in capsys.readouterr().err
    assert main(["imports", "accept-gone", "tidbok", *told]) == 2
    assert main(["imports", "compare", "--json", *told]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "unreadable" in {json.loads(line)["code"] for line in lines}
