"""R35: what the clinician shares is fetched for the screen, and lies there no longer than it is."""

import asyncio
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from appliance.core.views import StageView
from appliance.link.shared import LIMIT, place_of
from appliance.room.central import shared as module
from appliance.room.central.shared import Shared
from appliance.room.central.token import AccessToken
from appliance.stage.screen.examples import EXAMPLES
from tests.support.pictures import jpeg
from tests.support.room_process import until
from tests.support.sharing import sharing
from tests.support.small_central import SmallCentral

FIRST, SECOND = "shared-page-1", "shared-page-2"


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    """The runtime folder."""
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


@pytest.fixture
async def shared(
    session: aiohttp.ClientSession,
    central: SmallCentral,
    token: AccessToken,
    runtime: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Shared]:
    """The carrier, at work, and quicker to try again; a crash has left something there."""
    monkeypatch.setattr(module, "AGAIN_S", 0.05)
    monkeypatch.setattr(module, "LONGEST_S", 0.05)
    place_of(runtime, "left-over-1").write_bytes(b"old")
    central.shown = {FIRST: jpeg(), SECOND: jpeg(320, 200)}
    made = Shared(session, central.base, token, runtime)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert lying(runtime) == [], "nothing is left when room ends"


def lying(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.is_file())


async def test_r35_s6_it_lies_there_for_stage_while_it_is_shown(
    shared: Shared, central: SmallCentral, runtime: Path
) -> None:
    assert lying(runtime) == [], "what a crash left is gone"
    shared.want(sharing(FIRST))
    place = place_of(runtime, FIRST)
    await until(place.exists, "fetched")
    assert place.read_bytes() == central.shown[FIRST]
    assert not stat.S_IMODE(place.stat().st_mode) & 0o137, "for stage's group, for nobody else"
    shared.want(sharing(FIRST))
    shared.want(sharing(SECOND))
    assert not place.exists()
    await until(place_of(runtime, SECOND).exists, "the next page")
    assert lying(runtime) == [place_of(runtime, SECOND).name]
    shared.want(sharing(None))
    assert lying(runtime) == []
    assert [asked for asked in central.asked if "/shown/" in asked] == [
        f"GET /api/visits/a1/shown/{file}" for file in (FIRST, SECOND)
    ]


async def test_s6_the_visit_s_end_takes_it_away(shared: Shared, runtime: Path) -> None:
    shared.want(sharing(FIRST))
    await until(place_of(runtime, FIRST).exists, "fetched")
    shared.want(StageView(screen=EXAMPLES["ended"].view))
    assert lying(runtime) == []


async def test_r35_what_central_cannot_give_now_is_asked_for_again(
    shared: Shared, central: SmallCentral, runtime: Path
) -> None:
    central.shown_answers = [503, 404, 401]
    shared.want(sharing(FIRST))
    await until(place_of(runtime, FIRST).exists, "at last")
    assert central.shown_answers == []


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"", b"\xff\xd8\xff" + b"\0" * LIMIT], ids=["pdf", "none", "large"]
)
async def test_r35_what_is_no_picture_or_too_large_is_never_laid_there(
    shared: Shared, central: SmallCentral, runtime: Path, content: bytes
) -> None:
    central.shown[FIRST] = content
    shared.want(sharing(FIRST))
    await until(lambda: sum(FIRST in one for one in central.asked) > 1, "tried twice")
    assert lying(runtime) == []
    shared.want(sharing(SECOND))
    await until(place_of(runtime, SECOND).exists, "the next one")
