"""Whatever is wrong with the card: it is told, the day goes on in RAM, and nothing is lost."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from appliance.core.visits import Visit
from appliance.room.kept.agenda import Kept
from appliance.room.kept.ballast import SIZE
from appliance.room.kept.database import SCHEMA, SET_ASIDE_KEPT
from appliance.room.kept.problems import Problem
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from wire.report import VisitReport
from wire.visits import Outcome

START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
VISIT = Visit("a1", START, START + timedelta(minutes=30), initials="Q. Z.")
HELD = VisitReport(outcome=Outcome.HELD)


class Place:
    """A unit's folders: the store's on the card, the runtime folder in RAM."""

    def __init__(self, folder: Path) -> None:
        self.ram, self.card = folder / "ram", folder / "card"
        self.ram.mkdir()

    @property
    def file(self) -> Path:
        """The store's file."""
        return self.card / "room.sqlite"

    @property
    def ballast(self) -> Path:
        """The ballast."""
        return self.card / "ballast"

    def open(self) -> Store:
        """The store as a new process finds it."""
        return Store(self.file, DayKey(self.ram / "store.key", date(2026, 11, 24)))

    def filled(self) -> Store:
        """A store that holds one of everything."""
        store = self.open()
        store.keep_visits([Kept(VISIT, private=True)])
        store.keep_secret("memory", "sealed", {"memory": "plain"})
        store.keep_report("a1", 1.0, HELD)
        store.keep_event("b0000001", 1.0, "it", {})
        store.keep_generation("a1", 3, 1.0)
        return store

    def set_aside(self) -> list[Path]:
        """The damaged files that are kept for IT."""
        return sorted(self.card.glob("damaged-*.sqlite"))

    def cut_off(self) -> None:
        """What a killed process leaves: the file, its write-ahead log, nothing closed."""
        shutil.copytree(self.card, self.card.with_name("copy"))
        shutil.rmtree(self.card)
        self.card.with_name("copy").rename(self.card)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Fresh folders."""
    return Place(tmp_path)


def holds_everything(store: Store) -> bool:
    """Whether ``store`` knows all that ``filled`` kept."""
    return (
        store.visits() == (VISIT,)
        and (store.secret("memory"), store.fact("memory")) == ("sealed", "plain")
        and [(each.visit, each.report) for each in store.reports()] == [("a1", HELD)]
        and [event.seq for _, event in store.events_after(0)] == [1]
        and store.generations() == {"a1": 3}
    )


def garble(file: Path, after: int) -> None:
    """From byte ``after`` on the file is nonsense."""
    whole = file.read_bytes()
    file.write_bytes(whole[:after] + b"\xa5" * (len(whole) - after))


def test_a_well_card_has_no_problem_and_holds_everything(place: Place) -> None:
    place.filled().close()
    store = place.open()
    assert holds_everything(store)
    assert store.problem is None


# --- damaged ----------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"nonsense" * 2000, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_file_that_is_no_database_is_set_aside_and_told(place: Place, content: bytes) -> None:
    place.card.mkdir()
    place.file.write_bytes(content)
    store = place.open()
    assert store.problem is Problem.STORE_DAMAGED
    store.keep_report("a1", 1.0, HELD)
    store.close()
    assert [each.visit for each in place.open().reports()] == ["a1"]
    assert [aside.read_bytes() for aside in place.set_aside()] == [content]


def test_what_can_be_read_of_a_damaged_file_is_had(place: Place) -> None:
    store = place.filled()
    for number in range(2000):
        store.keep_event("b0000001", 1.0, "it", {"number": number})
    store.close()
    garble(place.file, 60_000)
    store = place.open()
    assert store.problem is Problem.STORE_DAMAGED
    assert [(each.visit, each.report) for each in store.reports()] == [("a1", HELD)]
    assert store.visits() == (VISIT,)
    assert place.set_aside()


def test_damage_that_comes_while_the_room_lives_is_found_and_loses_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = place.filled()
    store.sweep()
    garble(place.file, 4096)
    store.look()
    assert store.problem is None
    monkeypatch.setattr("appliance.room.kept.card.CHECK_EVERY_S", 0.0)
    store.look()
    assert store.problem is Problem.STORE_DAMAGED
    store.close()
    assert holds_everything(place.open())


def test_a_write_that_meets_damage_loses_nothing(place: Place) -> None:
    store = place.filled()
    store.sweep()
    garble(place.file, 4096)
    assert store._card._db is not None
    store._card._db.execute("PRAGMA shrink_memory")
    store.keep_report("a2", 2.0, HELD)
    assert store.problem is Problem.STORE_DAMAGED
    store.close()
    assert [each.visit for each in place.open().reports()] == ["a1", "a2"]


def test_a_file_that_was_taken_away_is_written_anew(place: Place) -> None:
    store = place.filled()
    shutil.rmtree(place.card)
    store.look()
    assert store.problem is None
    store.close()
    assert holds_everything(place.open())


def test_only_the_newest_damaged_files_are_kept(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.card.mkdir()
    for at in range(1, SET_ASIDE_KEPT + 3):
        monkeypatch.setattr("time.time", lambda at=at: float(at))
        place.file.write_bytes(b"nonsense %d" % at * 500)
        place.open().close()
    assert len(place.set_aside()) == SET_ASIDE_KEPT
    assert b"nonsense %d" % (SET_ASIDE_KEPT + 2) in place.set_aside()[-1].read_bytes()


def test_damage_is_told_for_a_day(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.card.mkdir()
    place.file.write_bytes(b"nonsense" * 500)
    monkeypatch.setattr("time.time", lambda: 1e6)
    place.open().close()
    store = place.open()
    assert store.problem is Problem.STORE_DAMAGED
    monkeypatch.setattr("time.time", lambda: 1e6 + 86_401)
    assert store.problem is None


# --- another version's file -------------------------------------------------------------------


def test_a_newer_file_that_only_has_more_is_used_and_left_as_new(place: Place) -> None:
    place.filled().close()
    with closing(sqlite3.connect(place.file)) as db:
        db.execute("ALTER TABLE visit ADD COLUMN room TEXT NOT NULL DEFAULT 'x'")
        db.execute(f"PRAGMA user_version={len(SCHEMA) + 1}")
        db.commit()
    store = place.open()
    assert holds_everything(store)
    store.keep_visits([Kept(VISIT, private=True)])
    assert store.problem is None
    store.close()
    with closing(sqlite3.connect(place.file)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(SCHEMA) + 1,)


def test_a_newer_file_that_lacks_something_is_set_aside_and_the_rest_had(place: Place) -> None:
    place.filled().close()
    with closing(sqlite3.connect(place.file)) as db:
        db.execute("DROP TABLE generation")
        db.execute(f"PRAGMA user_version={len(SCHEMA) + 1}")
    store = place.open()
    assert store.problem is Problem.STORE_DAMAGED
    assert [each.visit for each in store.reports()] == ["a1"]
    assert store.visits() == (VISIT,)
    assert store.generations() == {}


def test_an_older_file_is_brought_up_to_date(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.filled().close()
    step = "ALTER TABLE visit ADD COLUMN room TEXT NOT NULL DEFAULT 'x';"
    monkeypatch.setattr("appliance.room.kept.database.SCHEMA", (*SCHEMA, step))
    assert holds_everything(place.open())
    with closing(sqlite3.connect(place.file)) as db:
        assert db.execute("SELECT room FROM visit").fetchall() == [("x",)]


# --- full -------------------------------------------------------------------------------------


def test_the_ballast_is_really_on_the_disk(place: Place) -> None:
    place.open()
    assert place.ballast.stat().st_size == SIZE
    assert place.ballast.stat().st_blocks * 512 >= SIZE


def test_a_full_disk_gets_the_ballasts_room_and_takes_it_back(place: Place) -> None:
    store = place.filled()
    assert store._card._db is not None
    store._card._db.execute("PRAGMA max_page_count=1")
    for number in range(200):
        store.keep_event("b0000001", 2.0, "it", {"number": number})
    assert store.problem is Problem.DISK_FULL
    assert not place.ballast.exists()
    with closing(sqlite3.connect(place.file)) as db:
        assert db.execute("SELECT count(*) FROM event").fetchone() == (201,)
    store.look()
    assert store.problem is None
    assert place.ballast.exists()


# --- not ours to write ------------------------------------------------------------------------


@pytest.fixture
def seen_by_all() -> Iterator[Place]:
    """Folders that another user may look into."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Place(Path(name))


