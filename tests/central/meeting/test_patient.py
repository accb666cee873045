"""Entry, confirmation, consent: who may come in, and what a refused one learns (S5)."""

import asyncio
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from central.bookings import Booked
from central.store.entries import TRIES, lock_if_spent, take_try
from central.store.tables import Appointment, Consent, Ticket
from tests.support.central_house import (
    BORN,
    NAME,
    Browser,
    House,
    Wire,
    confirm_link,
    ticket_of,
)

REFUSED = (403, {"code": "refused"})


async def test_r01_r60_a_right_ticket_and_birth_date_enter_and_show_the_visit(
    house: House, browser: Browser
) -> None:
    booked = house.book(at=600, kind="Återbesök", practitioner="Eva Ek", must_confirm=True)
    assert await browser.enter(booked) == 200
    status, visit = await browser.get("/api/visit")
    start = house.clock.now + 600
    assert status == 200
    assert visit.pop("clinic_says")["brand"]["accent"] is None
    assert visit == {
        "visit": booked.appointment,
        "start": start,
        "end": start + 1800,
        "now": house.clock.now,
        "opens": start - 900,
        "closes": start + 2100,
        "clinic": "Borlänge vårdcentral",
        "clinic_phone": "0243-49 70 00",
        "message": None,
        "guardian": False,
        "proxy": False,
        "practitioner": "Eva Ek",
        "kind": "Återbesök",
        "needs_confirmation": True,
        "confirmed": False,
        "consent": {"version": None, "accepted": False},
        "phone_tail": "88",
        "level": "link",
        "can_prove": [],
        "language": "sv",
        "role": "patient",
        "for_whom": None,
    }


