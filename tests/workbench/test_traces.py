"""A person is found however the number is written; an open capture handle is seen in /proc."""

import os
from pathlib import Path

import pytest

from workbench.bookings import NEXT
from workbench.traces import capture_handles, file_contents, traces


@pytest.mark.parametrize(
    "text",
    [
        "Anna Lindqvist",
        "lindqvist",
        "199002222397",
        "900222-2397",
        "0701740658",
        "+46701740658",
        "070-174 06 58",
        "1990-02-22",
    ],
)
def test_s6_every_way_to_write_the_person_is_found(text: str) -> None:
    assert traces(NEXT, [("log", f'{{"x":"{text}"}}'.encode())]) == ["log"]


def test_s6_what_a_unit_may_know_is_no_trace() -> None:
    line = '{"what":"phase","visit":"a1b2","initials":"A. L.","phase":"in-call"}'
    assert traces(NEXT, [("log", line.encode())]) == []


def test_every_file_is_read_and_named(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "store").write_bytes(b"\x00Lindqvist\x00")
    assert traces(NEXT, file_contents(tmp_path)) == [str(tmp_path / "deep" / "store")]


def test_s2_an_open_capture_handle_is_seen_until_it_is_closed(tmp_path: Path) -> None:
    with (tmp_path / "camera.capturing").open("wb"):
        assert capture_handles(os.getpid(), tmp_path) == [str(tmp_path / "camera.capturing")]
    assert capture_handles(os.getpid(), tmp_path) == []
