"""The process between two ends of a call: every datagram through gates, with trouble on the way.

For each address of one end there is a gate that the other end is told of instead. What arrives at
a gate goes on to the address behind it, out of the gate of whoever sent it: so neither end ever
learns the other's own address. Commands are JSON lines on stdin, one answer a line on stdout.
"""

import asyncio
import heapq
import ipaddress
import itertools
import json
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

from tests.support.trouble import OneWay, Trouble

Address = tuple[str, int]
OTHER = {"unit": "page", "page": "unit"}
BUFFER = 1 << 20


class Departures:
    """Datagrams that wait for their time; one timer for all, and equal times keep their order."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[tuple[float, int, Callable[[], None]]] = []
        self._number = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, at: float, send: Callable[[], None]) -> None:
        """Call ``send`` at ``at``."""
        if at <= self._loop.time() and not self._waiting:
            send()
            return
        heapq.heappush(self._waiting, (at, next(self._number), send))
        if self._waiting[0][0] == at:
            self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._waiting[0][0], self._go)

    def _go(self) -> None:
        self._timer = None
        now = self._loop.time()
        while self._waiting and self._waiting[0][0] <= now:
            heapq.heappop(self._waiting)[2]()
        if self._waiting:
            self._arm()


class Gates:
    """All gates, and one way to each side."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seed: int) -> None:
        self.ways = {"unit": OneWay(Trouble(), seed), "page": OneWay(Trouble(), seed + 1)}
        self._loop = loop
        self._departures = Departures(loop)
        self._gates: dict[tuple[str, Address], socket.socket] = {}

    def gate(self, side: str, behind: Address) -> socket.socket:
        """The gate in front of this address of ``side``; made when it is new."""
        found = self._gates.get((side, behind))
        if found is None:
            found = self._gates[side, behind] = _bound_near(behind[0])
            self._loop.add_reader(found, self._read, found, side, behind)
        return found

    def _read(self, gate: socket.socket, side: str, behind: Address) -> None:
        while True:
            try:
                data, source = gate.recvfrom(65536)
            except BlockingIOError:
                return
            except OSError:  # the one behind it is gone: what an ICMP message says
                continue
            self._pass_on(data, (source[0], source[1]), side, behind)

    def _pass_on(self, data: bytes, source: Address, side: str, behind: Address) -> None:
        out = self.gate(OTHER[side], source)

        def send() -> None:
            try:
                out.sendto(data, behind)
            except OSError:  # as a network that loses it
                self.ways[side].counts["unsendable"] += 1

        for at in self.ways[side].pass_on(self._loop.time(), len(data)):
            self._departures.add(at, send)


def _bound_near(host: str) -> socket.socket:
    """A socket on the same address where that is this machine's, else on one that reaches it."""
    family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    made = socket.socket(family, socket.SOCK_DGRAM)
    made.settimeout(0)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    try:
        made.bind((host, 0))
    except OSError:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((host, 9))
            made.bind((probe.getsockname()[0], 0))
    return made


def obey(gates: Gates, said: dict[str, Any]) -> Any:
    """Carry out one command; its answer."""
    if said["do"] == "gate":
        return gates.gate(said["side"], (said["host"], said["port"])).getsockname()[:2]
    if said["do"] == "trouble":
        gates.ways[said["to"]].trouble = Trouble(**said["trouble"])
    if said["do"] == "cut":
        gates.ways[said["to"]].cut = said["on"]
    return {side: dict(way.counts) for side, way in gates.ways.items()}


async def main(seed: int) -> None:
    """Until stdin closes."""
    loop = asyncio.get_running_loop()
    gates, ended, unread = Gates(loop, seed), asyncio.Event(), bytearray()

    def command() -> None:
        came = os.read(0, 65536)
        if not came:
            loop.remove_reader(0)
            ended.set()
        unread.extend(came)
        while b"\n" in unread:
            line, _, rest = bytes(unread).partition(b"\n")
            unread[:] = rest
            print(json.dumps(obey(gates, json.loads(line))), flush=True)

    loop.add_reader(0, command)
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
