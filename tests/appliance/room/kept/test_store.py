"""The room's store: what it keeps, what it forgets."""

import sqlite3
import stat
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from appliance.core.visits import Standing, Visit
from appliance.room.kept import outbox
from appliance.room.kept.agenda import PLAIN, Kept
from appliance.room.kept.database import SCHEMA
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from wire.report import Heading, Moment, VisitReport, What
from wire.visits import Outcome

TODAY = date(2026, 11, 24)
START = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
VISIT = Visit(
    "a1",
    START,
    START + timedelta(minutes=30),
    kind="Återbesök",
    initials="Q. Z.",
    language="so",
    phone_tail="88",
    protected=True,
    interpreter=True,
    patients=2,
)
TIMES_ONLY = replace(
    VISIT, kind=None, initials=None, language=None, phone_tail=None, protected=False
)
HELD = VisitReport(outcome=Outcome.HELD)
UNDONE = VisitReport(outcome=None)
NO_SHOW = VisitReport(
    outcome=Outcome.NO_SHOW,
    heading=Heading.TRIED,
    story=(Moment(at=1.0, what=What.PATIENT_TRIED),),
)


def opened(folder: Path, day: date = TODAY) -> Store:
    """The store."""
    return Store(folder / "room.sqlite", DayKey(folder / "store.key", day))


def raw(folder: Path) -> bytes:
    """Every byte that stands on the disk."""
    return b"".join(file.read_bytes() for file in folder.glob("room.sqlite*"))


def test_s7_the_agenda_comes_back_with_the_days_key(tmp_path: Path) -> None:
    opened(tmp_path).keep_visits([Kept(VISIT, private=True)])
    assert opened(tmp_path).visits() == (VISIT,)


def test_s7_without_the_key_there_are_times_only(tmp_path: Path) -> None:
    opened(tmp_path).keep_visits([Kept(VISIT, private=True)])
    (tmp_path / "store.key").unlink()
    assert opened(tmp_path).visits() == (TIMES_ONLY,)


def test_s6_no_word_of_a_person_stands_in_the_file(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_visits([Kept(VISIT, private=True)])
    store.keep_secret("memory", "the words of a person", {"memory": "plain"})
    for word in ("Q. Z.", "Återbesök", "\\u00c5terbes", '"88"', "protected", "words of"):
        assert word.encode() not in raw(tmp_path)
    assert b"a1" in raw(tmp_path)
    assert opened(tmp_path).secret("memory") == "the words of a person"


def test_s6_a_field_that_nobody_thought_of_is_sealed() -> None:
    """Whoever adds a field to Visit decides here whether it may stand in the clear."""
    told = {field.name for field in fields(Visit)}
    assert told >= PLAIN
    assert told - PLAIN == {"kind", "initials", "language", "phone_tail", "protected"}


def test_s6_after_the_visit_nothing_sealed_stays(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_visits([Kept(VISIT, private=True)])
    with sqlite3.connect(tmp_path / "room.sqlite") as db:
        sealed = db.execute("SELECT sealed FROM visit").fetchone()[0]
    assert sealed in raw(tmp_path)
    store.keep_visits([Kept(replace(VISIT, standing=Standing.DONE), private=False)])
    assert sealed not in raw(tmp_path)
    assert store.visits() == (replace(TIMES_ONLY, standing=Standing.DONE),)


def test_s6_visits_that_leave_the_agenda_leave_the_disk(tmp_path: Path) -> None:
    store = opened(tmp_path)
    many = [replace(VISIT, id=f"visit-{number}") for number in range(60)]
    store.keep_visits(Kept(visit, private=True) for visit in many)
    with sqlite3.connect(tmp_path / "room.sqlite") as db:
        former = [row[0] for row in db.execute("SELECT sealed FROM visit")]
    store.keep_visits([Kept(many[0], private=True)])
    assert not any(sealed in raw(tmp_path) for sealed in former)
    assert b"visit-59" not in raw(tmp_path)


def test_the_file_is_private(tmp_path: Path) -> None:
    opened(tmp_path)
    assert stat.S_IMODE((tmp_path / "room.sqlite").stat().st_mode) == 0o600


def test_each_write_waits_for_the_disk(tmp_path: Path) -> None:
    store = opened(tmp_path)
    assert store._card._db is not None
    assert store._card._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._card._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._card._db.execute("PRAGMA user_version").fetchone() == (len(SCHEMA),)


def test_r05_reports_wait_in_order_and_a_later_one_counts(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_report("a1", 1.0, HELD)
    store.keep_report("a2", 2.0, NO_SHOW)
    store.keep_report("a1", 3.0, UNDONE)
    queued = opened(tmp_path).reports()
    assert [(each.visit, each.report) for each in queued] == [("a2", NO_SHOW), ("a1", UNDONE)]
    store.drop_report("a1", 1)
    assert len(store.reports()) == 2
    store.drop_report("a1", queued[1].number)
    assert [each.visit for each in store.reports()] == ["a2"]
    assert [each.visit for each in opened(tmp_path).reports()] == ["a2"]


def test_r05_a_reopened_store_goes_on_counting(tmp_path: Path) -> None:
    opened(tmp_path).keep_report("a1", 1.0, HELD)
    store = opened(tmp_path)
    store.keep_report("a1", 2.0, NO_SHOW)
    store.drop_report("a1", 1)
    assert [each.report for each in store.reports()] == [NO_SHOW]


def test_events_are_numbered_by_boot_and_numbers_are_never_used_twice(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_event("b0000001", 1.0, "it", {})
    store.drop_events("b0000001", 1)
    store.keep_event("b0000001", 2.0, "it", {"n": 1, "w": "x"})
    store.keep_event("b0000002", 3.0, "it", {})
    told = [(event.boot, event.seq) for _, event in opened(tmp_path).events_after(0)]
    assert told == [("b0000001", 2), ("b0000002", 1)]
    last = store.events_after(0)[-1][0]
    assert store.events_after(last) == []


def test_events_stay_in_order_when_the_clock_goes_back(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for at in (2e9, 1e9, 1.5e9):
        store.keep_event("b0000001", at, "it", {})
    assert [event.seq for _, event in store.events_after(0)] == [1, 2, 3]


def test_events_say_from_which_number_on_they_are_here(tmp_path: Path) -> None:
    """Acknowledged, pushed out or garbled: central waits for none of those before it."""
    store = opened(tmp_path)
    for _ in range(4):
        store.keep_event("b0000001", 1.0, "it", {})
    store.keep_event("b0000002", 1.0, "it", {})
    store.drop_events("b0000001", 1)
    store._ram.execute("UPDATE event SET evidence = '{' WHERE seq = 2")
    told = [(event.boot, event.seq, event.first) for _, event in store.events_after(0)]
    assert told == [("b0000001", 3, 3), ("b0000001", 4, 3), ("b0000002", 1, 1)]


def test_a_full_outbox_lets_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "EVENTS_KEPT", 2)
    store = opened(tmp_path)
    for code in ("first", "second", "third"):
        store.keep_event("b0000001", 1.0, code, {})
    assert [event.code for _, event in store.events_after(0)] == ["second", "third"]
    assert [event.code for _, event in opened(tmp_path).events_after(0)] == ["second", "third"]


def test_a_number_that_is_too_large_for_the_store_harms_nobody(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_event("b0000001", 1.0, "it", {})
    store.drop_events("b0000001", 10**30)
    assert store.events_after(0) == []


def test_generations_of_former_days_leave(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_generation("a1", 3, 0.0)
    store.keep_generation("a2", 1, 100_000.0)
    assert opened(tmp_path).generations() == {"a2": 1}
