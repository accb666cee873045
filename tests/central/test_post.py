"""A letter goes out exactly when its change is written, whatever crashes in between."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from central.core.letters import Letter
from central.faults import SetupError
from central.outbox import Outbox
from central.post import UNWRITTEN_S, finish_drafts, posting
from central.store import letters
from central.store.tables import Appointment
from central.store.visit_tables import LetterRow
from tests.support.central_house import House

LETTER = Letter("clinic", ("Mottagningen",), "Hej", "Text")


def outbox(house: House) -> Outbox:
    return Outbox(house.settings.outbox)


def waiting(house: House) -> set[str]:
    with house.database.begin() as session:
        return letters.written(session)


def files(house: House) -> list[str]:
    folder = house.settings.outbox
    return sorted(path.suffix for path in folder.iterdir()) if folder.is_dir() else []


def test_a_letter_and_its_change_leave_nothing_behind(closed_house: House) -> None:
    closed_house.book()
    assert files(closed_house) == [".txt"]
    assert waiting(closed_house) == set()


def test_a_change_that_fails_takes_its_letter_with_it(closed_house: House) -> None:
    def fail() -> None:
        with posting(closed_house.database, outbox(closed_house), 0.0) as post:
            post.add(LETTER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert files(closed_house) == []
    assert waiting(closed_house) == set()


@pytest.mark.parametrize("crash", ["before the commit", "after the commit", "after the letter"])
def test_whatever_crashes_the_letter_goes_out_once_or_never(
    closed_house: House, crash: str
) -> None:
    """The process ends there and then, as by kill -9."""
    house = closed_house
    script = Path(__file__).parent / "crashing_booking.py"
    command = [sys.executable, str(script), str(house.folder), house.settings.database, crash]
    ended = subprocess.run(command, check=False, capture_output=True, cwd=Path(__file__).parents[2])
    assert ended.returncode == 9, ended.stderr.decode()
    booked = crash != "before the commit"
    assert (".txt" in files(house)) is (crash == "after the letter")
    with house.database.begin() as session:
        assert len(list(session.scalars(select(Appointment)))) == booked
    sent = finish_drafts(house.database, outbox(house), time.time())
    assert sent == (crash == "after the commit")
    later = time.time() + UNWRITTEN_S + 60
    assert finish_drafts(house.database, outbox(house), later) == 0
    assert files(house) == ([".txt"] if booked else [])
    assert waiting(house) == set()


def test_a_draft_of_a_booking_that_is_just_being_made_is_left_alone(closed_house: House) -> None:
    draft = outbox(closed_house).draft(LETTER, 0.0)
    now = draft.written_at
    assert finish_drafts(closed_house.database, outbox(closed_house), now + UNWRITTEN_S - 1) == 0
    assert files(closed_house) == [".new"]
    assert finish_drafts(closed_house.database, outbox(closed_house), now + UNWRITTEN_S + 1) == 0
    assert files(closed_house) == []


def test_who_finishes_first_makes_no_second_letter(closed_house: House) -> None:
    draft = outbox(closed_house).draft(LETTER, 0.0)
    with closed_house.database.begin() as session:
        letters.note(session, draft.path.name, 0.0)
    assert finish_drafts(closed_house.database, outbox(closed_house), 0.0) == 1
    draft.send()
    assert files(closed_house) == [".txt"]
    draft.path.unlink()
    assert finish_drafts(closed_house.database, outbox(closed_house), 0.0) == 0
    assert files(closed_house) == []


async def test_a_central_that_starts_finishes_what_was_left(closed_house: House) -> None:
    draft = outbox(closed_house).draft(LETTER, 0.0)
    with closed_house.database.begin() as session:
        letters.note(session, draft.path.name, 0.0)
    await closed_house.start()
    async with asyncio.timeout(5):
        while waiting(closed_house):
            await asyncio.sleep(0.01)
    await closed_house.stop()
    assert draft.path.exists()


def test_s5_a_full_disk_loses_the_letter_and_keeps_the_change(closed_house: House) -> None:
    closed_house.settings.outbox.write_text("in the way")
    with posting(closed_house.database, outbox(closed_house), 0.0) as post:
        post.try_add(LETTER)
        post.try_add(None)
        post.transaction.add(LetterRow(name="the change", written_at=0.0))
        with pytest.raises(SetupError):
            post.add(LETTER)
    assert waiting(closed_house) == {"the change"}
