"""SMS by a real HTTP gateway: the forms that gateways have, what is certain after each trouble."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from central.core.delivery import SENT, Result, later, refused, unsure
from central.delivery.gateway import Gateway
from central.delivery.port import Message
from central.delivery.settings import GatewaySettings
from central.faults import StoreError
from tests.support.post_offices import SmsGateway, sms_gateway

SMS = Message("d1", "+46701234588", "", "Videobesök {number} tis 24 nov: åäö", 0.0)
FIELDS = {"to": "{number}", "message": "{text}", "key": "{key}"}


async def sending() -> None:
    """Nothing is written down here."""


@pytest.fixture
async def gateway() -> AsyncIterator[SmsGateway]:
    async with sms_gateway() as opened:
        yield opened


def way(address: str, **more: Any) -> Gateway:
    known = {"url": address, "fields": FIELDS, "private_addresses": True}
    return Gateway(GatewaySettings(**(known | more)))


async def test_r03_a_form_as_46elks_takes_it(gateway: SmsGateway, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hemligt\n")
    elks = way(
        gateway.url,
        form="urlencoded",
        fields={"from": "Ostord", "to": "{number}", "message": "{text}"},
        auth="basic",
        user="u123",
        secret_file=tmp_path / "secret",
        answer_field="status",
        answer_values=("created",),
    )
    assert await elks.deliver(SMS, sending) == SENT
    ((headers, body),) = gateway.asked
    assert body == {"from": "Ostord", "to": "+46701234588", "message": SMS.text}
    assert headers["Authorization"] == f"Basic {base64.b64encode(b'u123:hemligt').decode()}"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    gateway.answer = b'{"status": "failed"}'
    assert await elks.deliver(SMS, sending) == refused("refused")
    gateway.answer = b"<html>"
    assert await elks.deliver(SMS, sending) == unsure("garbled")


async def test_r03_json_in_json_with_a_token_and_a_key(gateway: SmsGateway, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc.def\n")
    telia = way(
        gateway.url,
        fields={"sms.to": "tel:{digits}", "sms.text": "{text}", "sms.from": "Ostord"},
        headers={"Idempotency-Key": "{key}"},
        auth="bearer",
        secret_file=tmp_path / "token",
        drops_repeats=True,
    )
    assert await telia.deliver(SMS, sending) == SENT
    ((headers, body),) = gateway.asked
    assert body == {"sms": {"to": "tel:46701234588", "text": SMS.text, "from": "Ostord"}}
    assert headers["Authorization"] == "Bearer abc.def"
    assert headers["Idempotency-Key"] == "d1"
    (tmp_path / "token").write_text("a\nX-Evil: 1")
    assert await telia.deliver(SMS, sending) == later("credentials")
    (tmp_path / "token").unlink()
    assert await telia.deliver(SMS, sending) == later("credentials")
    assert len(gateway.asked) == 1


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (201, SENT),
        (307, later("redirected")),
        (400, refused("refused")),
        (401, later("credentials")),
        (429, later("busy")),
        (500, unsure("broken")),
        (502, unsure("broken")),
        (503, later("busy")),
    ],
)
async def test_what_the_gateway_answers_is_what_is_certain(
    gateway: SmsGateway, status: int, result: Result
) -> None:
    gateway.status = status
    assert await way(gateway.url).deliver(SMS, sending) == result
    assert len(gateway.asked) == 1


async def test_a_line_that_breaks_after_the_request_leaves_it_unsure(gateway: SmsGateway) -> None:
    gateway.hangs_up = True
    assert await way(gateway.url).deliver(SMS, sending) == unsure("no-answer")


async def test_what_cannot_be_written_down_is_not_asked(gateway: SmsGateway) -> None:
    async def full() -> None:
        raise StoreError("database: full")

    with pytest.raises(StoreError):
        await way(gateway.url).deliver(SMS, full)
    assert gateway.asked == []


async def test_a_private_address_is_refused_unless_configured_and_a_links_own_always(
    gateway: SmsGateway,
) -> None:
    public = gateway.url.replace("http:", "https:")
    for name in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
        asked = way(public.replace("127.0.0.1", name), private_addresses=False)
        assert await asked.deliver(SMS, sending) == later("private-address")
    metadata = way("http://169.254.169.254/latest")
    assert await metadata.deliver(SMS, sending) == later("private-address")
    assert gateway.asked == []


@pytest.mark.parametrize("number", ["0701234588", "+46701234588;x", "+467\r\nX: 1", "anna@x.se"])
async def test_what_is_no_number_is_refused(gateway: SmsGateway, number: str) -> None:
    assert await way(gateway.url).deliver(Message("d1", number, "", "T", 0.0), sending) == refused(
        "address"
    )
    assert gateway.asked == []


async def test_a_novel_is_no_sms(gateway: SmsGateway) -> None:
    novel = Message("d1", SMS.address, "", "å" * 1000, 0.0)
    assert await way(gateway.url).deliver(novel, sending) == refused("too-long")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"fields": {"to": "{number}"}}, "must hold {text}"),
        ({"fields": {"text": "{text}{name}", "to": "{number}"}}, "{name}"),
        ({"headers": {"X": "{text}"}}, "may not hold {text}"),
        ({"headers": {"X": "a\r\nb"}}, "pattern"),
        ({"headers": {"X:": "a"}}, "pattern"),
        ({"fields": FIELDS | {"to.x": "1"}}, "a part of it"),
        ({"private_addresses": False}, "https"),
        ({"drops_repeats": True, "fields": {"a": "{number}", "b": "{text}"}}, "{key}"),
        ({"auth": "basic"}, "user is missing"),
        ({"url": "http://user@x/"}, "pattern"),
    ],
)
def test_settings_that_fit_no_gateway_are_said(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said.replace("{", r"\{")):
        way("http://x.example/", **more)
