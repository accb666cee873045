"""The journal: one JSON object a line, and no text of an exception, which may quote a person."""

import asyncio
import json
import logging
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.link.duties import DutyEndedError, carry
from appliance.link.files import write_whole
from appliance.link.journal import record, start_journal


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """The journal of this test does not go on writing to a stream that is closed."""
    root, level = logging.getLogger(), logging.getLogger("ostord").level
    handlers, root_level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(root_level)
    logging.getLogger("ostord").setLevel(level)


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_record_is_one_line_with_its_facts(capsys: pytest.CaptureFixture[str]) -> None:
    start_journal("stage")
    record("capture.opened", device="camera", reason="visit")
    (line,) = _lines(capsys)
    assert (line["process"], line["what"], line["device"]) == ("stage", "capture.opened", "camera")
    assert isinstance(line["mono"], float)


def test_s6_an_exception_is_named_and_its_text_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    start_journal("room")
    try:
        raise ValueError("Anna Larsson 070-123 45 88")
    except ValueError:
        logging.getLogger("some.library").exception("while serving %s", "Anna Larsson")
    (line,) = _lines(capsys)
    assert line["error"] == "ValueError"
    assert "Anna" not in json.dumps(line)
    assert "test_journal.py" in str(line["where"])


async def test_a_duty_that_ends_ends_the_process(capsys: pytest.CaptureFixture[str]) -> None:
    start_journal("room")

    async def ends() -> None:
        await asyncio.sleep(0)

    async def stays() -> None:
        await asyncio.Event().wait()

    with pytest.raises(DutyEndedError, match="feed"):
        await asyncio.wait_for(carry({"feed": ends(), "sign": stays()}), 5)


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "state", b"old")
    write_whole(tmp_path / "state", b"new")
    assert (tmp_path / "state").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


def test_a_file_that_does_not_fit_stays_as_it_was(tmp_path: Path) -> None:
    write_whole(tmp_path / "state", b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            write_whole(tmp_path / "state", b"new" * 50)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "state").read_bytes() == b"old"
