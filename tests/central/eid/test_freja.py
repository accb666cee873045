"""Freja against a simulated one: who approved counts only under Freja's own signature (R60, S5)."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from central.eid.freja import Freja
from central.eid.port import EidFault, Started
from central.eid.settings import FrejaSettings
from central.faults import SetupError
from tests.support.central_house import Browser, free_port, make_house, serving, ticket_of
from tests.support.eid import served
from workbench.freja import SimulatedFreja

NUMBER = "191212121212"
World = tuple[SimulatedFreja, FrejaSettings]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A Freja, and what a clinic's settings say of it."""
    freja, app, port = SimulatedFreja(), web.Application(), free_port()
    freja.add_routes(app)
    signer = tmp_path / "freja.crt"
    signer.write_bytes(freja.certificate())
    async with served(app, port):
        yield freja, FrejaSettings(address=f"http://127.0.0.1:{port}", signer=signer)


@pytest.fixture
async def client(world: World) -> AsyncIterator[Freja]:
    client = Freja(world[1])
    yield client
    await client.close()


async def test_r60_freja_is_opened_approved_refused_and_cancelled(
    world: World, client: Freja
) -> None:
    freja, _ = world
    order = await client.start("192.0.2.1")
    assert order.link == order.qr(7)
    assert (await client.collect(order)).hint == "outstandingTransaction"
    asked = freja.open(order.link)
    assert (await client.collect(order)).hint == "userSign"
    freja.approve(asked, NUMBER)
    told = await client.collect(order)
    assert (told.state, told.number) == ("complete", NUMBER)
    other = await client.start("192.0.2.1")
    freja.refuse(freja.open(other.link))
    assert (await client.collect(other)).hint == "userCancel"
    await client.cancel(other)
    assert (await client.collect(other)).hint == "cancelled"


async def collected(world: World, order: Started, details: str) -> Any:
    """What becomes of an answer with these details."""
    _, settings = world

    class Lying(SimulatedFreja):
        async def _result(self, _: web.Request) -> web.Response:
            told = {"authRef": order.ref, "status": "APPROVED", "details": details}
            return web.json_response(told)

    app, port = web.Application(), free_port()
    Lying().add_routes(app)
    client = Freja(settings.model_copy(update={"address": f"http://127.0.0.1:{port}"}))
    async with served(app, port):
        try:
            return await client.collect(order)
        finally:
            await client.close()


async def test_s5_only_frejas_own_signature_on_this_order_at_this_level_proves_anybody(
    world: World, client: Freja
) -> None:
    freja, _ = world
    order = await client.start("192.0.2.1")
    asked = freja.open(order.link)
    freja.approve(asked, NUMBER)
    right = freja.details(asked)
    assert (await collected(world, order, freja.signed(**right))).number == NUMBER
    foreign = {"requestedAttributes": {"ssn": {"ssn": NUMBER, "country": "NO"}}}
    lies = {
        "another's signature": SimulatedFreja().signed(**right),
        "no signature": "",
        "alg none": "eyJhbGciOiJub25lIn0.e30.",
        "another order": freja.signed(**right | {"authRef": "another-order-of-ours"}),
        "not approved": freja.signed(**right | {"status": "REJECTED"}),
        "a lower level": freja.signed(**right | {"minRegistrationLevel": "BASIC"}),
        "another country": freja.signed(**right | foreign),
        "nobody": freja.signed(authRef=order.ref, status="APPROVED"),
    }
    for lie, details in lies.items():
        with pytest.raises(EidFault, match="garbled"):
            pytest.fail(f"{lie}: {await collected(world, order, details)}")


async def test_r60_freja_and_the_link_let_in_as_eid(world: World, tmp_path: Path) -> None:
    freja, settings = world
    house = make_house(tmp_path / "house", ways=("freja",), freja=settings)
    async with serving(house), Browser(house) as browser:
        booked = house.book()
        _, state = await browser.post("/api/eid/start", {"provider": "freja"})
        freja.approve(freja.open(state["link"]), NUMBER)
        await house.servers[-1].app.state.orders.look()
        entered = await browser.post("/api/eid/enter", {"ticket": ticket_of(booked)})
        assert entered == (200, {"code": "entered"})
        assert (await browser.get("/api/visit"))[1]["level"] == "eid"
    house.database.close()


def test_a_signer_that_is_none_is_said_by_its_file(tmp_path: Path) -> None:
    bad = tmp_path / "no.crt"
    with pytest.raises(SetupError, match=r"no\.crt: is no certificate"):
        Freja(FrejaSettings(address="http://127.0.0.1:1", signer=bad))
