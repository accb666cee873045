"""Talking to a unit's process over its Unix socket, as its fellow processes do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.core.views import SignView
from appliance.core.words import SignState
from appliance.link.lines import SocketLine, connect
from appliance.link.messages import Capturing, Hello, SignShown, SignWanted, read_from_sign


class SignLine:
    """One connection to the sign process."""

    def __init__(self, line: SocketLine) -> None:
        self.line = line
        self._arriving = line.__aiter__()

    async def shown(self) -> SignShown:
        """The next answer or push."""
        return read_from_sign(await asyncio.wait_for(anext(self._arriving), 5))

    async def want(self, state: SignState, *, own: bool = False) -> SignShown:
        """Renew room's lease; return the answer."""
        self.line.send(SignWanted(view=SignView(state=state, own=own)))
        return await self.shown()

    async def capture(self, on: bool, planned_end: float = 0.0) -> SignShown:
        """Ask for, renew or release the capturing lease; return the answer."""
        self.line.send(Capturing(on=on, planned_end=planned_end))
        return await self.shown()


@asynccontextmanager
async def sign_line(path: Path, process: str) -> AsyncIterator[SignLine]:
    """A connection to the sign at ``path`` that said hello as ``process``, from when it listens."""
    while True:
        try:
            line = await connect(path)
            break
        except OSError:
            await asyncio.sleep(0.005)
    try:
        talk = SignLine(line)
        line.send(Hello.model_validate({"process": process}))
        await talk.shown()
        yield talk
    finally:
        await line.close()
