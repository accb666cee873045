"""Asks the STUN and TURN servers while a visit is near: a dead one is known before the call (A5).

One small request each, without a right: a TURN server answers an allocation that shows none with
a no (RFC 8656, 7.2), a STUN server a binding request. Who does not answer is asked last when a
call begins, until they answer again.
"""

import asyncio
import contextlib
import logging

from aioice import stun

from appliance.link.journal import record
from appliance.stage.net.servers import Route, Server, ask_first, ask_last, read_servers
from wire.signaling import IceServer

EACH_S = 60.0
TRIES_S = (0.0, 0.3, 0.9)
"""When the request goes out over UDP."""
ANSWER_S = 2.0
UDP_TRANSPORT = 17
"""Of the addresses that a relay is asked for (RFC 8656, 18.7)."""


def request_to(server: Server) -> stun.Message:
    """What any server of its kind answers, whoever asks."""
    if server.scheme == "stun":
        return stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    asked = stun.Message(stun.Method.ALLOCATE, stun.Class.REQUEST)
    asked.attributes["REQUESTED-TRANSPORT"] = UDP_TRANSPORT << 24
    return asked


def answers(asked: stun.Message, data: bytes) -> bool:
    """Whether ``data`` is an answer to just this request."""
    try:
        answer = stun.parse_message(data)
    except Exception:  # noqa: BLE001 - whoever answers may say anything (A7)
        return False
    told = answer.message_class in (stun.Class.RESPONSE, stun.Class.ERROR)
    return told and answer.transaction_id == asked.transaction_id


async def lives(server: Server, route: Route) -> bool:
    """Whether the server answers within two seconds; raises nothing.

    ValueError: a name that is none (IDNA).
    """
    try:
        async with asyncio.timeout(ANSWER_S):
            return await (_by_udp(server) if server.transport == "udp" else _by_tcp(server, route))
    except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError):
        return False


class _Ear(asyncio.DatagramProtocol):
    """Waits for one answer."""

    def __init__(self, asked: stun.Message) -> None:
        self._asked = asked
        self.heard = asyncio.Event()

    def datagram_received(self, data: bytes, _addr: object) -> None:
        if answers(self._asked, data):
            self.heard.set()


async def _by_udp(server: Server) -> bool:
    asked = request_to(server)
    loop = asyncio.get_running_loop()
    there = server.host, server.port
    transport, ear = await loop.create_datagram_endpoint(lambda: _Ear(asked), remote_addr=there)
    try:
        for wait, sooner in zip(TRIES_S, (0.0, *TRIES_S), strict=False):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait - sooner):
                    await ear.heard.wait()
            transport.sendto(bytes(asked))
        return await ear.heard.wait()
    finally:
        transport.close()


async def _by_tcp(server: Server, route: Route) -> bool:
    asked = request_to(server)
    trust = route.trust() if server.scheme == "turns" else None
    reader, writer = await asyncio.open_connection(server.host, server.port, ssl=trust)
    try:
        writer.write(bytes(asked))
        head = await reader.readexactly(stun.HEADER_LENGTH)
        body = await reader.readexactly(int.from_bytes(head[2:4]))
        return answers(asked, head + body)
    finally:
        writer.close()


class Probing:
    """Looks at the servers each minute while there are any; everything in the loop."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._next = float("-inf")
        self._known: dict[str, bool] = {}
        self._looking: asyncio.Task[None] | None = None

    def follow(self, wanted: tuple[IceServer, ...], now: float) -> None:
        """Call often; ``wanted`` is empty where no call is near."""
        if not wanted:
            self._next = float("-inf")
        elif now >= self._next and self._looking is None:
            self._next = now + EACH_S
            self._looking = asyncio.create_task(self._look(read_servers(wanted)), name="probe")
            self._looking.add_done_callback(self._looked)

    def _looked(self, _: asyncio.Task[None]) -> None:
        self._looking = None

    async def _look(self, servers: list[Server]) -> None:
        found = await asyncio.gather(*(lives(one, self._route) for one in servers))
        for server, alive in zip(servers, found, strict=True):
            (ask_first if alive else ask_last)(server)
        known = {one.url: alive for one, alive in zip(servers, found, strict=True)}
        if known != self._known:
            self._known = known
            silent = sum(not alive for alive in known.values())
            level = logging.WARNING if silent else logging.INFO
            record("call.servers", level, known=len(known), silent=silent)

    async def close(self) -> None:
        """Ask no more."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