async def test_s5_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    house: House, browser: Browser
) -> None:
    body = {"ticket": ticket_of(house.book()), "birth_date": BORN}
    async with browser.http.post(f"{house.url}/api/entry", json=body) as answer:
        cookie = answer.headers["Set-Cookie"]
        assert answer.headers["Cache-Control"] == "no-store"
    assert cookie.startswith("ostord_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie  # served without TLS in tests


def _tries(house: House) -> Iterator[tuple[str, str, str]]:
    """Every kind of wrong try: what it is, the ticket, the date of birth."""
    good, late = house.book(), house.book(at=-4000, minutes=30)
    cancelled, locked = house.book(), house.book()
    house.desk.cancel(cancelled.appointment, house.clock.now)
    with house.database.begin() as session:
        for _ in range(TRIES):
            take_try(session, locked.appointment)
        lock_if_spent(session, locked.appointment, house.clock.now)
    yield "wrong ticket", "x" * 43, BORN
    yield "no ticket", "", BORN
    yield "wrong date of birth", ticket_of(good), "1912-12-13"
    yield "no date of birth", ticket_of(good), ""
    yield "late", ticket_of(late), BORN
    yield "cancelled", ticket_of(cancelled), BORN
    yield "locked", ticket_of(locked), BORN


async def test_s5_wrong_late_foreign_and_locked_get_the_same_answer_in_the_same_time(
    house: House, browser: Browser
) -> None:
    took, answers = {}, {}
    for name, ticket, born in _tries(house):
        started = time.monotonic()
        url = f"{house.url}/api/entry"
        async with browser.http.post(url, json={"ticket": ticket, "birth_date": born}) as answer:
            text = await answer.text()
            headers = {k: v for k, v in answer.headers.items() if k != "Date"}
        took[name] = time.monotonic() - started
        answers[name] = (answer.status, text, headers)
    assert len({repr(answer) for answer in answers.values()}) == 1, answers
    assert answers["late"][:2] == (403, '{"code":"refused"}')
    assert "Set-Cookie" not in answers["late"][2]
    assert all(0.24 < t < 0.6 for t in took.values()), took


async def test_s5_a_foreign_visit_is_not_entered_by_another_visits_cookie(
    house: House, browser: Browser
) -> None:
    mine, other = house.book(), house.book(name="Bo Ek", personnummer="640823-3234")
    await browser.settle(mine)
    page = await browser.page("page-client-1")
    await page.say("join", visit=other.appointment)
    assert await page.until("error") == {"type": "error", "code": "refused", "field": "visit"}
    await page.close()


async def test_s5_five_wrong_tries_lock_the_ticket_and_tell_the_clinic_once(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    for _ in range(4):
        assert await browser.enter(booked, "1990-01-01") == 403
    assert house.letters("clinic") == []
    assert await browser.enter(booked, "1990-01-01") == 403
    assert await browser.enter(booked) == 403
    assert await browser.enter(booked, "1990-01-01") == 403
    (letter,) = house.letters("clinic")
    assert "låst" in letter
    assert NAME.split()[-1] not in letter
    assert ticket_of(booked) not in letter


async def test_s5_a_right_try_clears_the_wrong_ones(house: House, browser: Browser) -> None:
    booked = house.book()
    for born in ["1990-01-01"] * 4 + [BORN] + ["1990-01-01"] * 4 + [BORN]:
        assert await browser.enter(booked, born) == (200 if born == BORN else 403)


async def test_s5_a_get_of_the_link_consumes_nothing(house: House, browser: Browser) -> None:
    booked = house.book()
    for _ in range(3):
        async with browser.http.get(booked.link) as answer:
            assert answer.status == 200
            assert "Set-Cookie" not in answer.headers
    assert await browser.enter(booked) == 200


async def test_s5_tickets_and_cookies_are_kept_as_digests_only(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await browser.settle(booked)
    secrets = [ticket_of(booked), *(cookie.value for cookie in browser.http.cookie_jar)]
    stored = b"".join(file.read_bytes() for file in house.folder.glob("central.sqlite*"))
    assert len(secrets) == 2
    assert not any(secret.encode() in stored for secret in secrets)


@pytest.mark.parametrize(
    ("after", "open_"),
    [(-900, True), (-901, False), (1800 + 299, True), (1800 + 300, False)],
)
async def test_r01_r02_the_room_opens_and_closes_on_the_second(
    house: House, browser: Browser, after: float, open_: bool
) -> None:
    """Before, the person sees their visit (R57) and no more; after it, nothing."""
    booked = house.book(at=1000)
    house.clock.now += 1000 + after
    assert await browser.enter(booked) == (403 if after > 0 and not open_ else 200)
    wire = await Wire.open(browser.http, house)
    await wire.say("hello", client="page-00000001")
    assert (await wire.hear())["type"] == ("welcome" if open_ else "error")


async def test_r02_the_cookie_ends_with_the_window(house: House, browser: Browser) -> None:
    await browser.settle(house.book())
    house.clock.now += 1800 + 299
    assert (await browser.get("/api/visit"))[0] == 200
    house.clock.now += 1
    assert (await browser.get("/api/visit"))[0] == 401
    assert (await browser.post("/api/consent", {"version": "1", "accept": True}))[0] == 401


async def test_r04_the_invitations_link_confirms_before_the_door_opens(
    house: House, browser: Browser
) -> None:
    booked = house.book(at=86_400, must_confirm=True)
    (letter,) = house.letters("invitation")
    ticket = confirm_link(letter).partition("#")[2]
    said = {"ticket": ticket, "birth_date": BORN, "yes": True}
    assert await browser.post("/api/confirm", said) == (200, {"code": "received"})
    house.clock.now += 86_000
    assert await browser.enter(booked) == 200
    assert (await browser.get("/api/visit"))[1]["confirmed"] is True


async def test_r04_s5_a_confirmation_says_the_same_to_everybody_and_counts_wrong_tries(
    house: House, browser: Browser
) -> None:
    booked = house.book(must_confirm=True)
    wrong = {"ticket": ticket_of(booked), "birth_date": "1990-01-01", "yes": True}
    for body in (wrong, wrong | {"ticket": "x"}, wrong, wrong, wrong, wrong):
        assert await browser.post("/api/confirm", body) == (200, {"code": "received"})
    assert len(house.letters("clinic")) == 1
    assert await browser.enter(booked) == 403


async def test_r04_confirming_on_arrival_works_and_a_no_reaches_the_clinic_once(
    house: House, browser: Browser
) -> None:
    booked = house.book(must_confirm=True)
    await browser.enter(booked)
    for yes, letters in ((False, 1), (False, 1), (True, 1)):
        assert (await browser.post("/api/visit/confirm", {"yes": yes}))[0] == 200
        assert len(house.letters("clinic")) == letters
        assert (await browser.get("/api/visit"))[1]["confirmed"] is yes


async def test_r62_consent_is_versioned_dated_and_withdrawable(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await browser.enter(booked)
    for version, accept in (("1", True), ("1", False), ("2", True)):
        house.clock.now += 1
        await browser.post("/api/consent", {"version": version, "accept": accept})
        shown = (await browser.get("/api/visit"))[1]["consent"]
        assert shown == {"version": version, "accepted": accept}
    with house.database.begin() as session:
        kept = [(c.version, c.accepted) for c in session.scalars(select(Consent))]
        times = [c.at for c in session.scalars(select(Consent))]
    assert kept == [("1", True), ("1", False), ("2", True)]
    assert times == sorted(set(times))


async def test_leaving_the_session_forgets_the_browser(house: House, browser: Browser) -> None:
    await browser.settle(house.book())
    assert (await browser.post("/api/leave-session", {}))[0] == 200
    assert (await browser.get("/api/visit"))[0] == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ticket": 5, "birth_date": BORN},
        {"ticket": "x" * 129, "birth_date": BORN},
        {"ticket": "x", "birth_date": BORN, "role": "unit"},
        [],
    ],
)
async def test_a_malformed_entry_names_its_field_and_repeats_nothing(
    browser: Browser, body: object
) -> None:
    status, said = await browser.post("/api/entry", body)
    assert status == 422
    assert said["code"] == "malformed"
    assert "xxx" not in str(said)


async def test_many_tries_from_one_address_are_slowed(house: House, browser: Browser) -> None:
    booked = Booked("none", house.folder, f"{house.url}/besok#none")
    results = await asyncio.gather(*(browser.enter(booked) for _ in range(40)))
    assert results.count(403) == 30
    assert results.count(429) == 10
    house.clock.now += 1
    assert await browser.enter(booked) == 403


async def test_r04_a_yes_to_a_visit_that_needs_none_changes_nothing(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await browser.enter(booked)
    await browser.post("/api/visit/confirm", {"yes": True})
    with house.database.begin() as session:
        found = session.get(Appointment, booked.appointment)
        assert found is not None
        assert (found.confirmation, found.version) == ("not-needed", 1)


async def test_r04_a_new_time_makes_the_old_answer_void(house: House, browser: Browser) -> None:
    booked = house.book(must_confirm=True)
    await browser.settle(booked)
    start = datetime.fromtimestamp(house.clock.now + 60, house.settings.zone)
    letter = house.desk.move(
        booked.appointment, start, start + timedelta(minutes=30), house.clock.now
    )
    assert letter
    assert "Bekräfta den nya tiden" in letter.read_text()
    assert (await browser.get("/api/visit"))[1]["confirmed"] is False


async def test_s5_a_full_outbox_changes_no_answer(house: House, browser: Browser) -> None:
    booked = house.book()
    house.settings.outbox.rename(house.folder / "elsewhere")
    house.settings.outbox.write_text("in the way")
    for _ in range(6):
        assert await browser.enter(booked, "1990-01-01") == 403


async def test_s5_guesses_at_the_same_moment_are_five_tries_too(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    dates = [f"19{year}-01-01" for year in range(20, 49)]
    answers = await asyncio.gather(*(browser.enter(booked, date) for date in dates))
    assert set(answers) == {403}
    with house.database.begin() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert ticket.locked_at is not None
        assert ticket.wrong == TRIES, "more than five guesses were judged"
    assert len(house.letters("clinic")) == 1


async def test_s5_a_right_try_is_no_wrong_one_however_often(house: House, browser: Browser) -> None:
    booked = house.book(at=901)
    for _ in range(2 * TRIES):
        assert await browser.enter(booked) == 200
