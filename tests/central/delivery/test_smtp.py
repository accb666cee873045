"""E-mail by a real mail server: what arrives, what is certain after each trouble."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from central import pki
from central.core.delivery import SENT, Result, later, refused, unsure
from central.delivery.port import Message
from central.delivery.settings import SmtpSettings
from central.delivery.smtp import Smtp
from central.faults import SetupError, StoreError
from tests.support.post_offices import MailServer, mail_server

LETTER = Message("d1", "anna@example.se", "Videobesök tisdag – 10:30", "Hej!\nLänk: å\n.\n", 0.0)


class Sending:
    """Counts how often the step that cannot be taken back was begun."""

    def __init__(self) -> None:
        self.times = 0

    async def __call__(self) -> None:
        self.times += 1


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as opened:
        yield opened


def way(port: int, **more: Any) -> Smtp:
    known: dict[str, Any] = {
        "host": "localhost",
        "port": port,
        "security": "none",
        "sender": "noreply@vard.example",
        "sender_name": "Borlänge vårdcentral",
    }
    return Smtp(SmtpSettings(**(known | more)))


async def test_r03_a_mail_arrives_whole_with_the_same_id_at_every_try(server: MailServer) -> None:
    smtp, sending = way(server.port), Sending()
    assert [await smtp.deliver(LETTER, sending) for _ in range(2)] == [SENT, SENT]
    (to, mail), (_, again) = server.came
    assert to == "anna@example.se"
    assert mail["Message-ID"] == again["Message-ID"] == "<d1@vard.example>"
    assert mail["Subject"] == "Videobesök tisdag – 10:30"
    assert mail["From"] == "Borlänge vårdcentral <noreply@vard.example>"
    assert mail["Date"] == "Thu, 01 Jan 1970 00:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines() == ["Hej!", "Länk: å", "."]
    assert sending.times == 2


async def test_nothing_in_a_subject_or_name_becomes_a_header(server: MailServer) -> None:
    hostile = Message("d1", "anna@example.se", "Besök\r\nBcc: x@evil.example\u202e\u2028", "T", 0.0)
    assert await way(server.port).deliver(hostile, Sending()) == SENT
    ((_, mail),) = server.came
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Besök Bcc: x@evil.example"


@pytest.mark.parametrize(
    "address",
    [
        "anna@example.se\r\nRCPT TO:<x@evil.example>",
        "anna@example.se, x@evil.example",
        "<anna@example.se>",
        '"anna@x"@example.se',
        "anna@exаmple.se",
        "anna@example",
        "a..b@example.se",
        "anna@-example.se",
        f"{'a' * 65}@example.se",
    ],
)
async def test_an_address_that_can_be_read_otherwise_is_refused(
    server: MailServer, address: str
) -> None:
    sending = Sending()
    strange = Message("d1", address, "S", "T", 0.0)
    assert await way(server.port).deliver(strange, sending) == refused("address")
    assert (server.came, sending.times) == ([], 0)


@pytest.mark.parametrize(
    ("step", "answer", "result"),
    [
        ("MAIL", "451 later", later("busy")),
        ("MAIL", "550 not you", later("busy")),
        ("RCPT", "450 full", later("busy")),
        ("RCPT", "550 nobody", refused("no-such-address")),
        ("RCPT", "554 no", refused("refused")),
        ("DATA", "452 full", later("busy")),
        ("DATA", "554 spam", refused("refused")),
    ],
)
async def test_what_the_server_answers_is_what_is_certain(
    server: MailServer, step: str, answer: str, result: Result
) -> None:
    server.answers[step] = answer
    sending = Sending()
    assert await way(server.port).deliver(LETTER, sending) == result
    assert server.came == []
    assert sending.times == (step == "DATA")


async def test_a_line_that_breaks_after_the_mail_leaves_it_unsure(server: MailServer) -> None:
    server.hangs_up = True
    assert await way(server.port).deliver(LETTER, Sending()) == unsure("no-answer")
    assert len(server.came) == 1


async def test_what_cannot_be_written_down_is_not_sent(server: MailServer) -> None:
    async def full() -> None:
        raise StoreError("database: full")

    with pytest.raises(StoreError):
        await way(server.port).deliver(LETTER, full)
    assert server.came == []


async def test_nobody_there_and_no_way_out(unused_port: int) -> None:
    assert await way(unused_port).deliver(LETTER, Sending()) == later("unreachable")
    link_local = way(unused_port, host="169.254.169.254")
    assert await link_local.deliver(LETTER, Sending()) == later("unreachable")


@pytest.fixture
def unused_port() -> int:
    from tests.support.central_house import free_port

    return free_port()


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    pki.init_site(tmp_path, "north", 7)
    return tmp_path


def served(keys: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(keys / "broker.crt", keys / "broker.key")
    return context


async def test_by_starttls_with_a_password_from_a_file(keys: Path) -> None:
    password = keys / "password"
    password.write_text("hemligt\n")
    more: dict[str, Any] = {
        "security": "starttls",
        "ca": keys / "ca.crt",
        "user": "vard",
        "password_file": password,
    }
    async with mail_server(served(keys), (b"vard", b"hemligt")) as server:
        assert await way(server.port, **more).deliver(LETTER, Sending()) == SENT
        password.write_text("fel")
        assert await way(server.port, **more).deliver(LETTER, Sending()) == later("credentials")
        password.write_text("")
        assert await way(server.port, **more).deliver(LETTER, Sending()) == later("credentials")
        stranger = more | {"ca": None}
        assert await way(server.port, **stranger).deliver(LETTER, Sending()) == later("tls")
        assert len(server.came) == 1


async def test_a_server_without_starttls_gets_nothing(server: MailServer, keys: Path) -> None:
    bare = way(server.port, security="starttls", ca=keys / "ca.crt")
    assert await bare.deliver(LETTER, Sending()) == later("no-tls")
    assert server.came == []


def test_a_ca_that_is_none_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "ca").write_text("none")
    with pytest.raises(SetupError, match="holds no certificate"):
        way(25, ca=tmp_path / "ca")
