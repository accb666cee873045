"""R18 with the real room and the real central: checked in by the code, a visit, *Jag går*."""

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from appliance.core.views import Screen
from appliance.core.words import Button
from appliance.link.messages import Pressed, Touched
from central.core.access import StaffRole
from central.staff.session import COOKIE
from central.store import bookings, check_ins
from central.store.database import Database
from central.store.tables import Appointment, Unit
from tests.appliance.room.test_with_central import Site, central, patient, running, said, the_call
from tests.support.room_process import PlayedStage, RoomProcess, played_sign, until
from tests.support.staff import CLINICIAN, SUBJECT, sign_in
from wire.visits import Seat


class StaffedSite(Site):
    """Its staff check in with their own sign-in."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        config = folder / "central.toml"
        config.write_text("staff_check_in = true\n" + config.read_text())
        self.database = Database(f"sqlite:///{folder / 'central.sqlite'}")
        other = {"id": "north/room14", "location": "room-14", "room": "Videorum 14"}
        with self.database.begin() as transaction:
            transaction.add(Unit(**other, certificate="", added_at=0.0))

    def book_hers(self) -> tuple[str, str]:
        """A visit of the clinician that is booked in another room."""
        person = ("--name", "Q Z", "--personnummer", "19121212-1212", "--phone", "+46701740605")
        when = ("--in", "1", "--minutes", "30")
        booked = central(self.folder, "book", "--location", "room-14", *when, *person)
        with self.database.begin() as transaction:
            found = transaction.get_one(Appointment, booked["appointment"])
            bookings.change(transaction, found, time.time(), {"practitioner_id": SUBJECT})
        return booked["appointment"], booked["link"].rpartition("#")[2]

    def checked_in(self) -> str | None:
        """Who is, as central has it."""
        with self.database.begin() as transaction:
            row = check_ins.at(transaction, "room-12")
            return row.name if row else None


async def check_in(site: StaffedSite, code: str) -> None:
    """The clinician's own signed-in browser shows the code and confirms."""
    cookie = sign_in(site.database, time.time(), StaffRole.CLINICIAN)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(site.base, cookies={COOKIE: cookie}, cookie_jar=jar) as http:
        async with http.post("/api/staff/check-in", json={"code": code}) as answer:
            assert answer.status == 200, await answer.text()
        where = {"location": "room-12"}
        async with http.post("/api/staff/check-in/confirm", json=where) as answer:
            assert answer.status == 200, await answer.text()


def screen_of(stage: PlayedStage) -> Screen:
    return stage.views[-1].view.screen


async def test_r18_a_clinician_checks_in_holds_her_visit_of_another_room_and_goes(
    tmp_path: Path,
) -> None:
    site = await asyncio.to_thread(StaffedSite, tmp_path)
    mosquitto = ("/usr/sbin/mosquitto", "-c", str(tmp_path / "keys" / "mosquitto.conf"))
    serve = (sys.executable, "-m", "central.command", "serve")
    stage, room = PlayedStage(), RoomProcess(tmp_path / "room.toml")
    async with AsyncExitStack() as around:
        around.callback(site.database.close)
        around.enter_context(running(tmp_path, site.broker, *mosquitto))
        around.enter_context(running(tmp_path, site.port, *serve))
        await around.enter_async_context(played_sign(tmp_path / "run" / "sign.sock"))
        await room.start()
        around.push_async_callback(room.end)
        await stage.start(tmp_path / "run" / "room.sock")
        around.push_async_callback(stage.stop)
        await until(lambda: said(room, "broker.connected"), "on the broker")
        await until(lambda: stage.views and screen_of(stage).staff, "the level")
        stage.say(Pressed(button=Button.HERE))
        stage.say(Touched())
        await until(lambda: screen_of(stage).code, "the code on the screen")
        assert screen_of(stage).name == "check-in"
        assert not screen_of(stage).checked_in
        assert screen_of(stage).code_address == f"{site.base}/rum#check-in/{screen_of(stage).code}"
        await check_in(site, str(screen_of(stage).code))
        await until(lambda: screen_of(stage).checked_in, "the level")
        assert screen_of(stage).clinician == f"{CLINICIAN}, Distriktsläkare"
        visit, ticket = await asyncio.to_thread(site.book_hers)
        await until(lambda: room.phases(), "her booking, nudged", within_s=4.0)
        async with patient(site.base, visit, ticket) as page:
            await the_call(stage, page, visit)
            stage.say(Pressed(button=Button.LEAVE))
            await page.sees_unit(joined=False, seat=Seat.LEFT)
            stage.hold(None)
            stage.say(Pressed(button=Button.HELD))
            await until(lambda: site.status(visit) == "fulfilled", "the outcome")
        assert site.checked_in() == CLINICIAN
        await stage.stop()
        await room.end()
        stage.views.clear()
        await room.start()
        await stage.start(tmp_path / "run" / "room.sock")
        await until(lambda: stage.views and screen_of(stage).checked_in, "after a restart")
        stage.say(Pressed(button=Button.AWAY))
        await until(lambda: site.checked_in() is None, "central knows that she has gone")
        await until(lambda: not screen_of(stage).checked_in, "nobody is")
    assert "Q. Z." not in room.output
    assert CLINICIAN not in room.output
