"""A packet's time is when it reached the machine, not when the loop came round to it."""

import asyncio
import inspect
import selectors
import socket
import time
from asyncio import selector_events

from appliance.stage.net.stamps import Stamped, StampingSocket
from tests.support.stage_call import call_bench, stage_view, until


def test_asyncio_still_reads_by_the_socket_s_own_recvfrom() -> None:
    source = inspect.getsource(selector_events._SelectorDatagramTransport)  # type: ignore[attr-defined]
    assert "self._sock.recvfrom(self.max_size)" in source


def test_what_waited_in_the_kernel_has_its_true_time() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
    ):
        receiver.bind(("127.0.0.1", 0))
        stamping = StampingSocket(receiver)
        before = time.monotonic()
        sender.sendto(b"hello", stamping.getsockname())
        after = time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(receiver, selectors.EVENT_READ)
            assert selector.select(5.0)
            selector.unregister(receiver)
            selector.select(0.1)
        data, address = stamping.recvfrom(100)
        assert data == b"hello"
        assert address == ("127.0.0.1", sender.getsockname()[1])
        assert isinstance(data, Stamped)
        assert before - 0.01 <= data.at <= after + 0.01


async def test_every_socket_of_a_call_stamps_and_the_call_goes_on() -> None:
    async with call_bench() as bench:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven)
        call = bench.switchboard._call
        assert call is not None
        peer = call._new
        connection = peer.connection.getReceivers()[1].transport.transport._connection
        sockets = [vars(one.transport)["_sock"] for one in connection._protocols]
        assert sockets
        assert all(isinstance(one, StampingSocket) for one in sockets)
        ages = []
        for _ in range(20):
            ages.append(time.monotonic() - peer._bitrate._stamps.at)
            await asyncio.sleep(0.01)
        assert all(-0.001 <= one < 2.0 for one in ages)
        assert len(set(ages)) > 5
