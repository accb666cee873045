"""The network is gone for a while: the call comes back by itself and is never given up (S8, R02).

The long ones are for `make outages`.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.outage import Outage, outage_in

pytestmark = [pytest.mark.scene, pytest.mark.asyncio(loop_scope="module")]

LOAD_S = 2.0
"""What a shared machine may add."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def outage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Outage]:
    async with outage_in(tmp_path_factory.mktemp("demo") / "outage") as outage:
        yield outage


async def _comes_back(outage: Outage, lasts_s: float, within_s: float, *, signaling: bool) -> None:
    await outage.call.flows()
    seen, heard, room = await outage.lasts(lasts_s, signaling=signaling)
    print(
        f"{lasts_s:.0f} s {'of everything' if signaling else 'of the media'}: "
        f"the page sees after {seen:.2f} s, hears after {heard:.2f} s, the room after {room:.2f} s"
    )
    await outage.call.flows()
    assert max(seen, heard, room) <= within_s + LOAD_S
    assert outage.call.is_occupied()
    assert outage.call.records.of("stage", "capture.closed") == []


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("signaling", [False, True], ids=["media", "everything"])
@pytest.mark.parametrize("lasts_s", [5, 15, 60])
async def test_s8_media_is_back_after(outage: Outage, lasts_s: float, signaling: bool) -> None:
    await _comes_back(outage, lasts_s, 1.0 if lasts_s <= 5 else 5.0, signaling=signaling)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("lasts_s", [150, 600])
async def test_s8_both_come_back_into_the_visit_though_central_gave_their_seats_up(
    tmp_path: Path, lasts_s: float
) -> None:
    async with outage_in(tmp_path / "outage") as outage:
        await _comes_back(outage, lasts_s, 5.0, signaling=True)
        phases = [one["phase"] for one in outage.call.records.of("room", "phase")]
        assert "ended" not in phases
        assert phases[-2:] == ["interrupted", "in-call"]


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_s8_a_page_that_sends_nothing_for_two_minutes_is_no_reconnect(outage: Outage) -> None:
    page = outage.call.person.page
    await page.get_by_role("button", name="Du hörs").click()
    await page.get_by_role("button", name="Du syns").click()
    generations = outage.call.records.of("stage", "call.generation")
    silences = outage.call.records.of("stage", "call.silent")
    await asyncio.sleep(120)
    assert outage.call.records.of("stage", "call.generation") == generations
    assert outage.call.records.of("stage", "call.silent") == silences
    await page.get_by_role("button", name="Du hörs inte").click()
    await page.get_by_role("button", name="Du syns inte").click()
