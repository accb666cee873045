"""Runs the product's own commands, each to its end, and says what one complained of."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from workbench.faults import WorkbenchError

DIE_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")


def program(name: str) -> str:
    """The path of one of our own commands: beside the Python that runs this."""
    return str(Path(sys.executable).with_name(name))


async def run(name: str, *arguments: str | Path, timeout_s: float = 60.0) -> str:
    """Run our command ``name``; return what it printed, or raise with its last complaint."""
    process = await asyncio.create_subprocess_exec(
        *DIE_WITH_US,
        program(name),
        *map(str, arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(timeout_s):
            printed, complained = await process.communicate()
    except BaseException:
        if process.returncode is None:
            process.kill()
            await process.wait()
        raise
    if process.returncode != 0:
        lines = complained.decode(errors="replace").strip().splitlines()
        last = lines[-1] if lines else f"ended with {process.returncode}"
        raise WorkbenchError(f"{name} {arguments[0]} failed: {last}")
    return printed.decode()


async def run_json(name: str, *arguments: str | Path) -> dict[str, Any]:
    """The JSON object on the last line that our command ``name`` printed."""
    printed = await run(name, *arguments)
    answer = json.loads(printed.strip().splitlines()[-1])
    assert isinstance(answer, dict), f"{name} prints a JSON object"
    return answer
