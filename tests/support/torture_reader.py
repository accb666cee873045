"""A room's reader in a process of its own: polls each address that stands on a line of its input.

One JSON object a poll: how it went, how long it took, by how much resident memory rose at most.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from appliance.room.central.bounded import open_session
from appliance.room.central.meter import Meter
from appliance.room.feed.reader import WIRE_LIMIT
from tests.support.torture_room import TortureRoom

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def kilobytes(entry: str) -> int:
    """A figure of the process's status, as Linux counts it (proc(5))."""
    lines = STATUS.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{entry}:"))


async def main() -> None:
    """Poll until the input ends."""
    meter = Meter(WIRE_LIMIT)
    async with open_session(meter=meter) as session:
        room, last = TortureRoom(session, meter), ""
        while line := await asyncio.to_thread(sys.stdin.readline):
            base = line.strip()
            if base != last:
                room.read_from(base.rpartition("/")[0] + "/good")
                await room.poll()
                room.read_from(base)
                last, read_at = base, room.day.read_at
            CLEAR.write_text("5")  # the peak is that of this poll
            before, begun = kilobytes("VmRSS"), time.monotonic()
            said = await room.poll()
            result = {
                "problem": said.problem,
                "failures": said.failures,
                "told": room.it_is_told,
                "kept": "a1" in [visit.id for visit in room.day.visits]
                and (said.problem is None or room.day.read_at == read_at),
                "seconds": round(time.monotonic() - begun, 3),
                "kilobytes": max(0, kilobytes("VmHWM") - before),
            }
            print(json.dumps(result), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
