"""Who comes to the lobby: only this visit's ticket at this time, and a second browser knocks."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.demo import demo_in, until_async
from workbench.demo import Demo
from workbench.patient import Patient, patient

pytestmark = [
    pytest.mark.scene,
    pytest.mark.timeout(120),
    pytest.mark.asyncio(loop_scope="module"),
]

REFUSED = "Vi kan inte öppna besöket."
KNOCKING = "Vänta, din vårdgivare släpper in dig"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    async with demo_in(tmp_path_factory.mktemp("demo") / "lobby", start_in_s=600) as demo:
        yield demo


async def _try(person: Patient, link: str, birth_date: str) -> str:
    """What the page says to a birth date at ``link``."""
    await person.page.goto("about:blank")
    await person.page.goto(link)
    await person.page.get_by_label("Ditt födelsedatum").fill(birth_date)
    await person.page.get_by_role("button", name="Gå vidare").click()
    refusal = person.page.get_by_text(REFUSED)
    await refusal.wait_for()
    return await person.page.locator("main").inner_text()


async def test_s5_a_wrong_and_a_foreign_ticket_get_the_same_answer(demo: Demo) -> None:
    assert demo.booked is not None
    right, birth_date = demo.booked.link, demo.booked.person.birth_date
    async with patient() as person:
        answers = {
            await _try(person, right, "1958-04-23"),
            await _try(person, right[:-4] + "AAAA", birth_date),
        }
    assert len(answers) == 1, answers


async def test_a_second_browser_waits_until_the_clinician_lets_it_in(demo: Demo) -> None:
    assert demo.booked is not None
    link, birth_date = demo.booked.link, demo.booked.person.birth_date
    desk = demo.bench.desk
    async with patient() as first, patient() as second:
        await first.enter(link, birth_date)
        await second.enter(link, birth_date, until_reads=KNOCKING)

        async def admits() -> bool:
            return "admit" in await desk.controls()

        await until_async(admits, 10, "the unit's screen offers to let somebody in")
        assert await first.page.get_by_text("Du är i lobbyn").is_visible()
        await desk.touch(*(await desk.controls())["admit"])
        await second.page.get_by_text("Du är i lobbyn").wait_for()
        await first.page.get_by_text("Besöket är öppet på ett annat ställe").wait_for()
