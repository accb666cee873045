"""A real central is killed at each step of sending: each message comes once, or is not known.

The mail server and the gateway stand outside and hold the step open; they count what came.
"""

import asyncio
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.support.central_house import House
from tests.support.messages import MAIL, by, messages, states
from tests.support.post_offices import MailServer, SmsGateway, mail_server, sms_gateway

PATIENCE_S = 40.0
"""For a machine that does much else."""
pytestmark = pytest.mark.timeout(150)
CENTRAL = (sys.executable, "-c", "import sys; from central.command import main; sys.exit(main())")
CONFIG = """
listen_port = {port}
base_url = "{url}"
database = "{database}"
[messages]
sms = "gateway"
mail = "smtp"
[messages.smtp]
host = "127.0.0.1"
port = {mail}
security = "none"
sender = "noreply@vard.example"
drops_repeats = {drops}
[messages.gateway]
url = "{gateway}"
fields = {{ to = "{{number}}", message = "{{text}}", key = "{{key}}" }}
private_addresses = true
drops_repeats = {drops}
"""


class Killed:
    """A central that is started and killed, and the two servers that it sends by."""

    def __init__(self, house: House, server: MailServer, gateway: SmsGateway) -> None:
        self.house = house
        self.server = server
        self.gateway = gateway
        self.process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Its settings, and a desk that books by them at the time it is."""
        config = CONFIG.format(
            port=self.house.settings.listen_port,
            url=self.house.url,
            database=self.house.settings.database,
            mail=self.server.port,
            gateway=self.gateway.url,
            drops=str(self.gateway.drops_repeats).lower(),
        )
        (self.house.folder / "central.toml").write_text(config)
        by(self.house, messages(self.gateway, self.server))
        self.house.clock.now = time.time()

    async def start(self) -> None:
        command = [*CENTRAL, "serve", "--config", str(self.house.folder / "central.toml")]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        await until(lambda: asyncio.to_thread(self._answers))

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)

    def let_go(self) -> None:
        """What was held goes on, and whoever comes next is not held."""
        for far_end in (self.server, self.gateway):
            far_end.go_on.set()
            far_end.held = None

    def _answers(self) -> bool:
        try:
            with urlopen(self.house.url + "/healthz", timeout=5):
                return True
        except (URLError, ConnectionError):
            return False


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = true()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.02)


@pytest.fixture
async def killed(closed_house: House) -> AsyncIterator[Killed]:
    async with mail_server() as server, sms_gateway() as gateway:
        opened = Killed(closed_house, server, gateway)
        try:
            yield opened
        finally:
            opened.kill()


def final(house: House) -> bool:
    return all(state not in ("waiting", "sending") for _, state, _ in states(house))


async def killed_at(killed: Killed, mail: str, sms: str) -> None:
    """One booking; both servers hold their step open; SIGKILL; central starts again."""
    killed.server.held, killed.gateway.held = mail, sms
    killed.open()
    await killed.start()
    killed.house.book(at=3600, email=MAIL)
    async with asyncio.timeout(PATIENCE_S):
        await killed.server.reached.wait()
        await killed.gateway.reached.wait()
    killed.kill()
    killed.let_go()
    await killed.start()
    await until(lambda: final(killed.house))


async def test_r03_before_the_step_that_cannot_be_taken_back_it_is_sent_once_after_all(
    killed: Killed,
) -> None:
    """The gateway had the request and had sent nothing yet: nobody can know that from here."""
    await killed_at(killed, "RCPT", "before")
    assert states(killed.house) == [("mail", "sent", None), ("sms", "unknown", "cut-short")]
    assert len(killed.server.came) == 1


async def test_r03_after_that_step_it_is_not_sent_twice_and_a_person_is_told(
    killed: Killed,
) -> None:
    await killed_at(killed, "DATA", "after")
    unknown = ("unknown", "cut-short")
    assert states(killed.house) == [("mail", *unknown), ("sms", *unknown)]
    assert (len(killed.server.came), len(killed.gateway.sent)) == (1, 1)
    assert killed.house.letters("clinic") == []


async def test_r03_where_repeats_are_dropped_it_is_sent_again_under_the_same_name(
    killed: Killed,
) -> None:
    killed.gateway.drops_repeats = True
    await killed_at(killed, "DATA", "after")
    assert states(killed.house) == [("mail", "sent", None), ("sms", "sent", None)]
    assert len({mail["Message-ID"] for _, mail in killed.server.came}) == 1
    assert (len(killed.gateway.asked), len(killed.gateway.sent)) == (2, 1)


async def test_r03_killed_again_and_again_at_any_moment_no_message_comes_twice_or_never(
    killed: Killed,
) -> None:
    """Twelve bookings for a central that is killed three times at moments that nobody chose."""
    killed.let_go()
    killed.open()
    for number in range(12):
        killed.house.book(at=3600 + number, email=MAIL)
    for lived in (0.02, 0.06, 0.1):
        await killed.start()
        await asyncio.sleep(lived)
        killed.kill()
    await killed.start()
    await until(lambda: final(killed.house))
    texts = Counter(text for _, text in killed.gateway.sent)
    mails = Counter(mail["Message-ID"] for _, mail in killed.server.came)
    found = Counter((channel, state) for channel, state, _ in states(killed.house))
    assert max(texts.values()) == max(mails.values()) == 1
    for channel, came in (("sms", len(texts)), ("mail", len(mails))):
        sent, unknown = found[channel, "sent"], found[channel, "unknown"]
        assert sent + unknown == 12
        assert sent <= came <= sent + unknown
