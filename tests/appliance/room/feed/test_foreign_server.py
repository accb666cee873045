"""The unit's reader against a FHIR server that nobody here wrote."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from appliance.core.visits import Standing
from appliance.room.feed.agenda import visits, window
from appliance.room.feed.reader import Feed
from tests.support.foreign_servers import Foreign, foreign_fhir
from wire.appointment import Booking, Status, write_booking

CENTRAL = "https://central.example"
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = window(AT, ZoneInfo("Europe/Stockholm"))
BOOKING = Booking(
    id="f1",
    status=Status.BOOKED,
    start=AT,
    end=AT + timedelta(minutes=30),
    location="room-12",
    kind="Återbesök",
    initials="A. L.",
    language="ti",
    interpreter=True,
    phone_tail="88",
    patients=2,
    join=f"{CENTRAL}/visit/a1",
)


@pytest.fixture(scope="module")
def server() -> Iterator[Foreign]:
    """A FHIR R4 server."""
    with foreign_fhir() as running:
        yield running


async def test_a_foreign_servers_day_is_read_whole(
    server: Foreign, session: aiohttp.ClientSession
) -> None:
    """It lays the search and the writing out as it likes; what we wrote comes back as it was."""
    others = (
        replace(BOOKING, id="f2", start=AT - timedelta(days=1), end=AT - timedelta(hours=23)),
        replace(BOOKING, id="f3", location="room-13"),
        replace(BOOKING, id="f4", status=Status.CANCELLED, join=None, protected=True),
    )
    for booking in (BOOKING, *others):
        server.put_resource(write_booking(booking))
    reading = await Feed(session, server.base, "room-12", central=CENTRAL).poll(DAY)
    assert (reading.complete, reading.bad) == (True, ())
    mine, bad = visits(reading.bookings, DAY, "room-12", CENTRAL)
    assert bad == ()
    told = {visit.id: visit for visit in mine}
    assert set(told) == {"a1", "f4"}
    assert told["a1"].standing is Standing.JOINABLE
    assert (told["a1"].language, told["a1"].phone_tail, told["a1"].patients) == ("ti", "88", 2)
    assert (told["f4"].standing, told["f4"].protected) == (Standing.CANCELLED, True)
