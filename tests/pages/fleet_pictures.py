"""Pictures of the fleet page, to be looked at: ``python -m tests.pages.fleet_pictures FOLDER``.

None, one, 40 and 1,000 rooms, a room's story, in three sizes, both languages, by day and by night;
and how long the page's thread was held up with 1,000 rooms that change.
"""

import asyncio
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page
from sqlalchemy.orm import Session

from central.core.fleet import PartLine, UnitLine
from central.core.fleet_story import changes
from central.fleet.register import Register
from central.store import fleet_acts, fleet_follow
from central.store.tables import Event, Sample, Unit
from tests.support.central_house import Clock, House, make_house, serving
from tests.support.chromium import chromium
from tests.support.many_rooms import many_rooms
from wire.commands import ActState, Command, CommandResult, Part, Verb

SIZES = {"desk": (1440, 900), "laptop": (1024, 768), "phone": (390, 844)}
HELD_UP = """new Promise((done) => {
  let [longest, last, frames] = [0, performance.now(), 0];
  const began = last;
  const tick = (now) => {
    longest = Math.max(longest, now - last);
    [last, frames] = [now, frames + 1];
    now - began < 5000 ? requestAnimationFrame(tick) : done({ longest, frames });
  };
  requestAnimationFrame(tick);
})"""


class _Wall(Clock):
    """The real time."""

    def __call__(self) -> float:
        return time.time()


async def pictures(folder: Path, within: Path) -> None:
    """All of them into ``folder``; what was measured on the terminal. Central is ``within``."""
    folder.mkdir(parents=True, exist_ok=True)
    house = make_house(within / "house")
    house.clock = _Wall()
    async with serving(house), chromium() as browser:
        register: Register = house.servers[0].app.state.register
        register.hear(listening=True)
        for count in (0, 1, 40, 1000):
            register.keep_to(many_rooms(count, house.clock()))
            for name, size in SIZES.items():
                await _picture(browser, house, folder / f"rooms-{count}-{name}.png", size)
        path = folder / "rooms-1000-night-en.png"
        await _picture(browser, house, path, SIZES["desk"], night=True, language="en")
        await _measure(browser, house, register)
        unit = _story(house, register)
        register.put([_measured(line) for line in register.lines if line.unit == unit])
        for name, size in SIZES.items():
            path = folder / f"story-{name}.png"
            await _picture(browser, house, path, size, where=f"?room={unit}")
        path = folder / "story-night-en.png"
        place: dict[str, Any] = {"where": f"?room={unit}", "night": True, "language": "en"}
        await _picture(browser, house, path, SIZES["laptop"], **place)
    house.database.close()


async def _open(browser: Browser, house: House, where: str, language: str, **how: Any) -> Page:
    context = await browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm", **how)
    page = await context.new_page()
    page.on("pageerror", lambda error: print("!", error))
    key = (house.folder / "keys" / "fleet.key").read_text().strip()
    await page.add_init_script(f"localStorage.setItem('ostord-language', '{language}')")
    await page.goto(f"{house.url}/fleet{where}#{key}")
    await page.locator("h1").first.wait_for()
    await page.wait_for_timeout(700)
    return page


