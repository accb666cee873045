"""The three buttons that go through the screen: from room's end of the line to stage's board."""

import asyncio
from pathlib import Path

from appliance.core import events as e
from appliance.core.words import Move
from appliance.room.central.generations import Generations
from appliance.room.stage_link import StageLink
from appliance.stage.board import Board
from appliance.stage.room_line import RoomLine
from tests.support.room_process import until


async def test_a_move_arrives_at_the_screen(tmp_path: Path) -> None:
    told: list[e.Event] = []
    link = StageLink(told.append, Generations({}, lambda *_: None))
    link.move(Move.NEXT)  # nobody is there: it is lost
    board = Board()
    line = RoomLine(board, lambda _: None, lambda: None)
    duties = [
        asyncio.create_task(link.run(tmp_path / "room.sock")),
        asyncio.create_task(line.keep(tmp_path / "room.sock")),
    ]
    await until(lambda: link.doing is not None, "connected")
    for move in (Move.NEXT, Move.BACK, Move.CHOOSE):
        link.move(move)
    moves: list[Move] = []

    def heard() -> int:
        moves.extend(board.moves())
        return len(moves)

    await until(lambda: heard() == 3, "heard")
    assert moves == [Move.NEXT, Move.BACK, Move.CHOOSE]
    for duty in duties:
        duty.cancel()
    await asyncio.gather(*duties, return_exceptions=True)
