"""Photos and a form before the visit: sent, looked at, taken back, read by who holds it (R27)."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from central.clinics import ClinicSettings
from central.forms import FormQuestion
from central.store import audit, course
from central.store.staff_tables import Audit
from tests.support.central_house import Browser, House
from tests.support.pictures import bomb, jpeg, telling_jpeg
from tests.support.staff import SUBJECT, Colleague

FORM = (
    FormQuestion(key="what", words={"sv": "Vad vill du ta upp?", "en": "What is it about?"}),
    FormQuestion(key="pain", kind="yes-no", words={"sv": "Har du ont?"}),
    FormQuestion(
        key="since",
        kind="choice",
        words={"sv": "Sedan när?"},
        choices=({"sv": "Några dagar"}, {"sv": "Längre"}),
    ),
)
DAY = 86_400.0


@pytest.fixture
def closed_house(closed_house: House) -> House:
    """A clinic that asks three questions before a visit."""
    clinic = ClinicSettings(name=closed_house.settings.clinic, form=FORM)
    closed_house.settings = closed_house.settings.model_copy(update={"clinics": (clinic,)})
    return closed_house


async def upload(browser: Browser, house: House, content: bytes) -> tuple[int, Any]:
    """Send a photo as the page does."""
    address = f"{house.url}/api/visit/photos"
    headers = {"Content-Type": "image/jpeg"}
    async with browser.http.post(address, data=io.BytesIO(content), headers=headers) as answer:
        return answer.status, await answer.json()


async def ask(browser: Browser, house: House, method: str, path: str, body: Any = None) -> Any:
    """Any other question; status and answer."""
    async with browser.http.request(method, house.url + path, json=body) as answer:
        return answer.status, await answer.json()


def mine(house: House, **wish: Any) -> Any:
    """A visit in three days."""
    booked = house.book(at=3 * DAY, **wish)
    with house.database.begin() as transaction:
        found = course.known(transaction, booked.appointment)
        assert found
        found.appointment.practitioner_id = SUBJECT
    return booked


async def test_r27_a_photo_and_a_form_go_days_before_are_read_by_who_holds_and_taken_back(
    house: House, browser: Browser
) -> None:
    booked = mine(house)
    await browser.settle(booked)
    status, sent = await upload(browser, house, telling_jpeg("Anna"))
    assert status == 200
    photo = sent["photos"][0]["id"]
    answers = {"what": "Utslag på armen", "pain": "yes", "since": "1"}
    status, sent = await ask(browser, house, "PUT", "/api/visit/form", {"answers": answers})
    assert status == 200
    assert [line["answer"] for line in sent["form"]] == ["Utslag på armen", "yes", "1"]

    async with browser.http.get(f"{house.url}/api/visit/photos/{photo}") as answer:
        seen = await answer.read()
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
    with Image.open(io.BytesIO(seen)) as picture:
        assert not picture.getexif()

    async with Colleague(house) as eva:
        where = f"/api/staff/visits/{booked.appointment}/sent"
        status, told = await eva.ask("GET", where)
        assert (status, len(told["photos"]), bool(told["form_at"])) == (200, 1, True)
        status, told = await eva.ask("GET", f"{where}-form")
        assert (status, told[0]["answer"], told[2]["choices"][1]["sv"]) == (
            200,
            "Utslag på armen",
            "Längre",
        )
        async with eva.http.get(f"{house.url}{where}/{photo}") as answer:
            assert (answer.status, await answer.read()) == (200, seen)
    with house.database.begin() as transaction:
        acts = [row.action + (row.detail or "") for row in transaction.scalars(select(Audit))]
        assert acts == ["sentphoto", "sentform", "read-sentform", "read-sentphoto"]
        assert audit.broken(transaction) is None

    assert (await ask(browser, house, "DELETE", f"/api/visit/photos/{photo}"))[1]["photos"] == []
    assert (await ask(browser, house, "DELETE", "/api/visit/form"))[0] == 200
    assert (await browser.get("/api/visit/sent"))[1]["form_at"] is None


async def test_r27_when_the_visit_has_begun_nothing_more_comes_or_goes(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await browser.settle(booked)
    sent = (await upload(browser, house, jpeg()))[1]
    with house.database.begin() as transaction:
        course.seat_unit(transaction, booked.appointment, ("u", "c"), house.clock.now)
    photo = sent["photos"][0]["id"]
    for answer in (
        await upload(browser, house, jpeg()),
        await ask(browser, house, "DELETE", f"/api/visit/photos/{photo}"),
        await ask(browser, house, "PUT", "/api/visit/form", {"answers": {"pain": "no"}}),
    ):
        assert answer == (409, {"code": "begun"})
    assert not (await browser.get("/api/visit/sent"))[1]["open"]


async def test_r27_what_is_no_photo_too_much_or_no_answer_is_refused_with_its_reason(
    house: House, browser: Browser
) -> None:
    await browser.settle(mine(house))
    refused = {
        "a bomb": (422, "too-many-pixels", bomb()),
        "a page": (422, "not-a-picture", b"<html><script>alert(1)</script>"),
        "too large": (413, "too-large", b"\xff\xd8\xff" + b"x" * 10_000_001),
    }
    for what, (status, code, content) in refused.items():
        got, said = await upload(browser, house, content)
        assert (got, said["code"]) == (status, code), what
    for answers in ({"pain": "kanske"}, {"since": "2"}, {"other": "x"}, {}, {"what": "  "}):
        status, said = await ask(browser, house, "PUT", "/api/visit/form", {"answers": answers})
        assert status == 422, answers
    status, _ = await ask(
        browser, house, "PUT", "/api/visit/form", {"answers": {"what": "x" * 1001}}
    )
    assert status == 422
    photos = await asyncio.gather(*(upload(browser, house, jpeg(64, 64)) for _ in range(10)))
    assert sorted(status for status, _ in photos) == [200] * 8 + [422] * 2


async def test_r27_without_consent_and_for_strangers_nothing_is_sent_or_seen(
    house: House, browser: Browser
) -> None:
    booked, other = mine(house), house.book(at=DAY)
    async with Browser(house) as stranger:
        assert (await upload(stranger, house, jpeg()))[0] == 401
    assert await browser.enter(booked) == 200
    assert await upload(browser, house, jpeg()) == (409, {"code": "no-consent"})
    await browser.settle(booked)
    photo = (await upload(browser, house, jpeg()))[1]["photos"][0]["id"]
    async with Browser(house) as elsewhere:
        await elsewhere.settle(other)
        assert (await elsewhere.get(f"/api/visit/photos/{photo}"))[0] == 404
        gone = await ask(elsewhere, house, "DELETE", f"/api/visit/photos/{photo}")
        assert gone == (404, {"code": "not-found"})
    async with Colleague(house, subject="SE-somebody-else") as colleague:
        for path in ("", "-form", f"/{photo}"):
            where = f"/api/staff/visits/{booked.appointment}/sent{path}"
            assert (await colleague.ask("GET", where))[0] == 404
