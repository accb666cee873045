"""What a booking desk sends in tests: a whole booking, and what a test changes of it."""

from datetime import datetime, timedelta
from typing import Any

from central.bookings import Bookings
from central.clinics import ClinicSettings
from tests.support.central_house import BORN, NAME, NUMBER, PHONE, Browser, House, link_in
from tests.support.staff import Colleague

KIND = "Videobesök"


def local(house: House, minutes: float) -> str:
    """The local time so many minutes from now, as the form sends it."""
    at = datetime.fromtimestamp(house.clock.now, house.settings.zone) + timedelta(minutes=minutes)
    return f"{at:%Y-%m-%dT%H:%M}"


def asked(house: House, **more: Any) -> dict[str, Any]:
    """A whole booking an hour from now."""
    whole = {
        "name": NAME,
        "personnummer": NUMBER,
        "phone": PHONE,
        "read_back": PHONE,
        "kind": KIND,
        "start": local(house, 60),
    }
    return {key: value for key, value in (whole | more).items() if value is not None}


async def book(colleague: Colleague, house: House, /, **more: Any) -> dict[str, Any]:
    """A booking that is made; what the desk is told of it."""
    status, made = await colleague.ask("POST", "/api/staff/bookings", asked(house, **more))
    assert status == 201, made
    return dict(made)


async def open_anew(house: House, *clinics: ClinicSettings, **clinic: Any) -> None:
    """Serve with these clinics, or with the one that there is and settings of its own."""
    old = house.settings
    one = ClinicSettings(name=old.clinic, phone=old.clinic_phone, **clinic)
    await house.stop()
    house.settings = old.model_copy(update={"clinics": clinics or (one,)})
    house.desk = Bookings(house.settings, house.database)
    await house.start()


async def enter_by(browser: Browser, letter: str) -> int:
    """Enter by the link in an invitation; the status."""
    ticket = link_in(letter).partition("#")[2]
    return (await browser.post("/api/entry", {"ticket": ticket, "birth_date": BORN}))[0]
