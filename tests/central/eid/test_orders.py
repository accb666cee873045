"""Orders against a simulated BankID: looked at, made anew, ended (R60, S5)."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from central.eid.bankid import BankId
from central.eid.orders import Order, Orders
from central.eid.port import EidFault
from central.eid.settings import BankIdSettings
from tests.support.central_house import Clock, free_port
from tests.support.eid import a_bankid, served
from workbench.eid import SimulatedBankId

NUMBER = "191212121212"


@pytest.fixture
def clock() -> Clock:
    return Clock(1000.0)


@pytest.fixture
async def world(clock: Clock) -> AsyncIterator[tuple[SimulatedBankId, Orders]]:
    """A BankID and a central's orders under one clock."""
    async with a_bankid(clock) as (bankid, address):
        provider = BankId(BankIdSettings(address=address))
        yield bankid, Orders({"bankid": provider}, clock)
        await provider.close()


def order_of(orders: Orders, secret: str) -> Order:
    found = orders.of(secret)
    assert found is not None
    return found


async def test_r60_an_order_is_opened_approved_and_taken_once(
    world: tuple[SimulatedBankId, Orders],
) -> None:
    bankid, orders = world
    secret = await orders.start("bankid", "192.0.2.1")
    assert bankid.asked == [("auth", {"endUserIp": "192.0.2.1"})]
    app = bankid.open(order_of(orders, secret).started.link)
    await orders.look()
    assert order_of(orders, secret).hint == "userSign"
    bankid.approve(app, NUMBER)
    await orders.look()
    taken = orders.take(secret)
    assert taken is not None
    assert taken.number == NUMBER
    assert NUMBER not in repr(taken)
    assert orders.take(secret) is None


async def test_r60_the_code_of_this_second_can_be_scanned_and_an_old_or_forged_one_cannot(
    world: tuple[SimulatedBankId, Orders], clock: Clock
) -> None:
    bankid, orders = world
    order = order_of(orders, await orders.start("bankid", "192.0.2.1"))
    first = order.started.qr(0)
    clock.now += 12
    for bad in (first, order.started.qr(12)[:-1] + "!"):
        with pytest.raises(KeyError):
            bankid.scan(bad)
    assert bankid.scan(order.started.qr(12)).hint == "userSign"


async def test_r60_an_order_that_nobody_opened_is_made_anew_for_three_minutes(
    world: tuple[SimulatedBankId, Orders], clock: Clock
) -> None:
    bankid, orders = world
    order = order_of(orders, await orders.start("bankid", "192.0.2.1"))
    refs = {order.started.ref}
    for _ in range(5):
        clock.now += 30
        await orders.look()
        assert order.state == "pending"
        assert order.made == clock.now
        refs.add(order.started.ref)
    assert len(refs) == 6
    clock.now += 31
    await orders.look()
    assert (order.state, order.hint) == ("failed", "startFailed")
    assert [name for name, _ in bankid.asked].count("auth") == 6


async def test_r60_what_is_refused_in_the_app_or_takes_too_long_fails(
    world: tuple[SimulatedBankId, Orders], clock: Clock
) -> None:
    bankid, orders = world
    refused = order_of(orders, await orders.start("bankid", "192.0.2.1"))
    slow = order_of(orders, await orders.start("bankid", "192.0.2.1"))
    bankid.refuse(bankid.open(refused.started.link))
    bankid.open(slow.started.link)
    await orders.look()
    assert (refused.state, refused.hint) == ("failed", "userCancel")
    clock.now += 181
    await orders.look()
    assert (slow.state, slow.hint) == ("failed", "expiredTransaction")


async def test_r60_a_cancelled_order_is_cancelled_there_too_and_everything_is_forgotten(
    world: tuple[SimulatedBankId, Orders], clock: Clock
) -> None:
    bankid, orders = world
    secret = await orders.start("bankid", "192.0.2.1")
    await orders.cancel(secret)
    assert orders.of(secret) is None
    assert bankid.asked[-1][0] == "cancel"
    other = await orders.start("bankid", "192.0.2.1")
    bankid.refuse(bankid.open(order_of(orders, other).started.link))
    await orders.look()
    clock.now += 61
    await orders.look()
    assert orders.of(other) is None