async def _picture(
    browser: Browser,
    house: House,
    path: Path,
    size: tuple[int, int],
    *,
    where: str = "",
    night: bool = False,
    language: str = "sv",
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    scheme = "dark" if night else "light"
    page = await _open(browser, house, where, language, viewport=viewport, color_scheme=scheme)
    await page.screenshot(path=path, full_page=True)
    await page.context.close()


async def _measure(browser: Browser, house: House, register: Register) -> None:
    """1,000 rooms, 20 of which change four times a second; the longest pause between two frames."""
    page = await _open(browser, house, "", "sv", viewport={"width": 1440, "height": 900})

    async def change() -> None:
        at = 0
        while True:
            at += 1
            lines = register.lines
            some = [lines[(at * 20 + n) % len(lines)] for n in range(20)]
            part = PartLine("camera", ("ok", "degraded")[at % 2], None, float(at))
            register.put([_with(line, part) for line in some])
            await asyncio.sleep(0.25)

    changing = asyncio.create_task(change())
    held = await page.evaluate(HELD_UP)
    opened = await page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    changing.cancel()
    print(json.dumps({"rooms": 1000, "loaded_ms": round(opened), **held}))
    await page.context.close()


def _with(line: UnitLine, part: PartLine) -> UnitLine:
    return replace(line, health={**line.health, part.part: part})


def _measured(line: UnitLine) -> UnitLine:
    """With what its last self-test measured, and a part of which nobody knows since when."""
    seen = {"looks": 20.0, "moved": 0.0, "brightness": 121.4, "detail": 0.41, "tested": time.time()}
    camera = replace(line.health["camera"], evidence=seen)
    clock = PartLine("clock", "degraded", None, 0.0)
    return replace(line, health={**line.health, "camera": camera, "clock": clock})


def _story(house: House, register: Register) -> str:
    """A room with two weeks behind it; its id."""
    now = house.clock()
    line = next(one for one in register.lines if one.state == "alert" and one.ready)
    with house.database.begin() as transaction:
        room = Unit(id=line.unit, location="room-x", room=line.room, certificate="", added_at=now)
        transaction.add(room)
        transaction.flush()
        fleet_follow.add_changes(transaction, changes(None, line, now))
        for hours in range(6, 300, 11):
            frozen = PartLine("camera", "failed", "camera-frozen", now - hours * 3600)
            ill = _with(line, frozen)
            found = [c for c in changes(line, ill, frozen.since) if c.part == "camera"]
            fleet_follow.add_changes(transaction, found)
            at = now - hours * 3600 + 240
            mended = PartLine("camera", "ok", None, at)
            fleet_follow.add_changes(transaction, changes(ill, _with(line, mended), at))
            told = {"evidence": {"fault": "camera-frozen", "next": "reopen"}, "at": at - 100}
            event = {"unit": line.unit, "boot": "5f0c9a52", "code": "self-test-failed"}
            transaction.add(Event(**event, **told, seq=hours, received_at=at))
        _acts(transaction, line.unit, now)
        for call in range(18):
            begins = now - 7 * 86_400 + call * 9 * 3600
            for step in range(0, 1500, 15):
                values: dict[str, object] = {
                    "call.grade": 0,
                    "packetsReceived": 1000 + step * 50,
                    "bytesReceived": step,
                }
                lost = {"packetsLost": step * (call % 5) * 1.1, "roundTripTime": 0.03}
                values |= lost | {"totalFreezesDuration": call % 4}
                transaction.add(Sample(unit=line.unit, at=begins + step, values=values))
    return line.unit


def _acts(transaction: Session, unit: str, now: float) -> None:
    """What IT asked of a unit, one of each kind of answer."""
    answers: tuple[tuple[Verb, Part | None, ActState | None, str | None], ...] = (
        (Verb.IDENTIFY, None, None, None),
        (Verb.SELFTEST, None, ActState.BEGUN, None),
        (Verb.RESTART_PART, "stage", ActState.REFUSED, "in-use"),
        (Verb.SELFTEST, None, ActState.FAILED, "call-fails"),
        (Verb.LOGS, None, ActState.DONE, None),
    )
    for number, (verb, part, state, code) in enumerate(answers):
        at = now - number * 40
        name = f"{number:032x}"
        asked = Command(id=name, unit=unit, verb=verb, part=part, issued=at, expires=at + 60)
        fleet_acts.put(transaction, asked)
        if state is not None:
            lines = ('{"what": "started"}',) * 40 if verb is Verb.LOGS else ()
            told = CommandResult(id=name, state=state, at=at + 1, code=code, lines=lines)
            fleet_acts.answer(transaction, unit, told)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="ostord-") as within:
        asyncio.run(pictures(Path(sys.argv[1]), Path(within)))
