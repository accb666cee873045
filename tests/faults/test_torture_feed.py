"""The torture feed against the real reader with its real bounds, in a process of its own.

Each cruelty is polled three times. The process's own peak of resident memory is what counts here,
so that nothing is left out that a library takes behind Python's back.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.cruelties import CRUELTIES
from tests.support.torture_feed import torture

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]

POLLS = 3
PROMISED_S = 10.0
MOST_KB = 20_000
MOST_READ = 2 << 20


async def test_every_cruelty_three_times() -> None:
    async with torture() as server:
        reader = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.torture_reader",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        assert reader.stdin is not None
        assert reader.stdout is not None
        wrong: list[dict[str, Any]] = []
        for name, cruelty in CRUELTIES.items():
            for failures in range(1, POLLS + 1):
                before = server.sent
                reader.stdin.write(f"{server.base(name)}\n".encode())
                line = await reader.stdout.readline()
                assert line, f"the reader died of {name}"
                said = json.loads(line) | {"cruelty": name, "read": server.sent - before}
                print(said)
                kept = (
                    said["problem"] == cruelty.code
                    and said["failures"] == (failures if cruelty.code else 0)
                    and said["told"] == (cruelty.code is not None and failures >= 2)
                    and said["kept"]
                    and said["seconds"] <= PROMISED_S
                    and said["kilobytes"] <= MOST_KB
                    and said["read"] <= MOST_READ
                )
                if not kept:
                    wrong.append(said)
        reader.stdin.close()
        assert await reader.wait() == 0
    assert not wrong
