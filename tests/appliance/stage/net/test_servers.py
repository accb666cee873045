"""A TURN server's address is told, used and given back."""

import asyncio
from typing import Any

from aioice import Connection, stun

from appliance.stage.net.servers import LateCandidates, Route
from wire.signaling import IceServer

REALM, NONCE = "ostord", b"n"


class Turn(asyncio.DatagramProtocol):
    """Grants one allocation, and forgets it when told to (RFC 8656, 7)."""

    def __init__(self) -> None:
        self.given = 0
        self.ended = 0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        request = stun.parse_message(data)
        known = "USERNAME" in request.attributes
        answer = stun.Message(
            message_method=request.message_method,
            message_class=stun.Class.RESPONSE if known else stun.Class.ERROR,
            transaction_id=request.transaction_id,
        )
        if not known:
            answer.attributes["ERROR-CODE"] = (401, "Unauthorized")
            answer.attributes["NONCE"] = NONCE
            answer.attributes["REALM"] = REALM
        elif request.message_method == stun.Method.ALLOCATE:
            self.given += 1
            answer.attributes["XOR-RELAYED-ADDRESS"] = ("203.0.113.5", 50_000)
            answer.attributes["XOR-MAPPED-ADDRESS"] = addr
            answer.attributes["LIFETIME"] = 600
        elif request.attributes.get("LIFETIME") == 0:
            self.ended += 1
        if known:
            from aioice.turn import make_integrity_key

            answer.add_message_integrity(make_integrity_key("u", REALM, "c"))
        self.transport.sendto(bytes(answer), addr)


async def test_a5_a_relay_is_told_paired_and_given_back() -> None:
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(Turn, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    connection = Connection(ice_controlling=True)
    await connection.gather_candidates()
    before = len(connection.local_candidates)
    relay = IceServer(urls=(f"turn:127.0.0.1:{port}",), username="u", credential="c")
    told: list[Any] = []
    await LateCandidates(connection, (relay,), Route()).gather(told.append)
    assert [(one.type, one.host, one.port) for one in told] == [("relay", "203.0.113.5", 50_000)]
    assert len(connection.local_candidates) == before + 1
    assert server.given == 1
    await connection.close()
    assert server.ended == 1
    transport.close()


async def test_a_relay_that_comes_too_late_is_given_back_at_once() -> None:
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(Turn, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    connection = Connection(ice_controlling=True)
    await connection.gather_candidates()
    await connection.close()
    relay = IceServer(urls=(f"turn:127.0.0.1:{port}",), username="u", credential="c")
    told: list[Any] = []
    await LateCandidates(connection, (relay,), Route()).gather(told.append)
    assert told == []
    assert (server.given, server.ended) == (1, 1)
    transport.close()
