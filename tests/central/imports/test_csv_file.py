"""CSV files: the clinic's own headings, words and times; what is no row is named."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from central.imports.reading.found import Reading, Span
from central.imports.reading.readers import read_source
from central.imports.settings import ImportSettings

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SPAN = Span(
    datetime(2026, 11, 1, tzinfo=UTC).timestamp(), datetime(2027, 4, 1, tzinfo=UTC).timestamp()
)
HEAD = "id;start;minutes;room;name;personnummer;phone\n"
ROW = "1;2026-11-24 10:00;30;Rum 1;Anna Berg;19121212-1212;070-123 45 88\n"


async def read(path: Path, text: str | bytes | None = None, **more: Any) -> Reading:
    """One poll of a file with this text."""
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        os.utime(path, (0, 0))
    known = {"name": "fil", "kind": "csv", "path": str(path), "location": "room-12"}
    table = ImportSettings.model_validate(known | more)
    return await read_source(table, STOCKHOLM, date(2026, 11, 24), SPAN)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the clinic writes."""
    return tmp_path / "bookings.csv"


async def test_a_row_is_a_booking_with_its_patient(file: Path) -> None:
    (found,) = (await read(file, HEAD + ROW)).found
    assert datetime.fromtimestamp(found.start, UTC).hour == 9
    assert found.end - found.start == 1800
    assert found.patient is not None
    assert (found.patient.phone, found.patient.birth_date) == ("+46701234588", "1912-12-12")


async def test_the_clinics_own_headings_and_words(file: Path) -> None:
    text = "Bokning,Datum,Tid,Slut,Status,Skyddad\n7,2026-11-24,10:00,10:45,Avbokad,ja\n"
    columns = {"id": "bokning", "date": "Datum", "time": "Tid", "end": "Slut", "status": "Status"}
    reading = await read(file, text, columns=columns | {"protected": "Skyddad"}, delimiter=",")
    (found,) = reading.found
    assert (found.standing, found.end - found.start) == ("cancelled", 2700)


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (";2026-11-24 10:00;30;;;;\n", "id"),
        ("2;i morgon;30;;;;\n", "start"),
        ("2;9999-12-31 23:59;30;;;;\n", "start"),
        ("2;2027-03-28 02:30;30;;;;\n", "start"),
        ("2;2026-11-24 10:00;0;;;;\n", "end"),
        ("2;2026-11-24 10:00;99999999999999999999;;;;\n", "end"),
        ("2;2026-11-24 10:00;-30;;;;\n", "end"),
        ("2\n", "start"),
    ],
)
async def test_a_bad_row_is_named_and_harms_no_other(file: Path, row: str, place: str) -> None:
    reading = await read(file, HEAD + row + ROW)
    assert [one.foreign_id for one in reading.found] == ["1"]
    if "9999" not in row:
        assert [one.place for one in reading.bad] == [place]
    assert reading.complete


async def test_unreadable_facts_of_a_person_are_said(file: Path) -> None:
    row = "1;2026-11-24 10:00;30;Rum 1;Anna;19121212-1213;ring ej\n"
    (found,) = (await read(file, HEAD + row)).found
    assert found.doubts == ("personnummer-unreadable", "phone-unreadable")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "no-headings"),
        ("<html>;\n", "no-headings"),
        (HEAD.encode() + b"\xff\xfe\x80\n", "wrong-charset"),
        (HEAD + "x" * 2_100_000, "too-large"),
        (HEAD + '"' + "x" * 200_000, "garbled"),
        (HEAD + ROW * 25_000, "too-many"),
        (HEAD + "".join(ROW.replace("1;", f"{n};", 1) for n in range(501)), "too-many"),
    ],
)
async def test_a_file_that_is_none_is_named(file: Path, content: str | bytes, problem: str) -> None:
    reading = await read(file, content)
    assert (reading.complete, reading.problem) == (False, problem)


async def test_a_folder_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    assert (await read(tmp_path)).problem == "no-file"
    await read(tmp_path / "a.csv", HEAD + ROW)
    await read(tmp_path / "b.CSV", HEAD + ROW.replace("1;", "2;", 1))
    assert {one.foreign_id for one in (await read(tmp_path)).found} == {"1", "2"}
    (tmp_path / "c.csv").mkdir()
    assert not (await read(tmp_path)).complete


async def test_a_file_that_is_written_just_now_waits(file: Path) -> None:
    file.write_text(HEAD)
    assert (await read(file)).problem == "being-written"


async def test_a_pipe_is_no_file(file: Path) -> None:
    os.mkfifo(file)
    assert (await read(file)).problem == "no-file"
