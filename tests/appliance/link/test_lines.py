"""Local links: one JSON message a line, bounded, and survivors of a peer that dies."""

import asyncio
from pathlib import Path

from appliance.core.words import Button
from appliance.link.lines import SocketLine, connect, keep_connected, listen
from appliance.link.messages import Hello, Pressed, read_from_stage
from wire.records import LINE_LIMIT


async def test_messages_arrive_in_order(tmp_path: Path) -> None:
    heard: list[object] = []
    done = asyncio.Event()

    async def serve(line: SocketLine) -> None:
        heard.extend([read_from_stage(text) async for text in line])
        done.set()

    async with await listen(tmp_path / "room.sock", serve):
        line = await connect(tmp_path / "room.sock")
        line.send(Hello(process="stage"))
        line.send(Pressed(button=Button.HERE))
        await line.close()
        await asyncio.wait_for(done.wait(), 5)
    assert heard == [Hello(process="stage"), Pressed(button=Button.HERE)]


async def test_a_line_too_long_ends_the_link_and_nothing_else(tmp_path: Path) -> None:
    ended: asyncio.Queue[int] = asyncio.Queue()

    async def serve(line: SocketLine) -> None:
        ended.put_nowait(len([text async for text in line]))

    async with await listen(tmp_path / "room.sock", serve):
        _, writer = await asyncio.open_unix_connection(tmp_path / "room.sock")
        writer.write(b"x" * (LINE_LIMIT + 100))
        assert await asyncio.wait_for(ended.get(), 5) == 0
        writer.close()
        line = await connect(tmp_path / "room.sock")
        line.send(Hello(process="room"))
        await line.close()
        assert await asyncio.wait_for(ended.get(), 5) == 1


async def test_the_socket_belongs_to_user_and_group(tmp_path: Path) -> None:
    async def serve(line: SocketLine) -> None:
        del line

    path = tmp_path / "sign.sock"
    async with await listen(path, serve):
        assert path.stat().st_mode & 0o777 == 0o660


async def test_who_keeps_connected_comes_back_when_the_other_returns(tmp_path: Path) -> None:
    path = tmp_path / "sign.sock"
    visits: asyncio.Queue[bytes] = asyncio.Queue()

    async def hang_up(line: SocketLine) -> None:
        async for text in line:
            visits.put_nowait(text)
            return

    async def greet(line: SocketLine) -> None:
        line.send(Hello(process="room"))
        async for _ in line:
            pass

    caller = asyncio.create_task(keep_connected(path, greet, pause_s=0.01))
    async with await listen(path, hang_up):
        await asyncio.wait_for(visits.get(), 5)
        await asyncio.wait_for(visits.get(), 5)
    async with await listen(path, hang_up):
        await asyncio.wait_for(visits.get(), 5)
    caller.cancel()
