"""The day's key: new each day, in RAM only; what it sealed opens for nobody else."""

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from appliance.room.kept.seal import DayKey

TODAY = date(2026, 11, 24)
TOMORROW = TODAY + timedelta(days=1)


def key(folder: Path, day: date = TODAY) -> DayKey:
    """The key of ``day``."""
    return DayKey(folder / "store.key", day)


def test_it_is_the_same_all_day_and_private(tmp_path: Path) -> None:
    sealed = key(tmp_path).seal("words", "a1")
    assert key(tmp_path).open(sealed, "a1") == "words"
    assert not key(tmp_path).is_new
    assert stat.S_IMODE((tmp_path / "store.key").stat().st_mode) == 0o600


def test_sealed_words_open_only_for_what_they_are_bound_to(tmp_path: Path) -> None:
    made = key(tmp_path)
    sealed = made.seal("words", "a1")
    assert made.open(sealed, "a2") is None
    assert made.open(b"short", "a1") is None
    assert made.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "a1") is None


def test_s7_a_new_days_key_opens_the_former_days_words_until_it_forgets(tmp_path: Path) -> None:
    sealed = key(tmp_path).seal("words", "a1")
    tomorrow = key(tmp_path, TOMORROW)
    assert tomorrow.is_new
    assert tomorrow.open(sealed, "a1") == "words"
    tomorrow.forget_former()
    assert tomorrow.open(sealed, "a1") is None
    assert key(tmp_path, TOMORROW).open(sealed, "a1") is None


def test_s7_the_former_key_is_gone_from_its_file_at_once(tmp_path: Path) -> None:
    key(tmp_path)
    former = (tmp_path / "store.key").read_bytes()
    key(tmp_path, TOMORROW)
    assert (tmp_path / "store.key").read_bytes() != former
    assert [file.name for file in tmp_path.iterdir()] == ["store.key"]


@pytest.mark.parametrize(
    "held", ["", "{}", "[]", '{"day": "2026-11-24", "key": "00"}', '{"day": 1, "key": ""}', "\0"]
)
def test_a_broken_key_file_is_replaced(tmp_path: Path, held: str) -> None:
    (tmp_path / "store.key").write_text(held)
    assert key(tmp_path).is_new
    assert not key(tmp_path).is_new


def test_a_key_that_cannot_be_kept_works_for_this_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = key(tmp_path / "missing")
    assert made.open(made.seal("words", "a1"), "a1") == "words"
    assert [entry.message for entry in caplog.records] == ["store.key-unkept"]
