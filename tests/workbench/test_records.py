"""The records of running processes are found as they are written."""

import asyncio
import json
from pathlib import Path

import pytest

from workbench.faults import WorkbenchError
from workbench.records import Records


def _write(folder: Path, **entry: object) -> None:
    with (folder / "room.jsonl").open("a") as log:
        log.write(json.dumps(entry) + "\n")


def test_a_line_that_is_no_record_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "room.jsonl").write_text("Traceback (most recent call last):\n[1]\n")
    _write(tmp_path, mono=1.0, what="phase", phase="open")
    assert [it["phase"] for it in Records(tmp_path).of("room", "phase")] == ["open"]


def test_only_what_came_after_counts(tmp_path: Path) -> None:
    _write(tmp_path, mono=1.0, what="phase", phase="open")
    _write(tmp_path, mono=2.0, what="phase", phase="ended")
    assert [it["phase"] for it in Records(tmp_path).of("room", "phase", 1.0)] == ["ended"]


async def test_waiting_ends_when_the_record_comes(tmp_path: Path) -> None:
    records = Records(tmp_path)
    waiting = asyncio.create_task(records.wait("room", "phase", lambda it: it["phase"] == "ended"))
    _write(tmp_path, mono=1.0, what="phase", phase="open")
    _write(tmp_path, mono=2.0, what="phase", phase="ended")
    assert (await waiting)["mono"] == 2.0


async def test_what_never_comes_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="room recorded no fitting phase"):
        await Records(tmp_path).wait("room", "phase", timeout_s=0.1)
