"""The promise of the bookings' reader, cruelty by cruelty, with its time bound made short.

A poll ends in time, reads no more than 2 MB and takes no more than 20 MB of memory; the last good
agenda stays with its age; IT is told within two polls; nothing crashes. With the real time bound,
in a process of its own: tests/faults/test_torture_feed.py.
"""

import time
import tracemalloc
from collections.abc import AsyncIterator

import pytest

from appliance.core import events as e
from appliance.core.views import VisitLine
from appliance.core.visits import Standing
from appliance.room.central.bounded import open_session
from appliance.room.central.meter import Meter
from appliance.room.feed import reader as reader_module
from appliance.room.feed.agenda import KIND_LENGTH
from appliance.room.feed.reader import WIRE_LIMIT
from tests.support import torture_pages
from tests.support.cruelties import CRUELTIES
from tests.support.torture_feed import torture
from tests.support.torture_line import Torture
from tests.support.torture_room import TortureRoom

MOST_MEMORY = 20_000_000
MOST_READ = 2 << 20
PROMISED_S = 10.0
CRUEL = [name for name, cruelty in CRUELTIES.items() if cruelty.code is not None]
MEAN = [name for name, cruelty in CRUELTIES.items() if cruelty.code is None]


@pytest.fixture
async def server() -> AsyncIterator[Torture]:
    """The torture feed; what it serves is made before anybody's memory is measured."""
    for make in torture_pages.LARGE:
        make()
    async with torture() as running:
        yield running


@pytest.fixture
async def room() -> AsyncIterator[TortureRoom]:
    """A room."""
    meter = Meter(WIRE_LIMIT)
    async with open_session(meter=meter) as session:
        yield TortureRoom(session, meter)


async def bounded_poll(server: Torture, room: TortureRoom) -> e.FeedSaid:
    """One poll that keeps every bound."""
    before, begun = server.sent, time.monotonic()
    tracemalloc.start()
    try:
        said = await room.poll()
        memory = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.monotonic() - begun < PROMISED_S
    assert server.sent - before <= MOST_READ
    assert memory <= MOST_MEMORY
    return said


@pytest.mark.parametrize("name", CRUEL)
async def test_a_cruelty_costs_neither_the_agenda_nor_the_room(
    server: Torture, room: TortureRoom, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if CRUELTIES[name].code == "too-slow":
        monkeypatch.setattr(reader_module, "POLL_S", 0.5)
    room.read_from(server.base("good"))
    await room.poll()
    read_at = room.day.read_at
    assert (read_at, [visit.id for visit in room.day.visits]) == (room.now, ["a1"])
    room.read_from(server.base(name))
    for failures in (1, 2):
        said = await bounded_poll(server, room)
        assert said == e.FeedSaid(CRUELTIES[name].code, failures)
        assert room.it_is_told == (failures == 2)
        agendas = [event for event in room.told if isinstance(event, e.Agenda)]
        assert [agenda.complete for agenda in agendas] == [False] * CRUELTIES[name].first_page
    assert room.day.read_at == read_at
    assert "a1" in [visit.id for visit in room.day.visits]
    room.read_from(server.base("good"))
    assert await room.poll() == e.FeedSaid(None, 0)
    assert not room.it_is_told
    hosts = {line.split()[1] for head in server.heads for line in head.splitlines()[1:2]}
    assert hosts == {f"127.0.0.1:{server.port}".encode()}


@pytest.mark.parametrize("name", MEAN)
async def test_a_page_that_means_harm_is_read_within_the_bounds(
    server: Torture, room: TortureRoom, name: str
) -> None:
    room.read_from(server.base(name))
    assert await bounded_poll(server, room) == e.FeedSaid(None, 0)


async def test_markup_and_control_characters_go_no_further(
    server: Torture, room: TortureRoom
) -> None:
    room.read_from(server.base("nasty"))
    await room.poll()
    visits = room.day.visits
    assert len(visits) == len(torture_pages.NASTY)
    assert room.day.bad == len(torture_pages.NASTY)
    for visit in visits:
        assert (visit.kind or "").isprintable()
        assert len(visit.kind or "") <= KIND_LENGTH
        assert len(visit.initials or "") <= 5
        assert visit.language is None or visit.language.isascii()
        line = VisitLine(visit=visit.id, start=1, end=2, kind=visit.kind, initials=visit.initials)
        assert VisitLine.from_json("link", line.to_json()) == line


async def test_absurd_times_are_named_and_cost_no_other_booking(
    server: Torture, room: TortureRoom
) -> None:
    room.read_from(server.base("absurd"))
    await room.poll()
    assert [visit.id for visit in room.day.visits] == ["a1"]
    assert room.day.bad == 13


async def test_one_id_told_four_hundred_times_is_one_visit(
    server: Torture, room: TortureRoom
) -> None:
    room.read_from(server.base("duplicates"))
    await room.poll()
    assert [visit.standing for visit in room.day.visits] == [Standing.CANCELLED]


async def test_no_more_than_what_was_promised_comes_in_over_many_polls(
    server: Torture, room: TortureRoom
) -> None:
    """The meter is of one poll, not of one connection."""
    room.read_from(server.base("large-enough"))
    for _ in range(3):
        assert await room.poll() == e.FeedSaid(None, 0)
