"""BankID over mutual TLS: the simulated service lets in only who its own CA signed (R60)."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from bankid6.client import BankIdClient

from central.eid.bankid import BankId
from central.eid.port import EidFault
from central.eid.settings import BankIdSettings
from central.faults import SetupError
from tests.support.eid import a_bankid
from tests.support.papers import Authority
from workbench.eid import SimulatedBankId

NUMBER = "191212121212"


@dataclass(frozen=True)
class Service:
    """Who signs what, and the service that asks for it."""

    bankid: SimulatedBankId
    address: str
    ours: Authority
    stranger: Authority


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """BankID behind TLS that demands a client certificate signed by its own CA."""
    ours, stranger = Authority(tmp_path, "bankid"), Authority(tmp_path, "stranger")
    demands = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(ours.path))
    demands.verify_mode = ssl.CERT_REQUIRED
    demands.load_cert_chain(*ours.sign("service"))
    async with a_bankid(tls=demands) as (bankid, address):
        yield Service(bankid, address, ours, stranger)


async def _started(service: Service, **papers: Path) -> bool:
    """Whether central can start an order with these papers."""
    provider = BankId(BankIdSettings(address=service.address, **papers))
    try:
        await provider.start("192.0.2.1")
    except EidFault as fault:
        return fault.code != "unreachable"
    finally:
        await provider.close()
    return True


async def test_r60_central_shows_its_certificate_and_knows_the_services_ca(
    service: Service,
) -> None:
    certificate, key = service.ours.sign("clinic")
    known = {"certificate": certificate, "key": key}
    assert await _started(service, **known, ca=service.ours.path)
    assert len(service.bankid.asked) == 1


async def test_r60_without_its_certificate_or_the_right_ca_nobody_is_asked(
    service: Service,
) -> None:
    certificate, key = service.ours.sign("clinic")
    foreign, its_key = service.stranger.sign("clinic")
    ca = service.ours.path
    assert not await _started(service, ca=ca)
    assert not await _started(service, certificate=foreign, key=its_key, ca=ca)
    assert not await _started(service, certificate=certificate, key=key, ca=service.stranger.path)
    assert not await _started(service, certificate=certificate, key=key)
    assert service.bankid.asked == []


async def test_r60_papers_that_do_not_belong_together_are_named_at_the_start(
    service: Service,
) -> None:
    certificate, _ = service.ours.sign("clinic")
    _, other = service.ours.sign("other")
    with pytest.raises(SetupError, match=r"clinic\.crt: is no certificate with its key"):
        BankId(BankIdSettings(address=service.address, certificate=certificate, key=other))
    certificate.write_bytes(b"")
    with pytest.raises(SetupError, match=r"clinic\.crt: is no CA"):
        BankId(BankIdSettings(address=service.address, ca=certificate))


async def test_r60_a_foreign_client_comes_in_with_a_certificate_and_not_without(
    service: Service,
) -> None:
    certificate, key = map(str, service.ours.sign("clinic"))
    ca = str(service.ours.path)
    client = await _ask(BankIdClient, cert_pem=certificate, key_pem=key, ca_pem=ca)
    client.api_url = f"{service.address}/"
    client.client.trust_env = False  # a machine's own bundle would go before the papers given
    await _ask(client.auth, "192.0.2.1")
    order = service.bankid.scan((await _ask(client.collect)).qr_data)
    service.bankid.approve(order, NUMBER)
    assert (await _ask(client.collect)).completionData.json["user"]["personalNumber"] == NUMBER
    client.client.close()
    client.client.cert = None
    with pytest.raises(requests.exceptions.ConnectionError):
        await _ask(client.auth, "192.0.2.1")


async def _ask(question: Any, *words: Any, **more: Any) -> Any:
    return await asyncio.to_thread(question, *words, **more)