RIGHT = {"orderRef": "12345678-aaaa", "status": "pending", "hintCode": "userSign"}
STARTED = {
    "orderRef": "12345678-aaaa",
    "autoStartToken": "12345678-bbbb",
    "qrStartToken": "12345678-cccc",
    "qrStartSecret": "12345678-dddd",
}
USER = {"user": {"personalNumber": NUMBER}}
LIES: dict[str, Any] = {
    "no JSON": b"<html>",
    "a list": [],
    "nothing": {},
    "another order": RIGHT | {"orderRef": "87654321-aaaa"},
    "complete without anybody": RIGHT | {"status": "complete"},
    "somebody while pending": RIGHT | {"completionData": USER},
    "a number that is none": RIGHT
    | {"status": "complete", "completionData": {"user": {"personalNumber": "1' OR '1'='1"}}},
    "a state that is none": RIGHT | {"status": "wonderful"},
    "a hint without end": RIGHT | {"hintCode": "x" * 1000},
}


async def against(
    collect: Callable[[web.Request], Awaitable[web.StreamResponse]], looks: int = 1
) -> Order:
    """What becomes of an order whose server answers ``collect`` like this."""
    app, port = web.Application(), free_port()

    async def auth(_: web.Request) -> web.Response:
        return web.json_response(STARTED)

    app.router.add_post("/auth", auth)
    app.router.add_post("/collect", collect)
    provider = BankId(BankIdSettings(address=f"http://127.0.0.1:{port}"))
    async with served(app, port):
        orders = Orders({"bankid": provider})
        order = order_of(orders, await orders.start("bankid", "192.0.2.1"))
        for _ in range(looks):
            await orders.look()
        await provider.close()
    return order


@pytest.mark.parametrize("lie", LIES)
async def test_s5_a_server_that_lies_proves_nobody(lie: str) -> None:
    told = LIES[lie]

    async def collect(_: web.Request) -> web.Response:
        return web.Response(body=told if isinstance(told, bytes) else json.dumps(told).encode())

    order = await against(collect)
    assert (order.state, order.hint, order.number) == ("failed", "garbled", None)


async def test_s5_ten_megabytes_a_redirect_and_errors_are_borne_three_times() -> None:
    async def large(_: web.Request) -> web.StreamResponse:
        return web.Response(body=b" " * 10_000_000)

    async def elsewhere(_: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("http://127.0.0.1:1/")

    async def failing(_: web.Request) -> web.StreamResponse:
        raise web.HTTPServiceUnavailable

    for collect in (large, elsewhere, failing):
        assert (await against(collect, looks=2)).state == "pending"
        order = await against(collect, looks=3)
        assert (order.state, order.hint) == ("failed", "unreachable")


async def test_s5_a_server_that_hangs_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("central.eid.line.EXCHANGE_S", 0.2)

    async def collect(_: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    order = await asyncio.wait_for(against(collect, looks=3), 3)
    assert (order.state, order.hint) == ("failed", "unreachable")


async def test_s5_an_error_says_which_and_an_unknown_hint_is_no_fault() -> None:
    async def error(_: web.Request) -> web.Response:
        return web.json_response({"errorCode": "alreadyInProgress", "details": ""}, status=400)

    async def new(_: web.Request) -> web.Response:
        return web.json_response(RIGHT | {"hintCode": "somethingNew"})

    assert (await against(error)).hint == "alreadyInProgress"
    order = await against(new)
    assert (order.state, order.hint) == ("pending", "somethingNew")


async def test_s5_orders_have_an_end_to_their_number(
    world: tuple[SimulatedBankId, Orders], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, orders = world
    monkeypatch.setattr("central.eid.orders.RUNNING", 2)
    for _ in range(2):
        await orders.start("bankid", "192.0.2.1")
    with pytest.raises(EidFault, match="busy"):
        await orders.start("bankid", "192.0.2.1")
