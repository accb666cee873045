"""A mail server and an SMS gateway that are real servers: they count, wait, refuse and hang up."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Answers = dict[str, str]


@dataclass
class MailServer:
    """A server of aiosmtpd; ``answers`` gives its word at a step (CONNECT, MAIL, RCPT, DATA)."""

    port: int = 0
    answers: Answers = field(default_factory=dict)
    came: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """Recipient and mail of each message whose last byte came."""
    held: str | None = None
    """At this step it says nothing until it is told to go on."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    hangs_up: bool = False
    """It takes a mail and hangs up instead of answering."""

    async def _step(self, name: str) -> str | None:
        if self.held == name:
            self.reached.set()
            await self.go_on.wait()
        return self.answers.get(name)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """MAIL FROM."""
        said = await self._step("MAIL")
        envelope.mail_from = address
        return said or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """RCPT TO."""
        said = await self._step("RCPT")
        envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """The whole mail is here."""
        content = envelope.content
        assert isinstance(content, bytes)
        if said := self.answers.get("DATA"):
            return said
        mail = message_from_bytes(content, policy=default)
        self.came += [(to, mail) for to in envelope.rcpt_tos]
        await self._step("DATA")
        if self.hangs_up and server.transport:
            server.transport.abort()  # type: ignore[attr-defined]
        return "250 OK"


def _login(user: bytes, password: bytes) -> Any:
    def judge(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (user, password)
        return AuthResult(success=right, handled=False)

    return judge


@contextlib.asynccontextmanager
async def mail_server(
    tls: ssl.SSLContext | None = None, login: tuple[bytes, bytes] | None = None
) -> AsyncIterator[MailServer]:
    """A mail server on this machine, by STARTTLS where it has ``tls``."""
    served = MailServer()
    loop = asyncio.get_running_loop()

    def connected() -> SMTP:
        return SMTP(
            served,
            loop=loop,
            hostname="mail.example",
            tls_context=tls,
            require_starttls=tls is not None,
            authenticator=_login(*login) if login else None,
            auth_required=login is not None,
        )

    server = await loop.create_server(connected, "127.0.0.1", 0)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        served.go_on.set()
        server.close()
        await asyncio.sleep(0)


@dataclass
class SmsGateway:
    """An SMS gateway; a key that it knows sends nothing again where it ``drops_repeats``."""

    port: int = 0
    status: int = 200
    answer: bytes = b'{"status": "created"}'
    drops_repeats: bool = False
    asked: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    """Headers and body of each request."""
    sent: list[tuple[str, str]] = field(default_factory=list)
    """Number and text of each SMS that went out to a phone."""
    keys: set[str] = field(default_factory=set)
    held: str | None = None
    """``before`` or ``after`` it sent the SMS it waits until it is told to go on."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    hangs_up: bool = False

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self.port}/sms"

    async def take(self, request: web.Request) -> web.Response:
        """One request."""
        json = "json" in request.content_type
        body: dict[str, Any] = await request.json() if json else dict(await request.post())
        self.asked.append((dict(request.headers), body))
        await self._hold("before")
        key = str(body.get("key", len(self.asked)))
        if self.status < 300 and not (self.drops_repeats and key in self.keys):
            self.sent.append((str(body.get("to")), str(body.get("message"))))
        self.keys.add(key)
        await self._hold("after")
        if self.hangs_up and request.transport:
            request.transport.abort()
        headers = {"Location": "/elsewhere"} if 300 <= self.status < 400 else {}
        return web.Response(status=self.status, body=self.answer, headers=headers)

    async def _hold(self, when: str) -> None:
        if self.held == when:
            self.reached.set()
            await self.go_on.wait()


@contextlib.asynccontextmanager
async def sms_gateway() -> AsyncIterator[SmsGateway]:
    """An SMS gateway on this machine."""
    gateway = SmsGateway()
    app = web.Application()
    app.router.add_route("*", "/sms", gateway.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    gateway.port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    try:
        yield gateway
    finally:
        gateway.go_on.set()
        await runner.cleanup()
