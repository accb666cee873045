"""Disks that fill, fail and die under the room's store: told, gone on in RAM, nothing lost."""

import pytest

from tests.support.disk_troubles import seen
from tests.support.power import why_not


@pytest.fixture(scope="module", autouse=True)
def disks() -> None:
    """Disks of our own; elsewhere the reason is shown."""
    if reason := why_not():
        pytest.skip(reason)


def test_a_full_disk_gets_the_ballast_then_ram_must_do_then_all_is_kept() -> None:
    assert seen("full") == {
        "full": "disk-full",
        "on disk": ["before", "full"],
        "ballast": False,
        "fuller": "disk-full",
        "known": ["before", "full", "fuller"],
        "room again": None,
        "at the end": ["before", "full", "fuller"],
        "ballast again": True,
    }


def test_a_failing_disk_is_told_and_gets_all_when_it_works_again() -> None:
    assert seen("failing") == {
        "failing": "disk-failing",
        "known": ["before", "failing"],
        "well again": None,
        "at the end": ["before", "failing"],
    }


def test_a_card_that_dies_into_read_only_is_told_and_still_read() -> None:
    told = seen("dying")
    if "not here" in told:
        pytest.skip(f"no error can be put into a file system here: {told['not here']}")
    assert told == {
        "dying": "read-only",
        "known": ["before", "dying"],
        "after a restart": ["before", "read-only"],
    }


def test_a_log_that_nobody_took_in_is_read_from_a_read_only_disk() -> None:
    assert seen("killed and read-only") == {
        "log": True,
        "read-only": "read-only",
        "known": ["before"],
    }
