"""The processes' own time-stamped records, read from their log files while they run."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.faults import WorkbenchError

Entry = dict[str, Any]
LOOK_S = 0.05


class Records:
    """Everything in ``{folder}/*.jsonl``, by the time it happened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, process: str, what: str, since: float = 0.0) -> list[Entry]:
        """What ``process`` recorded as ``what`` after monotonic ``since``, oldest first."""
        return [
            entry
            for entry in self._read(process)
            if entry.get("what") == what and entry.get("mono", 0.0) > since
        ]

    async def wait(
        self,
        process: str,
        what: str,
        fits: Callable[[Entry], bool] = lambda _: True,
        *,
        since: float = 0.0,
        timeout_s: float = 30.0,
    ) -> Entry:
        """The first such record that ``fits``; WorkbenchError when none comes in time."""
        deadline = time.monotonic() + timeout_s
        while True:
            for entry in self.of(process, what, since):
                if fits(entry):
                    return entry
            if time.monotonic() > deadline:
                raise WorkbenchError(f"{process} recorded no fitting {what} in {timeout_s:.0f} s.")
            await asyncio.sleep(LOOK_S)

    def _read(self, process: str) -> list[Entry]:
        file = self._folder / f"{process}.jsonl"
        if not file.exists():
            return []
        entries = []
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                entries.append(entry)
        return entries
