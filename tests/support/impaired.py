"""A bad network between the two ends of a call: their candidates are rewritten, no root is needed.

with impaired(to_unit=Trouble(loss=0.05), to_page=Trouble(cap_bit_s=500_000)) as network:
    network.join(bench)               # the tests' own signaling, or
    await network.join_page(page)     # a page's WebSocket to central, or
    network.rewrite("unit", body)     # each signal body that this side sends
    network.cut()                     # and network.mend()
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, Protocol

from playwright.async_api import Page, WebSocketRoute

from appliance.stage.net.switchboard import Switchboard
from tests.support.trouble import Trouble
from wire.signaling import Body, Description, Signal

Side = Literal["unit", "page"]
SIDES: tuple[Side, Side] = ("unit", "page")
ROOT = Path(__file__).parents[2]


class Bench(Protocol):
    """What has a switchboard and a far end that hears its signals."""

    switchboard: Switchboard
    far: Any


class Impaired:
    """The relay's process; every method returns when it is done."""

    def __init__(self, seed: int) -> None:
        command = [sys.executable, "-m", "tests.support.impaired_relay", str(seed)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    @property
    def pid(self) -> int:
        """The relay's process."""
        return self._process.pid

    def close(self) -> None:
        """End it."""
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()

    def trouble(self, *, to_unit: Trouble | None = None, to_page: Trouble | None = None) -> None:
        """From now on it is like this; a direction that is not named stays as it is."""
        for side, trouble in (("unit", to_unit), ("page", to_page)):
            if trouble is not None:
                self._ask(do="trouble", to=side, trouble=asdict(trouble))

    def cut(self, *sides: Side) -> None:
        """Nothing gets to these sides any more; to neither without any named."""
        for side in sides or SIDES:
            self._ask(do="cut", to=side, on=True)

    def mend(self, *sides: Side) -> None:
        """The end of ``cut``."""
        for side in sides or SIDES:
            self._ask(do="cut", to=side, on=False)

    def counts(self, to: Side) -> dict[str, int]:
        """On the way to this side: came, went, bytes, lost, lost_in_burst, queue_full, cut …"""
        counts: dict[str, int] = self._ask(do="counts")[to]
        return counts

    def rewrite(self, side: Side, body: Body) -> Body | None:
        """What the other side is told instead of ``body`` from ``side``; None: nothing."""
        if isinstance(body, Description):
            return body.model_copy(update={"sdp": self.rewrite_sdp(side, body.sdp)})
        text = self.rewrite_candidate(side, body.candidate)
        return None if text is None else body.model_copy(update={"candidate": text})

    def rewrite_sdp(self, side: Side, sdp: str) -> str:
        """A description of ``side`` with gates in place of its addresses."""
        lines = []
        for line in sdp.splitlines():
            if line.startswith("a=candidate:"):
                candidate = self.rewrite_candidate(side, line[2:])
                if candidate is None:
                    continue
                line = f"a={candidate}"
            elif line.startswith("c=IN"):
                line = "c=IN IP4 0.0.0.0"
            lines.append(line)
        return "\r\n".join(lines) + "\r\n"

    def rewrite_candidate(self, side: Side, text: str) -> str | None:
        """A gate's candidate; None for TCP and names (what such a one sends, gets a gate then)."""
        parts = text.split()
        if len(parts) < 8:  # the end of the candidates
            return text
        if parts[2].lower() != "udp" or parts[4].endswith(".local"):
            return None
        host, port = self._ask(do="gate", side=side, host=parts[4], port=int(parts[5]))
        parts[4:6] = host, str(port)
        if "raddr" in parts:
            at = parts.index("raddr")
            parts[at : at + 4] = "raddr", "0.0.0.0", "rport", "9"
        return " ".join(parts)

    def join(self, bench: Bench) -> None:
        """Stand between a bench's switchboard and its far end."""
        to_far, to_unit = bench.far.hear, bench.switchboard.hear

        def out(signal: Signal) -> None:
            if (body := self.rewrite("unit", signal.body)) is not None:
                to_far(signal.model_copy(update={"body": body}))

        def back(signal: Signal) -> None:
            if (body := self.rewrite("page", signal.body)) is not None:
                to_unit(signal.model_copy(update={"body": body}))

        bench.far.hear = out
        vars(bench.switchboard)["hear"] = back

    async def join_page(self, page: Page, address: str = "**/ws") -> None:
        """Stand between a page and central: on its WebSocket; before the page is opened."""

        def follow(socket: WebSocketRoute) -> None:
            server = socket.connect_to_server()
            socket.on_message(lambda said: _passed(server.send, self._reworded("page", said)))
            server.on_message(lambda said: _passed(socket.send, self._reworded("unit", said)))

        await page.route_web_socket(address, follow)

    def _reworded(self, side: Side, said: str | bytes) -> str | bytes | None:
        message = json.loads(said)
        if message.get("type") != "signal":
            return said
        body = message["body"]
        if "sdp" in body:
            body["sdp"] = self.rewrite_sdp(side, body["sdp"])
        elif body.get("candidate"):
            body["candidate"] = self.rewrite_candidate(side, body["candidate"])
            if body["candidate"] is None:
                return None
        return json.dumps(message)

    def _ask(self, **command: Any) -> Any:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(command).encode() + b"\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, "the relay has ended"
        return json.loads(answer)


def _passed(send: Any, said: str | bytes | None) -> None:
    if said is not None:
        send(said)


@contextmanager
def impaired(
    *, to_unit: Trouble | None = None, to_page: Trouble | None = None, seed: int = 1
) -> Iterator[Impaired]:
    """A relay in a process of its own."""
    relay = Impaired(seed)
    try:
        relay.trouble(to_unit=to_unit, to_page=to_page)
        yield relay
    finally:
        relay.close()