@contextmanager
def as_a_stranger() -> Iterator[None]:
    """Root is nobody meanwhile; who is not root cannot write what nobody may write either."""
    former = os.geteuid()
    if former == 0:
        with suppress(PermissionError):  # such a root is bound by the files' modes anyway
            os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(former)


def test_the_wrong_owner_is_told_and_what_stands_there_is_had(seen_by_all: Place) -> None:
    place = seen_by_all
    place.filled().close()
    for file in (*place.card.iterdir(), place.ram / "store.key"):
        file.chmod(0o444)
    place.ram.chmod(0o777)
    place.card.chmod(0o555)
    with as_a_stranger():
        store = place.open()
        assert store.problem is Problem.READ_ONLY
        assert holds_everything(store)
        store.keep_report("a2", 2.0, HELD)
        store.look()
        assert [each.visit for each in store.reports()] == ["a1", "a2"]
        assert store.problem is Problem.READ_ONLY
    place.card.chmod(0o755)
    for file in place.card.iterdir():
        file.chmod(0o644)
    store.look()
    assert store.problem is None
    assert [each.visit for each in place.open().reports()] == ["a1", "a2"]


def test_a_card_that_is_no_folder_is_told_and_ram_must_do(place: Place) -> None:
    place.card.write_text("")
    store = place.filled()
    assert holds_everything(store)
    assert store.problem is not None
    place.card.unlink()
    store.look()
    assert store.problem is None
    assert holds_everything(place.open())


def test_what_a_card_held_that_could_not_be_read_at_first_is_not_written_over(
    place: Place,
) -> None:
    place.filled().close()
    hidden = place.card.rename(place.card.with_name("hidden"))
    place.card.write_text("")
    store = place.open()
    store.keep_report("a2", 2.0, HELD)
    place.card.unlink()
    hidden.rename(place.card)
    store.look()
    assert [each.visit for each in store.reports()] == ["a1", "a2"]
    assert store.visits() == (VISIT,)


def test_a_killed_process_loses_nothing(place: Place) -> None:
    store = place.filled()
    place.cut_off()
    assert holds_everything(place.open())
    store.close()


def test_a_card_that_cannot_even_be_asked_what_it_holds_is_told(tmp_path: Path) -> None:
    """Any answer but *is not there*: here the name is longer than a disk takes."""
    place = Place(tmp_path)
    place.card = tmp_path / ("x" * 300)
    store = place.filled()
    store.look()
    assert store.problem is Problem.DISK_FAILING
    assert [queued.visit for queued in store.reports()] == ["a1"]
    store.close()
