"""Letters leave by real servers: tried until they arrive or are of no use, each once, in order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import pytest

from central.bookings import Booked
from central.core.clinic_letters import patient_waits, ticket_locked
from central.core.letters import Letter
from central.delivery import rounds
from central.post import posting
from central.store.tables import Appointment
from tests.support.central_house import NAME, PHONE, House, link_in
from tests.support.messages import MAIL, by, deliveries, messages, states
from tests.support.post_offices import MailServer, SmsGateway, mail_server, sms_gateway

NUMBER = "+46701234588"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "LOOK_S", 0.02)


@pytest.fixture
async def gateway() -> AsyncIterator[SmsGateway]:
    async with sms_gateway() as opened:
        yield opened


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as opened:
        yield opened


@pytest.fixture
async def house(closed_house: House) -> AsyncIterator[House]:
    yield closed_house
    if closed_house.servers:
        await closed_house.stop()


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.01)


async def opened(house: House, gateway: SmsGateway | None, server: MailServer | None) -> None:
    by(house, messages(gateway, server))
    await house.start()


def move(house: House, booked: Booked, minutes: float) -> None:
    start = datetime.fromtimestamp(house.clock.now, house.settings.zone)
    start += timedelta(minutes=minutes)
    house.desk.move(booked.appointment, start, start + timedelta(minutes=30), house.clock.now)


async def test_r03_an_invitation_goes_to_number_and_address_and_its_texts_are_gone(
    house: House, gateway: SmsGateway, server: MailServer
) -> None:
    await opened(house, gateway, server)
    booked = house.book(at=3600, email=MAIL, kind="Hudbesök")
    await until(lambda: gateway.sent and server.came)
    await until(lambda: {s for _, s, _ in states(house)} == {"sent"})
    ((number, sms),), ((to, mail),) = gateway.sent, server.came
    assert (number, to) == (NUMBER, MAIL)
    assert link_in(sms) == link_in(mail.get_content()) == booked.link
    assert sms.startswith("Videobesök tis 24 nov 13:00 hos Borlänge vårdcentral. Gå in från 12:45")
    assert sms.endswith("Frågor: 0243-49 70 00")
    assert "Hud" not in sms
    assert not any(name in sms for name in NAME.split())
    assert [(d.address, d.subject, d.text) for d in deliveries(house)] == [(None,) * 3] * 2
    assert [d.masked for d in deliveries(house)] == ["a··@··.se", "··88"]
    assert booked.invitation is None
    assert house.letters("invitation") == []


async def test_r03_a_clinic_chooses_the_channel_and_the_occasions(
    house: House, gateway: SmsGateway, server: MailServer
) -> None:
    by(house, messages(gateway, server, occasions={"send_to": "phone", "cancellation": False}))
    await house.start()
    booked = house.book(at=3600, email=MAIL)
    other = house.book(at=7200, email=MAIL, phone=None)
    assert house.desk.cancel(booked.appointment, house.clock.now) is None
    await until(lambda: len(server.came) == 1)
    assert {d.channel for d in deliveries(house) if d.appointment == booked.appointment} == {"sms"}
    assert other.appointment in {d.appointment for d in deliveries(house)}
    assert states(house, "cancelled") == []


async def test_what_cannot_be_sent_now_is_tried_again_later_and_then_later_still(
    house: House, gateway: SmsGateway
) -> None:
    gateway.status = 503
    await opened(house, gateway, None)
    house.book(at=3600)
    pauses = []
    for tries in (1, 2, 3):
        await until(lambda: deliveries(house)[0].tries == tries)  # noqa: B023
        (row,) = deliveries(house)
        assert (row.state, row.code) == ("waiting", "busy")
        pauses.append(row.next_at - house.clock.now)
        house.clock.now = row.next_at
    assert pauses == sorted(pauses)
    assert 4 <= pauses[0] <= 6
    gateway.status = 200
    await until(lambda: states(house) == [("sms", "sent", None)])
    assert len(gateway.sent) == 1


async def test_r03_the_clinic_is_told_once_when_an_invitation_is_of_no_use_any_more(
    house: House, gateway: SmsGateway, server: MailServer
) -> None:
    gateway.status, server.answers["RCPT"] = 503, "550 nobody"
    await opened(house, gateway, server)
    house.book(at=3600, email=MAIL)
    await until(lambda: ("mail", "failed", "no-such-address") in states(house))
    assert house.letters("clinic") == []
    house.clock.now += 3600
    await until(lambda: house.letters("clinic"))
    gateway.status = 200
    house.clock.now += 600
    await until(lambda: all(d.text is None for d in deliveries(house)))
    (letter,) = house.letters("clinic")
    assert "Subject: Inbjudan kom inte fram: ring patienten" in letter
    assert ("sms", "failed", "too-late") in states(house)
    assert not any(name in letter for name in (*NAME.split(), NUMBER, MAIL, PHONE))
    assert gateway.sent == []


async def test_what_is_written_when_the_visit_runs_already_is_of_use_until_its_end(
    house: House, gateway: SmsGateway
) -> None:
    gateway.status = 503
    await opened(house, gateway, None)
    booked = house.book(at=-60)
    now_booked = house.book(at=20, at_once=True)
    await until(lambda: len(gateway.asked) == 2)
    ends = {d.appointment: d.until - house.clock.now for d in deliveries(house)}
    assert ends == {booked.appointment: 29 * 60, now_booked.appointment: 30 * 60 + 20}
    house.clock.now += 3600
    house.desk.cancel(booked.appointment, house.clock.now)
    gateway.status = 200
    await until(lambda: states(house, "cancelled") == [("sms", "sent", None)])


async def test_where_one_of_two_addresses_is_reached_the_clinic_need_not_know(
    house: House, gateway: SmsGateway, server: MailServer
) -> None:
    gateway.status = 400
    await opened(house, gateway, server)
    house.book(at=3600, email=MAIL)
    await until(lambda: {s for _, s, _ in states(house)} == {"sent", "failed"})
    assert house.letters("clinic") == []


async def test_a_new_time_waits_behind_the_invitation_and_a_cancellation_calls_it_back(
    house: House, gateway: SmsGateway
) -> None:
    gateway.status = 503
    await opened(house, gateway, None)
    moved, cancelled = house.book(at=3600), house.book(at=7200)
    await until(lambda: len(gateway.asked) == 2)
    tried = [("sms", "waiting", "busy")] * 2
    await until(lambda: states(house, "invitation") == tried)
    house.clock.now += 1
    move(house, moved, 90)
    house.desk.cancel(cancelled.appointment, house.clock.now)
    gateway.status = 200
    await until(lambda: states(house, "cancelled") == [("sms", "sent", None)])
    assert states(house, "moved") == [("sms", "waiting", None)]
    house.clock.now += 10
    await until(lambda: states(house, "moved") == [("sms", "sent", None)])
    assert ("sms", "failed", "overtaken") in states(house, "invitation")
    assert [text.split()[0] for _, text in gateway.sent] == ["Avbokat:", "Videobesök", "Ny"]
    assert house.letters("clinic") == []


async def test_a_code_waits_behind_nothing_and_is_soon_of_no_use(
    house: House, gateway: SmsGateway
) -> None:
    gateway.status = 503
    await opened(house, gateway, None)
    house.book(at=3600)
    await until(lambda: len(gateway.asked) == 1)
    gateway.status = 200
    code = Letter("code", (NUMBER,), "Din kod", "123456 är din kod", lasts=300)
    with posting(house.database, house.desk._outbox, house.clock.now) as post:
        post.add(code)
    await until(lambda: gateway.sent == [(NUMBER, "123456 är din kod")])
    gateway.status = 503
    with posting(house.database, house.desk._outbox, house.clock.now) as post:
        post.add(code)
    house.clock.now += 300
    await until(lambda: ("sms", "failed", "too-late") in states(house, "code"))
    assert house.letters("clinic") == []


@pytest.mark.parametrize("drops_repeats", [False, True])
async def test_what_may_have_been_taken_is_sent_again_only_where_repeats_are_dropped(
    house: House, gateway: SmsGateway, drops_repeats: bool
) -> None:
    gateway.hangs_up, gateway.drops_repeats = True, drops_repeats
    await opened(house, gateway, None)
    house.book(at=3600)
    await until(lambda: deliveries(house)[0].tries == 1)
    state = "waiting" if drops_repeats else "unknown"
    assert states(house) == [("sms", state, "no-answer")]
    gateway.hangs_up = False
    house.clock.now += 60
    if drops_repeats:
        await until(lambda: states(house) == [("sms", "sent", None)])
        assert len(gateway.asked) == 2
    assert len(gateway.sent) == 1
    assert house.letters("clinic") == []


async def test_a_central_that_is_told_to_stop_waits_for_what_is_being_sent(
    house: House, gateway: SmsGateway
) -> None:
    gateway.held = "after"
    await opened(house, gateway, None)
    house.book(at=3600)
    await gateway.reached.wait()
    asyncio.get_running_loop().call_later(0.2, gateway.go_on.set)
    await house.stop()
    assert states(house) == [("sms", "sent", None)]


async def test_letters_to_the_clinic_go_by_mail_to_its_own_address(
    house: House, server: MailServer
) -> None:
    by(house, messages(None, server, clinic="smtp"), clinic_email="mottagning@vard.example")
    await house.start()
    with posting(house.database, house.desk._outbox, house.clock.now) as post:
        post.add(Letter("clinic", ("Borlänge vårdcentral",), "Hej", "Text"))
    await until(lambda: server.came)
    assert server.came[0][0] == "mottagning@vard.example"
    assert house.letters("clinic") == []


async def test_ten_locked_links_are_one_mail_and_a_patient_who_waits_is_told_of_at_once(
    house: House, server: MailServer
) -> None:
    by(house, messages(None, server, clinic="smtp"), clinic_email="mottagning@vard.example")
    await house.start()

    def write(letter: Letter, times: int = 1) -> None:
        with posting(house.database, house.desk._outbox, house.clock.now) as post:
            for _ in range(times):
                post.add(letter)

    with house.database.begin() as transaction:
        visit = transaction.get_one(Appointment, house.book(at=3600).appointment)
    facts = house.desk.facts(visit)
    write(ticket_locked(facts), times=10)
    house.clock.now += 119
    write(patient_waits(facts, "Videorum 12", None))
    await until(lambda: len(server.came) == 1)
    ((_, mail),) = server.came
    assert mail["Subject"].startswith("11 meddelanden: En besökslänk är låst")
    text = mail.get_content()
    assert text.count("är låst efter fem felaktiga försök") == 10
    assert "väntar i videobesöket" in text
    await until(lambda: {s for c, s, _ in states(house) if c == "clinic"} == {"sent"})
    write(ticket_locked(facts))
    house.clock.now += 119
    await asyncio.sleep(0.1)
    assert len(server.came) == 1
    house.clock.now += 1
    await until(lambda: len(server.came) == 2)
    assert server.came[1][1]["Subject"] == "En besökslänk är låst"
    assert server.came[1][1]["Message-ID"] != mail["Message-ID"]


async def test_s6_nothing_of_a_patient_is_in_the_record(
    house: House, gateway: SmsGateway, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="ostord")
    gateway.status, server.answers["RCPT"] = 400, "550 anna@example.se is nobody"
    await opened(house, gateway, server)
    booked = house.book(at=3600, email=MAIL)
    await until(lambda: {s for _, s, _ in states(house, "invitation")} == {"failed"})
    said = "".join(str(entry.__dict__) for entry in caplog.records if entry.name == "ostord")
    assert "message.failed" in said
    secret = booked.link.partition("#")[2]
    for word in (*NAME.split(), NUMBER, "1234588", MAIL, "example.se", secret):
        assert word not in said
