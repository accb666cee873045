"""R35: from the staff's page by the real central and the room's file to what stage draws."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from appliance.room.central.shared import Shared
from appliance.room.central.token import AccessToken, load_key
from appliance.stage.board import Board
from appliance.stage.shared import SharedPicture
from tests.support.central_house import House, make_house, serving
from tests.support.meeting import meeting
from tests.support.pictures import jpeg
from tests.support.room_process import until
from tests.support.sharing import sharing


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A central at work, on this machine's clock."""
    made = make_house(tmp_path / "central")
    made.clock.now = time.time()
    async with serving(made):
        yield made


async def test_r35_what_the_clinician_shares_comes_to_the_room_and_goes(
    house: House, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir()
    key = load_key(house.folder / "keys" / "north-room12.key")
    token = AccessToken.of_central(session, house.url, "north/room12", key)
    room, board = Shared(session, house.url, token, runtime), Board()
    stage = SharedPicture(board, runtime)
    running = asyncio.create_task(room.run())
    async with meeting(house) as meet:
        for size in ((640, 480), (480, 640)):
            _, page = await meet.hand_over(jpeg(*size), "sida.jpg", "shared", staff=True)
            await meet.desk.say("show", visit=meet.visit, file=page["id"])
            await meet.unit.until("lobby", shown=page["id"])
            view = sharing(page["id"], meet.visit)
            room.want(view)

            def is_here(view: object = view, file: str = page["id"]) -> bool:
                stage.follow(sharing(file, meet.visit))
                return board.shared is not None

            await until(is_here, "on stage's board")
            assert board.shared is not None
            assert (board.shared.name, board.shared.bgr.shape) == (page["id"], (*size[::-1], 3))
        nothing = sharing(None, meet.visit)
        room.want(nothing)
        stage.follow(nothing)
        assert board.shared is None
        assert list(runtime.iterdir()) == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    stage.close()
