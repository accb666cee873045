"""Has a picture drawn anew, in a process of its own that cannot harm central."""

import asyncio
import contextlib
import sys

from central.faults import BadInputError
from central.pictures.codes import TOO_MANY_PIXELS

CHILD = (sys.executable, "-P", "-m", "central.pictures.child")
DRAWN_S = 12.0
DRAWN_LIMIT = 4_000_000
AT_ONCE = 2
"""Each takes a core and up to 0.4 GB: the others wait."""
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""A JPEG's and a PNG's; whatever the sender calls it."""
PROBLEMS = {TOO_MANY_PIXELS: "too-many-pixels"}


class Easel:
    """Where pictures are drawn; at most AT_ONCE at the same moment."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def redrawn(self, given: bytes) -> bytes:
        """The picture as a JPEG that holds nothing but what is seen on it.

        BadInputError ``not-a-picture`` (also what takes too long or too much) or
        ``too-many-pixels``.
        """
        if not given.startswith(BEGINNINGS):
            raise BadInputError("content", "not-a-picture")
        async with self._turns:
            code, drawn = await _ask(given)
        if code == 0 and 0 < len(drawn) <= DRAWN_LIMIT:
            return drawn
        raise BadInputError("content", PROBLEMS.get(code, "not-a-picture"))


async def _ask(given: bytes) -> tuple[int, bytes]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *CHILD, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(DRAWN_S):
            drawn, _ = await process.communicate(given)
        return process.returncode or 0, drawn
    except TimeoutError:
        return -1, b""
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())
