"""STUN and TURN servers cost no time: the offer leaves with our own addresses, theirs follow (A5).

aiortc waits up to 5 s for a server before it describes itself. Here it never sees the servers;
we ask them beside and trickle what they say.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from aioice import Candidate, Connection
from aioice.ice import StunProtocol, relayed_candidate, server_reflexive_candidate
from aioice.stun import TransactionError
from aiortc import RTCIceServer
from aiortc.rtcicetransport import connection_kwargs

from appliance.link.journal import record
from wire.signaling import IceServer

PATIENCE_S = 5.0


def server_settings(servers: tuple[IceServer, ...]) -> dict[str, Any]:
    """aioice's words for ``servers``; one that cannot be read is left out and recorded."""
    readable: list[RTCIceServer] = []
    for server in servers:
        one = RTCIceServer(
            urls=list(server.urls), username=server.username, credential=server.credential
        )
        try:
            connection_kwargs([one])
        except ValueError:
            record("call.bad-ice-server")
            continue
        readable.append(one)
    return connection_kwargs(readable)


class LateCandidates:
    """Asks the servers of one connection and tells each address they give."""

    def __init__(self, connection: Connection, servers: tuple[IceServer, ...]) -> None:
        self._connection = connection
        self._settings = server_settings(servers)

    async def gather(self, tell: Callable[[Candidate], None]) -> None:
        """Ask all servers at once, each for at most 5 s."""
        jobs = [self._reflexive(protocol, tell) for protocol in self._own()]
        if "turn_server" in self._settings:
            jobs.append(self._relayed(tell))
        await asyncio.gather(*jobs)

    def _own(self) -> list[StunProtocol]:
        if "stun_server" not in self._settings:
            return []
        protocols = self._connection._protocols  # noqa: SLF001
        return [one for one in protocols if ":" not in one.local_candidate.host]

    async def _reflexive(self, protocol: StunProtocol, tell: Callable[[Candidate], None]) -> None:
        asking = server_reflexive_candidate(protocol, self._settings["stun_server"])
        with contextlib.suppress(TransactionError, OSError, TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                candidate, _ = await asking
            tell(candidate)

    async def _relayed(self, tell: Callable[[Candidate], None]) -> None:
        connection = self._connection
        names = ("server", "username", "password", "ssl", "transport")
        asking = relayed_candidate(
            component=1,
            hide_related_address=False,
            protocol_factory=lambda: StunProtocol(connection),
            **{f"turn_{name}": self._settings[f"turn_{name}"] for name in names},
        )
        with contextlib.suppress(TransactionError, OSError, TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                candidate, protocol = await asking
            if connection._closing:  # noqa: SLF001
                await protocol.close()
                return
            connection._protocols.append(protocol)  # noqa: SLF001
            connection._local_candidates.append(candidate)  # noqa: SLF001
            for remote in connection.remote_candidates:
                connection._pair_remote_candidate(remote)  # noqa: SLF001
            connection.sort_check_list()
            tell(candidate)
