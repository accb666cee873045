"""Stock aiortc as a contestant: its process, spoken to by JSON lines."""

import asyncio
import json
import pickle
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.bench.call.contestant import Line, Rows, until
from tests.bench.call.evidence import Evidence
from tests.bench.call.processes import family
from tests.bench.call.sounds import RATE_HZ

EACH_S = 0.5


class Stock:
    """What is missing of its sound counts as concealed: it conceals nothing."""

    name = "stock aiortc"

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._asking = asyncio.Lock()
        self._rows: Rows = []
        self._look: asyncio.Task[None] | None = None

    async def _ask(self, do: str, **more: Any) -> dict[str, Any]:
        """Ask and take the answer, whatever becomes of who asked."""
        return await asyncio.shield(asyncio.create_task(self._exchange({"do": do, **more})))

    async def _exchange(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._asking:
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            line = await self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def join(self, line: Line) -> float | None:
        """Offer, take the answer, wait for the picture."""
        offer = await self._ask("offer")
        await self._ask("accept", sdp=await line.answer(offer["sdp"]))

        async def first() -> Any:
            return (await self._ask("first"))["first"]

        found = await until(first, 15.0)
        self._rows = []
        self._look = asyncio.create_task(self._follow(), name="stock's sound")
        return None if found is None else float(found)

    async def _follow(self) -> None:
        begun, missing = dict[str, Any](), 0.0
        while True:
            now = await self._ask("heard")
            begun = begun or now
            whole = (now["at"] - begun["at"]) * RATE_HZ
            missing = max(missing, whole - (now["samples"] - begun["samples"]))
            self._rows.append({"at": now["at"], "concealed": missing, "samples": whole})
            await asyncio.sleep(EACH_S)

    async def leave(self) -> None:
        """Close the connection."""
        if self._look is not None:
            self._look.cancel()
            await asyncio.gather(self._look, return_exceptions=True)
        await self._ask("leave")

    def pids(self) -> dict[str, list[int]]:
        """The one process."""
        return {"aiortc": family(self._process.pid)}

    async def watch(self) -> None:
        """Note what passes."""
        await self._ask("watch")

    async def notes(self) -> Evidence:
        """What passed."""
        into = self._folder / "stock.notes"
        await self._ask("notes", into=str(into))
        found = pickle.loads(into.read_bytes())
        assert isinstance(found, Evidence)
        return found

    async def sound(self) -> Rows:
        """By what was decoded."""
        return self._rows


@asynccontextmanager
async def stock(folder: Path, film: Path, speech: Path) -> AsyncIterator[Stock]:
    """The process for as long as the block runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench.call.stock_peer", str(film), str(speech)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=(folder / "stock.log").open("wb"),
        limit=2**20,
    )
    try:
        yield Stock(process, folder)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
