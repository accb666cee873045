"""E-mail by a mail server: STARTTLS or TLS, unless the server is this very machine.

Everything up to the recipient's acceptance can be taken back; DATA cannot. A try that ends after
it without an answer may have been taken: it is made again only where the server drops repeats by
the Message-ID, which is the same at every try.
"""

import asyncio
import contextlib
import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime

import aiosmtplib
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
)

from central.core.addresses import is_mail_address
from central.core.delivery import SENT, Result, later, refused, unsure
from central.core.shown_text import one_line
from central.delivery.net import connect, is_own, trust
from central.delivery.port import TRY_S, Message, Sending
from central.delivery.settings import SmtpSettings, secret

NO_SUCH_ADDRESS = (550, 551, 553)
ANSWER_S = 15.0


class Smtp:
    """One mail a try, one connection a mail."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._trust = trust(settings.ca)
        self._host = settings.sender.rpartition("@")[2]
        self.drops_repeats = settings.drops_repeats

    async def deliver(self, message: Message, sending: Sending) -> Result:
        """Try once."""
        if not is_mail_address(message.address):
            return refused("address")
        mail = self.mail(message).as_bytes(policy=WIRE)
        post = _Post(sending)
        try:
            async with asyncio.timeout(TRY_S):
                await self._post(post, message.address, mail)
        except (SMTPException, OSError, ValueError) as error:
            return post.result(error)
        return SENT

    def mail(self, message: Message) -> EmailMessage:
        """What is sent: the same to the byte at every try."""
        mail = EmailMessage()
        mail["From"] = Address(
            one_line(self._settings.sender_name or ""), addr_spec=self._settings.sender
        )
        mail["To"] = Address(addr_spec=message.address)
        mail["Subject"] = one_line(message.subject)
        mail["Date"] = format_datetime(datetime.fromtimestamp(message.at, UTC))
        mail["Message-ID"] = f"<{message.id}@{self._host}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
        return mail

    async def _post(self, post: "_Post", address: str, mail: bytes) -> None:
        settings = self._settings
        line, at = await connect(settings.host, settings.port)
        if settings.security == "none" and not is_own(at):
            line.close()
            raise _BareError
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            local_hostname=self._host,
            sock=line,
            timeout=ANSWER_S,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._trust,
        )
        try:
            await client.connect()
            if settings.user is not None and settings.password_file is not None:
                password = await asyncio.to_thread(secret, settings.password_file)
                await client.login(settings.user, password)
            await client.mail(settings.sender)
            await client.rcpt(address)
            await post.sending()
            await client.data(mail)
            post.taken = True
            with contextlib.suppress(SMTPException, OSError):
                await client.quit()
        finally:
            client.close()


class _BareError(SMTPException):
    """Without TLS to another machine."""

    def __init__(self) -> None:
        super().__init__("without TLS")


class _Post:
    """One try: whether it has come to the step that cannot be taken back."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._begun = False
        self.taken = False

    async def sending(self) -> None:
        """Now it has."""
        await self._sending()
        self._begun = True

    def result(self, error: Exception) -> Result:
        """What is certain after ``error``."""
        if self.taken:
            return SENT
        if isinstance(error, SMTPRecipientRefused | SMTPDataError) and error.code >= 500:
            return refused("no-such-address" if error.code in NO_SUCH_ADDRESS else "refused")
        if isinstance(error, SMTPAuthenticationError):
            return later("credentials")
        if isinstance(error, SMTPResponseException):
            return later("busy")
        return unsure("no-answer") if self._begun else later(_code(error))


def _code(error: Exception) -> str:
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return "tls"
    if isinstance(error, _BareError):
        return "no-tls"
    if isinstance(error, TimeoutError | aiosmtplib.SMTPTimeoutError):
        return "too-slow"
    if isinstance(error, ValueError):
        return "credentials"
    return "no-tls" if "STARTTLS" in str(error) else "unreachable"
