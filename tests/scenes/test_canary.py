"""Canaries in a real central: what was said, shown and handed over at a visit is nowhere after it.

Central runs as a process of its own; its files and its record are searched for bytes that stand
nowhere else. What its memory holds is asked in ``tests/central/meeting/test_forgotten.py``.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from central.store.tables import Appointment
from tests.support.central_house import NAME, NUMBER, PHONE, House, make_house
from tests.support.meeting import meeting

CENTRAL = (sys.executable, "-c", "import sys; from central.command import main; sys.exit(main())")
CONFIG = """
listen_port = {port}
base_url = "{url}"
clinic = "Borlänge vårdcentral"
"""
CHAT = ("Kanarie-prat-71bd9", "Kanarie-svar-04c1e")
GROWING, PLACE = "Kanarie-halv-5e2f8", "Kanariegatan-93ab2"
FILE = b"%PDF-1.7\nKanarie-fil-c8d41\n%%EOF\n"
SAID = tuple(word.encode() for word in (*CHAT, GROWING, PLACE, "Kanarie-fil-c8d41"))
PERSON = tuple(word.encode() for word in (NAME, NUMBER.replace("-", ""), NUMBER, "+46701234588"))
MONTH_S = 30 * 86_400.0


@contextmanager
def running(house: House) -> Iterator[None]:
    """Central as a process, its record in ``central.log`` beside the house."""
    config = house.folder / "central.toml"
    config.write_text(CONFIG.format(port=house.settings.listen_port, url=house.url))
    with log(house).open("wb") as record:
        process = subprocess.Popen(
            [*CENTRAL, "serve", "--config", str(config)],
            stdout=record,
            stderr=record,
        )
    try:
        _wait(house.url)
        yield
    finally:
        process.terminate()
        process.wait(10)


def log(house: House) -> Path:
    return house.folder.parent / "central.log"


def _wait(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urlopen(url + "/healthz", timeout=5):
                return
        except (URLError, ConnectionError):
            assert time.monotonic() < deadline, "central does not answer"
            time.sleep(0.05)


def in_files(folder: Path, words: tuple[bytes, ...]) -> set[tuple[str, bytes]]:
    """Which of ``words`` stands in which file."""
    return {
        (path.name, word)
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        if word in path.read_bytes()
    }


@pytest.mark.scene
@pytest.mark.timeout(120)
async def test_s6_what_was_said_and_handed_over_is_nowhere_after_the_visit(
    tmp_path: Path,
) -> None:
    house = make_house(tmp_path / "house")
    house.clock.now = time.time()
    with running(house):
        async with meeting(house) as meet:
            visit = {"visit": meet.visit}
            await meet.page.say("place", place=PLACE, **visit)
            await meet.page.say("typing", text=GROWING, **visit)
            await meet.desk.until("typing-now")
            await meet.page.say("chat", id="line-00001", text=CHAT[0], **visit)
            await meet.desk.until("chat-log")
            await meet.desk.say("chat", id="line-00002", text=CHAT[1], **visit)
            await meet.page.until("chat-log")
            assert (await meet.hand_over(FILE, "Remiss.pdf"))[0] == 200
            for wire in (meet.page, meet.unit):
                await wire.say("bye", **visit)
            given = await meet.colleague.ask(
                "PUT", f"/api/staff/visits/{meet.visit}/outcome", {"outcome": "held"}
            )
            assert given[0] == 200, given
        await asyncio.sleep(5)
    assert not in_files(house.folder, SAID)
    assert not in_files(tmp_path, SAID)
    told = log(house).read_bytes()
    assert not [word for word in (*PERSON, PHONE.encode()) if word in told]
    assert {name for name, _ in in_files(house.folder, PERSON)} <= _may_name_people(house)
    _a_month_later(house, meet.visit)
    assert not in_files(house.folder, PERSON)
    house.database.close()


def _may_name_people(house: House) -> set[str]:
    """R07: the database and the invitation, for 14 days."""
    letters = {path.name for path in house.settings.outbox.iterdir()}
    return {"central.sqlite", "central.sqlite-wal"} | letters


def _a_month_later(house: House, visit: str) -> None:
    """The visit was a month ago, and the night's work is done (R07)."""
    with house.database.begin() as transaction:
        found = transaction.get_one(Appointment, visit)
        found.start, found.end = found.start - MONTH_S, found.end - MONTH_S
    house.database.close()
    for letter in house.settings.outbox.iterdir():
        _age(letter)
    config = str(house.folder / "central.toml")
    subprocess.run([*CENTRAL, "anonymise", "--config", config], check=True)


def _age(path: Path) -> None:
    os.utime(path, (time.time() - MONTH_S,) * 2)
