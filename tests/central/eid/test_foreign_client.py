"""The simulated BankID, proven by a client that others wrote (PyPI ``bankid6``) (R60)."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from bankid6.client import BankIdClient
from bankid6.exceptions import BankIdError

from tests.support.eid import a_bankid

NUMBER = "191212121212"


def _client(address: str) -> BankIdClient:
    """Its API's address is ours; without mutual TLS."""
    client = BankIdClient()
    client.api_url = f"{address}/"
    client.client.verify = client.client.cert = None
    return client


async def _ask(question: Callable[..., Any], *words: Any) -> Any:
    return await asyncio.to_thread(question, *words)


async def test_r60_a_foreign_client_starts_shows_the_code_collects_and_is_told_who_it_is() -> None:
    async with a_bankid() as (bankid, address):
        client = await _ask(_client, address)
        await _ask(client.auth, "192.0.2.1")
        told = await _ask(client.collect)
        assert (told.status, told.hintCode) == ("pending", "outstandingTransaction")
        order = bankid.scan(told.qr_data)
        told = await _ask(client.collect)
        assert (told.status, told.hintCode) == ("pending", "userSign")
        bankid.approve(order, NUMBER)
        told = await _ask(client.collect)
        assert told.status == "complete"
        assert told.completionData.json["user"]["personalNumber"] == NUMBER


async def test_r60_a_foreign_client_cancels_and_hears_of_an_order_that_is_none() -> None:
    async with a_bankid() as (_, address):
        client = await _ask(_client, address)
        await _ask(client.auth, "192.0.2.1")
        await _ask(client.cancel)
        told = await _ask(client.collect)
        assert (told.status, told.hintCode) == ("failed", "cancelled")
        with pytest.raises(BankIdError):
            await _ask(client.collect, "no-such-order")
