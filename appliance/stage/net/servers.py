"""STUN and TURN servers cost no time: the offer leaves with our own addresses, theirs follow (A5).

aiortc waits up to 5 s for a server before it describes itself. Here it never sees the servers;
we ask them beside and trickle what they say. Of relays one is enough: they are asked in their
order, the next one 0.2 s after the last while none has answered, first those that answered lately.
"""

import asyncio
import contextlib
import logging
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from aioice import Candidate, Connection, TransportPolicy
from aioice.ice import StunProtocol, relayed_candidate, server_reflexive_candidate
from aioice.stun import TransactionError, TransactionFailed
from aiortc.rtcicetransport import parse_stun_turn_uri

from appliance.link.journal import record
from wire.signaling import IceServer

PATIENCE_S = 5.0
NEXT_AFTER_S = 0.2
DEAD_FOR_S = 300.0
"""A relay that did not answer, or later than another, is asked last for so long."""
MOST_SERVERS = 8
NO = {401: "refused", 403: "forbidden", 441: "refused", 486: "quota", 508: "full"}
"""Why a relay says no (RFC 8656, 19); a right that is expired or forged is *refused*."""
_dead: dict[str, float] = {}
"""URL → until when it is asked last; for every call of this process."""


@dataclass(frozen=True, slots=True)
class Route:
    """Which ways this unit's media may take."""

    relay_only: bool = False
    relay_ca: Path | None = None
    """Whose certificates a ``turns:`` server may show; None: the machine's own list."""

    def trust(self) -> ssl.SSLContext:
        """What a TLS connection to a relay believes; raises OSError for a file that is none."""
        return ssl.create_default_context(cafile=self.relay_ca)


ANY_WAY = Route()


@dataclass(frozen=True, slots=True)
class Server:
    """One address of one server."""

    url: str
    scheme: Literal["stun", "turn", "turns"]
    host: str
    port: int
    transport: Literal["udp", "tcp"] = "udp"
    username: str | None = None
    credential: str | None = None


def read_servers(servers: tuple[IceServer, ...]) -> list[Server]:
    """Every address in its order; one that cannot be read is left out and recorded."""
    found: list[Server] = []
    for server in servers:
        for url in server.urls:
            try:
                parts: dict[str, Any] = parse_stun_turn_uri(url)
            except ValueError:
                record("call.bad-ice-server")
                continue
            if parts["scheme"] == "stuns" or parts.get("transport") not in (None, "udp", "tcp"):
                record("call.bad-ice-server")
                continue
            rights = (server.username, server.credential)
            transport = parts.get("transport", "udp")
            whole = (url, parts["scheme"], parts["host"], parts["port"], transport, *rights)
            found.append(Server(*whole))
    return found[:MOST_SERVERS]


class LateCandidates:
    """Asks the servers of one connection and tells each address they give."""

    def __init__(
        self, connection: Connection, servers: tuple[IceServer, ...], route: Route
    ) -> None:
        self._connection = connection
        self._route = route
        self._servers = read_servers(servers)
        self.relay_first = route.relay_only
        """There is nothing to describe before a relay has given an address."""
        if route.relay_only:
            connection._transport_policy = TransportPolicy.RELAY  # noqa: SLF001

    async def gather(self, tell: Callable[[Candidate], None]) -> None:
        """Ask all there are, each for at most 5 s."""
        known = sorted(self._servers, key=_known_dead)
        stun = next((one for one in known if one.scheme == "stun"), None)
        jobs = [self._reflexive(protocol, stun, tell) for protocol in self._own()] if stun else []
        await asyncio.gather(*jobs, self._one_relay(tell))

    def _own(self) -> list[StunProtocol]:
        protocols = self._connection._protocols  # noqa: SLF001
        return [one for one in protocols if ":" not in one.local_candidate.host]

    async def _reflexive(
        self, protocol: StunProtocol, server: Server, tell: Callable[[Candidate], None]
    ) -> None:
        asking = server_reflexive_candidate(protocol, (server.host, server.port))
        with contextlib.suppress(TransactionError, OSError, TimeoutError, ValueError):
            async with asyncio.timeout(PATIENCE_S):
                candidate, _ = await asking
            tell(candidate)

    async def _one_relay(self, tell: Callable[[Candidate], None]) -> None:
        relays = [one for one in sorted(self._servers, key=_known_dead) if one.scheme != "stun"]
        taken = asyncio.Event()
        asking = [
            asyncio.create_task(self._relay(one, n * NEXT_AFTER_S, taken, tell), name="ask-relay")
            for n, one in enumerate(relays)
        ]
        try:
            for next_done in asyncio.as_completed(asking):
                await next_done
                if taken.is_set():
                    break
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        if self.relay_first and not taken.is_set():
            record("call.no-relay", logging.ERROR)

    async def _relay(
        self,
        server: Server,
        after_s: float,
        taken: asyncio.Event,
        tell: Callable[[Candidate], None],
    ) -> None:
        """Ask one relay when its turn has come; what comes after another's is given back."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(after_s):
                await taken.wait()
        given = None if taken.is_set() else await self._ask(server)
        if given is None:
            return
        candidate, protocol = given
        connection = self._connection
        if taken.is_set() or connection._closing:  # noqa: SLF001
            await protocol.close()
            return
        taken.set()
        connection._protocols.append(protocol)  # noqa: SLF001
        connection._local_candidates.append(candidate)  # noqa: SLF001
        for remote in connection.remote_candidates:
            connection._pair_remote_candidate(remote)  # noqa: SLF001
        connection.sort_check_list()
        tell(candidate)

    async def _ask(self, server: Server) -> tuple[Candidate, StunProtocol] | None:
        """An address at this relay; None, recorded, where it gives none."""
        connection = self._connection
        try:
            trust: Any = self._route.trust() if server.scheme == "turns" else False
            asking = relayed_candidate(
                component=1,
                hide_related_address=self._route.relay_only,
                protocol_factory=lambda: StunProtocol(connection),
                turn_server=(server.host, server.port),
                turn_username=server.username,
                turn_password=server.credential,
                turn_ssl=trust,  # handed on to asyncio, which takes a context too
                turn_transport=server.transport,
            )
            async with asyncio.timeout(PATIENCE_S):
                given = await asking
        except TransactionFailed as error:
            code = error.response.error_code or 0
            record("call.relay", logging.WARNING, code=NO.get(code, "failed"), error=code)
        except ssl.SSLError:
            record("call.relay", logging.WARNING, code="untrusted")
        except asyncio.CancelledError:  # another was faster
            ask_last(server)
            raise
        except (TransactionError, OSError, TimeoutError, ValueError):  # a name that is none
            ask_last(server)
            record("call.relay", logging.WARNING, code="silent")
        else:
            ask_first(server)
            return given
        return None


def _known_dead(server: Server) -> bool:
    return _dead.get(server.url, 0.0) > time.monotonic()


def ask_first(server: Server) -> None:
    """It answered: it is asked in its turn."""
    _dead.pop(server.url, None)


def ask_last(server: Server) -> None:
    """It did not answer: others are asked before it for some time."""
    if len(_dead) > MOST_SERVERS:
        _dead.clear()
    _dead[server.url] = time.monotonic() + DEAD_FOR_S
