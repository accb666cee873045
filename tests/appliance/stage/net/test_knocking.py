"""A path that comes back is found within half a second, whatever the library's pauses are."""

import asyncio
from typing import Any

import pytest
from aioice import Candidate, Connection, stun

from appliance.stage.net.knocking import Knocking
from appliance.stage.net.patience import Patience
from tests.support.impaired import impaired
from tests.support.stage_call import call_bench, stage_view, until


@pytest.mark.parametrize("name", ["request", "addr"])
async def test_the_library_still_keeps_what_is_said_again(name: str) -> None:
    waiting = stun.Transaction(stun.Message(1, 0), ("192.0.2.1", 9), print)  # type: ignore[arg-type]
    assert hasattr(waiting, f"_Transaction__{name}")


async def test_s8_a_check_is_said_again_each_half_second_until_there_is_a_path() -> None:
    loop = asyncio.get_running_loop()
    came: list[bytes] = []

    class Deaf(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: Any) -> None:
            came.append(data)

    transport, _ = await loop.create_datagram_endpoint(Deaf, local_addr=("127.0.0.1", 0))
    connection = Connection(ice_controlling=True)
    connection.remote_username, connection.remote_password = "user", "p" * 22
    port = transport.get_extra_info("sockname")[1]
    await connection.gather_candidates()
    await connection.add_remote_candidate(
        Candidate("1", 1, "udp", 2130706431, "127.0.0.1", port, "host")
    )
    connecting = asyncio.create_task(connection.connect())
    await until(lambda: bool(came))
    knocking = Knocking(connection)
    first = len(came)
    for now in (10.0, 10.1, 10.6, 11.2):
        knocking.again(now)
    await until(lambda: len(came) >= first + 3)
    await connection.close()
    await asyncio.gather(connecting, return_exceptions=True)
    transport.close()
    await asyncio.sleep(0)


async def test_s8_our_side_finds_the_path_as_soon_as_the_network_is_back() -> None:
    """The other end here is aiortc itself, which pauses; a browser does not."""
    with impaired() as network:
        network.cut()
        async with call_bench(patience=Patience(connect_s=60)) as bench:
            network.join(bench)
            bench.view = stage_view()
            await until(lambda: bool(bench.far.offers))
            await asyncio.sleep(4.0)  # the library's next try would come after 7.5 s
            network.mend()
            call = bench.switchboard._call
            assert call is not None
            ours = call._new.connection
            assert await until(lambda: ours.iceConnectionState == "completed") < 2.5
            await until(lambda: bench.doing.proven, 20.0)
            assert bench.doing.generation == 1
