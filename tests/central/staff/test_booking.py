"""*Bjud in till besök* and *Boka nu*: who may, what is checked, what is told, what is written."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from central.clinics import ClinicSettings, VisitKind
from central.core.access import StaffRole
from central.nightly import anonymise_now
from central.store import audit, bookings
from central.store.desk_tables import BookingKey, Contact, Unsuitable
from central.store.tables import Appointment, Person
from tests.support.booking import KIND, asked, book, enter_by, local, open_anew
from tests.support.central_house import NAME, Browser, House
from tests.support.guests import FATIMA
from tests.support.staff import CLINICIAN, SUBJECT, Colleague
from wire.visits import Level

BOOKINGS = "/api/staff/bookings"
DAY_S = 86_400
KIMS = "SE2321000016-1004"


def _found(house: House, visit: str) -> tuple[Appointment, Person]:
    with house.database.begin() as transaction:
        found = bookings.one(transaction, visit)
    assert found is not None
    assert found[1] is not None
    return found[0], found[1]


def _count(house: House, table: Any) -> int:
    with house.database.begin() as transaction:
        return transaction.scalar(select(func.count()).select_from(table)) or 0


async def test_a_booking_is_whole_and_everybody_hears_of_it(house: House) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house, email="anna@example.se", minutes=20, location="room-14")
    found, person = _found(house, made["appointment"])
    assert (found.location, found.end - found.start) == ("room-14", 1200)
    assert (found.practitioner, found.practitioner_id) == (f"{CLINICIAN}, Distriktsläkare", SUBJECT)
    assert (found.clinic, found.kind, found.confirmation) == ("clinic", KIND, "not-needed")
    assert (person.name, person.phone, person.id_kind) == (NAME, "+46701234588", "personnummer")
    assert "anna@example.se" in house.letters("invitation")[0]
    assert made["told"] == []
    with house.database.begin() as transaction:
        noted = [entry for _, entry in audit.entries(transaction, 0, 1e12)]
    assert [(e.actor, e.action, e.clinic, e.entity) for e in noted] == [
        (SUBJECT, "book", "clinic", f"Appointment/{made['appointment']}")
    ]


async def test_s5_staff_never_read_a_patients_link(house: House) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house)
        _, shown = await eva.ask("GET", f"{BOOKINGS}/{made['appointment']}")
    ticket = house.letters("invitation")[0].partition("/besok#")[2].split()[0]
    assert made["link"] is None
    assert ticket not in str(made) + str(shown)


async def test_r64_only_clinicians_and_schedulers_book(house: House) -> None:
    async with Colleague(house, StaffRole.UNIT_ADMIN, StaffRole.IT) as other:
        for method, path in (("POST", BOOKINGS), ("POST", f"{BOOKINGS}/draft")):
            assert (await other.ask(method, path, asked(house)))[0] == 403
        assert (await other.ask("GET", f"{BOOKINGS}/form"))[0] == 403
    assert _count(house, Appointment) == 0


async def test_r64_nobody_books_for_a_clinic_that_is_not_served_here(house: House) -> None:
    async with Colleague(house, clinic="SE-elsewhere") as other:
        for method, path in (("POST", BOOKINGS), ("GET", f"{BOOKINGS}/form")):
            body = asked(house) if method == "POST" else None
            assert await other.ask(method, path, body) == (403, {"code": "refused"})
    assert _count(house, Appointment) == 0


async def test_a_scheduler_books_for_whoever_checks_in_or_for_a_colleague(house: House) -> None:
    async with Colleague(house), Colleague(house, StaffRole.SCHEDULER, subject="SE1-S") as desk:
        _, form = await desk.ask("GET", f"{BOOKINGS}/form")
        assert form["clinicians"] == [{"id": SUBJECT, "name": f"{CLINICIAN}, Distriktsläkare"}]
        assert form["oneself"] is False
        first = await book(desk, house)
        second = await book(desk, house, clinician=form["clinicians"][0], start=local(house, 120))
    assert _found(house, first["appointment"])[0].practitioner is None
    assert _found(house, second["appointment"])[0].practitioner_id == SUBJECT


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": " "}, "name"),
    ({"name": "Anna \u202eBerg"}, "name"),
    ({"name": "A\x00B"}, "name"),
    ({"name": "A" * 10_000}, "name"),
    ({"personnummer": "19121212-1213"}, "personnummer"),
    ({"personnummer": "22950606-FH21"}, "personnummer"),
    ({"personnummer": "19121234TA3C", "regional": True}, "birth_date"),
    ({"birth_date": "1950-01-01"}, "birth_date"),
    ({"phone": "12345"}, "phone"),
    ({"email": "a@b.se\nBcc: c@d.se"}, "email"),
    ({"message": "A\u202eB"}, "message"),
    ({"message": "A" * 501}, "message"),
    ({"kind": "Operation"}, "kind"),
    ({"minutes": 0}, "minutes"),
    ({"start": "2026-11-24T11:00"}, "start"),
    ({"start": "2036-11-24T11:00"}, "start"),
    ({"start": "2027-03-28T02:30"}, "start"),
    ({"start": "9999999-01-01"}, "start"),
    ({"start": "snart"}, "start"),
    ({"location": "room-99"}, "location"),
    ({"clinician": {"id": "SE1"}}, "clinician"),
    ({"clinician": {"name": "\u202e", "id": "SE1"}}, "clinician"),
    ({"language": "klingonska!"}, "language"),
    ({"confirm": "yes"}, "confirm"),
    ({"age": 12}, "age"),
]


async def test_what_is_wrong_is_said_by_its_field_and_nothing_is_written(house: House) -> None:
    async with Colleague(house) as eva:
        for wrong, field in WRONG:
            house.clock.now += 60
            for path in (f"{BOOKINGS}/draft", BOOKINGS):
                status, problem = await eva.ask("POST", path, asked(house, **wrong))
                assert (status, problem["field"]) == (422, field), wrong
                assert "Anna" not in str(problem)
    assert _count(house, Appointment) == 0
    assert not house.settings.outbox.exists()


async def test_markup_in_a_name_is_a_name(house: House) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house, name="<img src=x onerror=alert(1)>")
    assert _found(house, made["appointment"])[1].name == "<img src=x onerror=alert(1)>"


async def test_r56_a_number_that_was_not_read_back_gets_no_invitation(house: House) -> None:
    async with Colleague(house) as eva:
        _, draft = await eva.ask("POST", f"{BOOKINGS}/draft", asked(house, read_back=None))
        assert draft["phone"] == "+46701234588"
        for read_back in (None, "070-123 45 89", "nej"):
            body = asked(house, read_back=read_back)
            status, problem = await eva.ask("POST", BOOKINGS, body)
            assert (status, problem["field"]) == (422, "read_back")
    assert house.letters("invitation") == []


async def test_r04_boka_nu_begins_at_once_needs_no_answer_and_the_letter_goes(
    house: House,
) -> None:
    await open_anew(house, kinds=(VisitKind(name=KIND, confirm=True),))
    async with Colleague(house) as eva:
        made = await book(eva, house, start=None)
        later = await book(eva, house, start=local(house, 90))
    now, _ = _found(house, made["appointment"])
    assert (now.at_once, now.confirmation, now.start) == (True, "not-needed", house.clock.now)
    assert any("börjar nu" in letter for letter in house.letters("invitation"))
    assert _found(house, later["appointment"])[0].confirmation == "awaited"


async def test_overlaps_and_closed_hours_are_told_and_not_forbidden(house: House) -> None:
    await open_anew(house, hours={"tue": "08:00-12:30"})
    async with Colleague(house) as eva:
        first = await book(eva, house, location="room-12")
        assert first["told"] == [{"code": "closed", "start": None, "end": None, "room": None,
                                  "hours": "08:00–12:30"}]  # fmt: skip
        _, draft = await eva.ask(
            "POST", f"{BOOKINGS}/draft", asked(house, location="room-12", start=local(house, 70))
        )
        second = await book(eva, house, location="room-14", start=local(house, 70))
    assert [told["code"] for told in draft["told"]] == ["closed", "room-taken"]
    assert draft["told"][1]["start"] == first["start"]
    assert [told["code"] for told in second["told"]] == ["closed", "clinician-taken"]
    assert second["told"][1]["room"] == "Videorum 12"


async def test_the_first_free_room_is_taken_and_without_one_nothing_is_booked(
    house: House,
) -> None:
    async with Colleague(house) as eva:
        rooms = [(await book(eva, house))["room"] for _ in range(2)]
        status, problem = await eva.ask("POST", BOOKINGS, asked(house))
    assert rooms == ["Videorum 12", "Videorum 14"]
    assert (status, problem["code"]) == (409, "no-room-free")


async def test_another_clinics_room_is_no_room_and_its_bookings_are_not_there(
    house: House,
) -> None:
    borlange = ClinicSettings(id="SE-1", name="Borlänge", rooms=("room-12",))
    falun = ClinicSettings(id="SE-2", name="Falun", phone="023-1", rooms=("room-14",))
    await open_anew(house, borlange, falun)
    async with (
        Colleague(house, clinic="SE-1") as eva,
        Colleague(house, clinic="SE-2", subject="SE1-F") as fia,
    ):
        status, problem = await eva.ask("POST", BOOKINGS, asked(house, location="room-14"))
        assert (status, problem["field"]) == (422, "location")
        made = await book(fia, house)
        here = f"{BOOKINGS}/{made['appointment']}"
        for method, path, body in (
            ("GET", here, None),
            ("PUT", here, {"version": 1, "start": local(house, 99)}),
            ("POST", f"{here}/cancel", {"reason": "pat"}),
            ("POST", f"{here}/link", {}),
        ):
            assert await eva.ask(method, path, body) == (404, {"code": "not-found"})
    assert "Falun" in house.letters("invitation")[0]
    assert "023-1" in house.letters("invitation")[0]


async def test_the_same_press_sent_twice_books_once(house: House) -> None:
    headers = {"Idempotency-Key": "press-0001"}
    async with Colleague(house) as eva:
        answers = []
        for body in (asked(house), asked(house), asked(house, minutes=45)):
            async with eva.http.post(house.url + BOOKINGS, json=body, headers=headers) as answer:
                answers.append((answer.status, await answer.json()))
    (_, first), (_, second), (third, problem) = answers
    assert second["appointment"] == first["appointment"]
    assert (first["again"], second["again"]) == (False, True)
    assert (third, problem["code"]) == (409, "key-used")
    assert (_count(house, Appointment), len(house.letters("invitation"))) == (1, 1)
    anonymise_now(house.settings, house.database, house.clock.now + DAY_S + 1)
    assert _count(house, BookingKey) == 0


async def test_a_foreign_page_books_nothing(house: House) -> None:
    async with Colleague(house) as eva:
        headers = {"Origin": "https://elsewhere.example"}
        async with eva.http.post(
            house.url + BOOKINGS, json=asked(house), headers=headers
        ) as answer:
            assert answer.status == 403
    assert _count(house, Appointment) == 0


async def test_bookings_by_the_thousand_are_stopped(house: House) -> None:
    async with Colleague(house) as eva, Colleague(house, subject="SE1-OTHER") as other:
        statuses = [(await eva.ask("POST", BOOKINGS, asked(house, name=" ")))[0] for _ in range(40)]
        assert statuses.count(429) == 10
        assert (await other.ask("POST", BOOKINGS, asked(house)))[0] == 201


async def test_r29_the_clinicians_message_is_read_after_login_only(house: House) -> None:
    text = "Ta med din medicinlista."
    async with Colleague(house) as eva:
        made = await book(eva, house, start=None, message=text)
    visit = made["appointment"]
    letter = house.letters("invitation")[0]
    assert text not in letter
    async with Browser(house) as patient:
        assert (await patient.get("/api/visit"))[0] == 401
        assert await enter_by(patient, letter) == 200
        _, state = await patient.get("/api/visit")
    assert state["message"] == text
    anonymise_now(house.settings, house.database, house.clock.now + 15 * DAY_S)
    with house.database.begin() as transaction:
        assert transaction.get(Person, visit) is None


async def test_r41_a_visit_with_a_guardian_says_so_and_goes_to_the_number_alone(
    house: House,
) -> None:
    async with Colleague(house) as eva:
        wrong = asked(house, guardian=True, email="parent@example.se")
        status, problem = await eva.ask("POST", BOOKINGS, wrong)
        assert (status, problem["field"]) == (422, "email")
        made = await book(eva, house, guardian=True)
    found, _ = _found(house, made["appointment"])
    letter = house.letters("invitation")[0]
    assert found.guardian
    assert "Barnet ska vara med och synas i bild." in letter
    assert "To: +46701234588\n" in letter
    assert "1912" not in letter


async def test_r41_a_kind_can_be_booked_with_a_guardian_by_itself(house: House) -> None:
    await open_anew(house, kinds=(VisitKind(name="Barn", guardian=True),))
    async with Colleague(house) as eva:
        with_one = await book(eva, house, kind="Barn")
        alone = await book(eva, house, kind="Barn", guardian=False, location="room-14")
    assert _found(house, with_one["appointment"])[0].guardian
    assert not _found(house, alone["appointment"])[0].guardian


async def test_r47_a_booking_can_say_that_a_proxy_may_take_part(house: House) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house, proxy=True)
        _, shown = await eva.ask("GET", f"{BOOKINGS}/{made['appointment']}")
    assert shown["proxy"] is True


async def test_r58_one_no_leads_to_a_visit_in_person_and_is_counted_without_anybody(
    house: House,
) -> None:
    await open_anew(house, kinds=(VisitKind(name=KIND, questions=True),))
    yes = {"examination": True, "undisturbed": True, "device": True, "understood": True}
    async with Colleague(house) as eva:
        status, problem = await eva.ask("POST", BOOKINGS, asked(house))
        assert (status, problem["field"]) == (422, "suitability.examination")
        for _ in range(2):
            body = asked(house, suitability=yes | {"device": False})
            status, problem = await eva.ask("POST", BOOKINGS, body)
            assert (status, problem["code"]) == (409, "unsuitable")
            assert problem["field"] == "suitability.device"
        assert _count(house, Appointment) == 0
        await book(eva, house, suitability=yes)
    with house.database.begin() as transaction:
        rows = list(transaction.scalars(select(Unsuitable)))
    assert [(row.clinic, row.day, row.question, row.count) for row in rows] == [
        ("clinic", "2026-11-24", "device", 2)
    ]


async def test_r26_a_test_visit_with_a_colleague_gives_its_link_and_never_with_oneself(
    house: House,
) -> None:
    colleague = {"personnummer": None, "birth_date": "1980-04-23", "email": "kim@example.se"}
    plain = {"phone": None, "read_back": None, "kind": None, "practice": True}
    async with Colleague(house) as eva:
        for mine in (None, SUBJECT, f" {SUBJECT.lower()} ", "nej!"):
            body = asked(house, name="Kim Ek", colleague=mine, **colleague, **plain)
            status, problem = await eva.ask("POST", BOOKINGS, body)
            assert (status, problem["field"]) == (422, "colleague"), mine
        status, problem = await eva.ask("POST", BOOKINGS, asked(house, colleague=KIMS))
        assert (status, problem["field"]) == (422, "colleague"), "no patient is a colleague"
        namesake = {"name": CLINICIAN, "colleague": KIMS}
        made = await book(eva, house, start=None, **namesake, **colleague, **plain)
    found, person = _found(house, made["appointment"])
    assert (found.practice, found.kind, person.personnummer) == (True, "Testbesök", "")
    assert made["link"] in house.letters("invitation")[0]
    assert (
        "inbjuden av Eva Ek, Distriktsläkare till ett testbesök" in house.letters("invitation")[0]
    )


async def test_r40_r56_an_interpreter_is_invited_in_the_bookings_own_press(house: House) -> None:
    wish = {"interpreter": True, "language": "ar", "guest": FATIMA}
    headers = {"Idempotency-Key": "press-0002"}
    async with Colleague(house) as eva:
        _, draft = await eva.ask("POST", f"{BOOKINGS}/draft", asked(house, **wish))
        assert draft["guest_phone"] == "+46705556677"
        for wrong, field in (
            ({"name": " "}, "guest.name"),
            ({"phone": None, "read_back": None}, "guest.phone"),
            ({"read_back": "070-555 66 78"}, "guest.read_back"),
            ({"role": "spy"}, "guest.role"),
        ):
            body = asked(house, **wish | {"guest": FATIMA | wrong})
            status, problem = await eva.ask("POST", BOOKINGS, body)
            assert (status, problem["field"]) == (422, field)
        assert (_count(house, Appointment), house.letters("invitation")) == (0, [])
        for _ in range(2):
            body = asked(house, **wish)
            async with eva.http.post(house.url + BOOKINGS, json=body, headers=headers) as answer:
                made = await answer.json()
        path = f"/api/staff/visits/{made['appointment']}/guests"
        ((_, (guest,)),) = [await eva.ask("GET", path)]
    assert (guest["role"], guest["name"]) == ("interpreter", "Fatima Haddad")
    (letter,) = house.letters("guest.invitation")
    assert "bokad som tolk" in letter
    assert len(house.letters("invitation")) == 1
    with house.database.begin() as transaction:
        noted = [entry.action for _, entry in audit.entries(transaction, 0, 1e12)]
    assert noted.count("invite-guest") == noted.count("book") == 1


@pytest.mark.parametrize(
    ("kinds", "ways", "more"),
    [
        ((None, Level.SMS_CODE, Level.EID), ("birth-date",), ["1", "2"]),
        ((None, Level.LINK), ("sms-code",), ["0", "1"]),
    ],
)
async def test_r61_the_form_says_which_kinds_ask_for_more_than_a_date_of_birth(
    house: House, kinds: tuple[Level | None, ...], ways: tuple[str, ...], more: list[str]
) -> None:
    house.settings = house.settings.model_copy(update={"ways": ways})
    named = (VisitKind(name=str(n), least_level=level) for n, level in enumerate(kinds))
    await open_anew(house, kinds=tuple(named))
    async with Colleague(house) as eva:
        _, form = await eva.ask("GET", f"{BOOKINGS}/form")
    assert form["asks_more"] == more


async def test_r70_a_protected_person_has_no_initials_and_leaves_no_contact_behind(
    house: House,
) -> None:
    await open_anew(house, prefill_contacts=True)
    async with Colleague(house) as eva:
        made = await book(eva, house, protected=True)
    found, person = _found(house, made["appointment"])
    assert bookings.as_unit_sees(found, person, house.url).initials is None
    assert _count(house, Contact) == 0


async def test_r07_contact_data_is_offered_for_30_days_only_where_the_clinic_wants_it(
    house: House,
) -> None:
    number = {"personnummer": "121212+1212"}
    async with Colleague(house) as eva:
        await book(eva, house)
        assert await eva.ask("POST", f"{BOOKINGS}/contact", number) == (
            200, {"phone": None, "email": None},
        )  # fmt: skip
        assert _count(house, Contact) == 0
        await open_anew(house, prefill_contacts=True)
        await book(eva, house, email="anna@example.se", start=local(house, 120))
        offered = {"phone": "+46701234588", "email": "anna@example.se"}
        assert await eva.ask("POST", f"{BOOKINGS}/contact", number) == (200, offered)
        other = {"personnummer": "22950606-FH20"}
        assert (await eva.ask("POST", f"{BOOKINGS}/contact", other))[1]["phone"] is None
    with house.database.begin() as transaction:
        row = transaction.scalars(select(Contact)).one()
        assert "1212" not in row.patient[:4] + str(row.clinic)
    anonymise_now(house.settings, house.database, house.clock.now + 29 * DAY_S)
    assert _count(house, Contact) == 1
    anonymise_now(house.settings, house.database, house.clock.now + 30 * DAY_S + 1)
    assert _count(house, Contact) == 0


async def test_no_name_number_or_word_of_a_patient_is_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    async with Colleague(house) as eva:
        made = await book(eva, house, message="Ring Berit först", email="anna@example.se")
        await eva.ask("POST", BOOKINGS, asked(house, personnummer="19121212-1213"))
        await eva.ask("POST", f"{BOOKINGS}/{made['appointment']}/link", {})
    with house.database.begin() as transaction:
        noted = str([replace(entry) for _, entry in audit.entries(transaction, 0, 1e12)])
    for secret in (NAME, "121212", "-1212", "234588", "45 88", "Berit", "anna@"):
        assert secret not in caplog.text + noted
