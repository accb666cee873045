"""R51: the room's answer reaches central, also where it is away for a while."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from appliance.room.central import rating as module
from appliance.room.central.rating import Ratings
from appliance.room.central.token import AccessToken
from tests.support.room_process import until
from tests.support.small_central import SmallCentral


@pytest.fixture
async def ratings(
    session: aiohttp.ClientSession,
    central: SmallCentral,
    token: AccessToken,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Ratings]:
    """The carrier, at work, and quicker to try again."""
    monkeypatch.setattr(module, "AGAIN_S", 0.05)
    made = Ratings(session, central.base, token)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_r51_each_answer_is_told_once_by_the_visit(
    ratings: Ratings, central: SmallCentral
) -> None:
    ratings.add("a1", 1)
    ratings.add("a2", 3)
    told = [("a1", {"answers": {"worked": 1}}), ("a2", {"answers": {"worked": 3}})]
    await until(lambda: len(central.ratings) >= 2, "both")
    assert central.ratings == told


async def test_r51_what_central_cannot_take_now_is_tried_again_and_a_refusal_is_not(
    ratings: Ratings, central: SmallCentral
) -> None:
    central.rating_answers = [503, 401, 404, 200]
    ratings.add("a1", 2)
    await until(lambda: len(central.ratings) >= 3, "tried until it is refused")
    ratings.add("a2", 1)
    await until(lambda: len(central.ratings) >= 4, "the next one")
    assert [visit for visit, _ in central.ratings] == ["a1", "a1", "a1", "a2"]
