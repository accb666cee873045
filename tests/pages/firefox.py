"""Firefox ESR, driven by WebDriver BiDi over its own socket: no driver, no further package."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.central_house import free_port

PREFERENCES = {
    "media.navigator.streams.fake": "true",
    "media.navigator.permission.disabled": "true",
    "intl.accept_languages": '"sv-SE"',
    "datareporting.policy.dataSubmissionEnabled": "false",
    "app.update.auto": "false",
    "network.captive-portal-service.enabled": "false",
    "browser.shell.checkDefaultBrowser": "false",
}


class Firefox:
    """One window; what it does is asked of it by script, as WebDriver BiDi does."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._window = ""

    async def ask(self, method: str, **parameters: Any) -> Any:
        """One command; its result. AssertionError for whatever Firefox refuses."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while (said := await self._socket.receive_json(timeout=30)).get("id") != number:
            pass
        assert said["type"] == "success", said
        return said["result"]

    async def open(self, address: str) -> None:
        """Go to an address; returns when it is loaded."""
        if not self._window:
            tree = await self.ask("browsingContext.getTree")
            self._window = tree["contexts"][0]["context"]
        await self.ask("browsingContext.navigate", context=self._window, url=address, wait="none")

    async def told(self, expression: str) -> Any:
        """The value of an expression in the page; None where it has none yet."""
        asked = {"expression": expression, "target": {"context": self._window}}
        said = await self.ask("script.evaluate", **asked, awaitPromise=True)
        return said.get("result", {}).get("value")

    async def until(self, expression: str, seconds: float = 30.0) -> None:
        """Wait until the expression is true."""
        async with asyncio.timeout(seconds):
            while not await self.told(f"Boolean({expression})"):
                await asyncio.sleep(0.1)

    async def press(self, words: str) -> None:
        """Press the button with these words, when it is there."""
        named = f"(one) => one.innerText.includes('{words}')"
        found = f"[...document.querySelectorAll('button')].find({named})"
        await self.until(f"({found})?.checkVisibility()")
        await self.told(f"({found}).click()")


@asynccontextmanager
async def firefox(profile: Path) -> AsyncIterator[Firefox]:
    """A headless Firefox with a fake camera and microphone, as long as the block runs."""
    program, port = shutil.which("firefox-esr"), free_port()
    assert program, "apt-get install -y firefox-esr"
    lines = [f'user_pref("{name}", {value});' for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        *(program, "--headless", "--no-remote", "--profile", str(profile)),
        *("--remote-debugging-port", str(port)),
        env={"HOME": str(profile), "PATH": "/usr/bin:/bin", "MOZ_HEADLESS": "1"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession() as http:
            socket = await _connected(http, f"ws://127.0.0.1:{port}/session")
            running = Firefox(socket)
            await running.ask("session.new", capabilities={})
            yield running
            await socket.close()
    finally:
        process.terminate()
        await process.wait()


async def _connected(http: aiohttp.ClientSession, address: str) -> aiohttp.ClientWebSocketResponse:
    async with asyncio.timeout(40):
        while True:
            try:
                return await http.ws_connect(address)
            except aiohttp.ClientError:
                await asyncio.sleep(0.2)
