"""R35: stage takes what room laid there, while room's view shows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.link.shared import LIMIT, place_of
from appliance.stage.board import Board
from appliance.stage.shared import SharedPicture
from tests.support.pictures import jpeg
from tests.support.room_process import until
from tests.support.sharing import sharing

FIRST, SECOND = "shared-page-1", "shared-page-2"


class Stage:
    """A board, and the one who follows room's view for it."""

    def __init__(self, runtime: Path) -> None:
        self.board = Board()
        self.shared = SharedPicture(self.board, runtime)

    def shows(self, file: str) -> bool:
        """One round more; whether it is on the board."""
        self.shared.follow(sharing(file))
        return self.board.shared is not None and self.board.shared.name == file


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.shared.close()


async def test_r35_it_comes_when_it_lies_there_and_goes_with_the_view(
    stage: Stage, tmp_path: Path
) -> None:
    assert not stage.shows(FIRST), "room has not fetched it yet"
    place_of(tmp_path, FIRST).write_bytes(jpeg(64, 48))
    await until(lambda: stage.shows(FIRST), "the first page")
    place_of(tmp_path, FIRST).unlink()
    assert stage.shows(FIRST), "it was read once"
    place_of(tmp_path, SECOND).write_bytes(jpeg(48, 64))
    assert not stage.shows(SECOND)
    assert stage.board.shared is None, "no page stands there under another's name"
    await until(lambda: stage.shows(SECOND), "the second page")
    stage.shared.follow(sharing(None))
    assert stage.board.shared is None
    await until(lambda: stage.shows(SECOND), "shown again")
    stage.shared.follow(None)
    assert stage.board.shared is None


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xff\xd8\xff" + b"\0" * LIMIT])
async def test_r35_what_cannot_be_shown_is_left_and_the_next_one_is_shown(
    stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    place_of(tmp_path, FIRST).write_bytes(content)
    place_of(tmp_path, SECOND).write_bytes(jpeg())
    await until(lambda: stage.shows(FIRST) or "shared.not-a-picture" in caplog.messages, "judged")
    assert not stage.shows(FIRST)
    assert caplog.messages.count("shared.not-a-picture") == 1
    await until(lambda: stage.shows(SECOND), "the next one")
