"""The booking feed: what a unit reads, and the outcome it writes."""

from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from central.bookings import Booked
from tests.support.central_house import NAME, House
from wire.appointment import with_outcome
from wire.appointment_reading import read_booking, read_page
from wire.visits import Outcome


class Feed:
    """A unit's view of the feed."""

    def __init__(self, house: House, http: aiohttp.ClientSession, token: str) -> None:
        self._base = f"{house.url}/fhir/R4/Appointment"
        self._http = http
        self.headers = {"Authorization": f"Bearer {token}"}

    async def ask(self, address: str = "", **headers: str) -> tuple[int, Any, str]:
        """Status, JSON and ETag."""
        url = address if address.startswith("http") else self._base + address
        async with self._http.get(url, headers=self.headers | headers) as answer:
            body = await answer.json(content_type=None) if answer.status != 304 else None
            return answer.status, body, answer.headers.get("ETag", "")

    async def put(self, body: Any, tag: str | None) -> tuple[int, Any]:
        """Write an Appointment with If-Match ``tag``."""
        headers = self.headers | ({"If-Match": tag} if tag else {})
        url = f"{self._base}/{body['id']}"
        async with self._http.put(url, json=body, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None)


@pytest.fixture
async def feed(house: House, http: aiohttp.ClientSession) -> Feed:
    return Feed(house, http, await house.token(http))


def _text(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


async def test_a_unit_reads_its_bookings_without_any_person(house: House, feed: Feed) -> None:
    booked = house.book(at=3600, kind="Återbesök", language="so", interpreter=True)
    status, bundle, _ = await feed.ask("?location=Location/room-12&_count=500")
    assert status == 200
    (booking,) = read_page(bundle).bookings
    assert booking.id == booked.appointment
    assert (booking.kind, booking.initials, booking.language) == ("Återbesök", "A. B.", "so")
    assert (booking.interpreter, booking.confirmed, booking.version) == (True, True, "1")
    assert booking.join == f"{house.url}/visit/{booked.appointment}"
    assert booking.start.timestamp() == house.clock.now + 3600
    assert not any(word in str(bundle) for word in (*NAME.split(), "121212", "-1212", "701234"))


async def test_r70_a_protected_persons_booking_has_no_initials(house: House, feed: Feed) -> None:
    house.book(protected=True)
    _, bundle, _ = await feed.ask()
    assert read_page(bundle).bookings[0].initials is None


async def test_r04_an_unconfirmed_booking_says_so(house: House, feed: Feed) -> None:
    house.book(must_confirm=True)
    assert read_page((await feed.ask())[1]).bookings[0].confirmed is False


async def test_a_unit_sees_its_own_room_only(house: House, feed: Feed) -> None:
    foreign = house.book(location="room-14")
    for address in ("", "?location=Location/room-14"):
        status, bundle, _ = await feed.ask(address)
        assert (status, bundle["entry"]) == (200, [])
    for name in (foreign.appointment, "unknown"):
        status, outcome, _ = await feed.ask(f"/{name}")
        assert (status, outcome["resourceType"]) == (404, "OperationOutcome")


async def test_dates_bound_the_start(house: House, feed: Feed) -> None:
    ids = [house.book(at=at).appointment for at in (0, 60, 120)]
    now = house.clock.now
    for query, expected in (
        (f"date=ge{_text(now + 60)}", ids[1:]),
        (f"date=gt{_text(now + 60)}", ids[2:]),
        (f"date=lt{_text(now + 60)}", ids[:1]),
        (f"date=le{_text(now + 60)}", ids[:2]),
        (f"date={_text(now + 60)}", ids[1:2]),
        (f"date=ge{_text(now)}&date=lt{_text(now + 120)}", ids[:2]),
        ("date=2026-11-24", ids),
        ("date=ge2026-11-25", []),
        ("date=gt2026-11-24", []),
        ("date=ge2026-11-24T12:00:00%2B01:00", ids),
    ):
        _, bundle, _ = await feed.ask(f"?{query}")
        assert [entry["resource"]["id"] for entry in bundle["entry"]] == expected, query


async def test_a_long_agenda_is_paged_completely_and_in_order(house: House, feed: Feed) -> None:
    ids = {house.book(at=(n // 2) * 60).appointment for n in range(7)}
    address, seen = "?location=Location/room-12&_count=3", []
    for entries in (3, 3, 1):
        _, bundle, _ = await feed.ask(address)
        page = read_page(bundle)
        assert len(page.bookings) == entries
        seen += [booking.id for booking in page.bookings]
        address = page.next or ""
    assert address == ""
    assert set(seen) == ids
    assert len(seen) == 7


async def test_an_unchanged_agenda_is_not_sent_again(house: House, feed: Feed) -> None:
    house.book()
    _, _, tag = await feed.ask()
    assert tag.startswith('"')
    house.clock.now += 100
    assert (await feed.ask("", **{"If-None-Match": tag}))[0] == 304
    house.book()
    assert (await feed.ask("", **{"If-None-Match": tag}))[0] == 200


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("?date=someday", "date"),
        ("?_count=0", "_count"),
        ("?_count=x", "_count"),
        ("?_count=" + "0" * 5000, "_count"),
        ("?patient=1", "patient"),
        ("?_after=x", "_after"),
    ],
)
async def test_a_bad_search_names_its_parameter(feed: Feed, address: str, named: str) -> None:
    status, outcome, _ = await feed.ask(address)
    assert status == 400
    assert outcome["issue"][0]["details"]["text"].startswith(f"client: {named}:")


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong", "Basic eDp5"])
async def test_nothing_is_read_without_a_token(
    house: House, http: aiohttp.ClientSession, token: str
) -> None:
    booked = house.book()
    for address in ("", f"/{booked.appointment}"):
        url = f"{house.url}/fhir/R4/Appointment{address}"
        async with http.get(url, headers={"Authorization": token}) as answer:
            assert answer.status == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("outcome", "status", "reason"),
    [
        (Outcome.HELD, "fulfilled", None),
        (Outcome.NO_SHOW, "noshow", None),
        (Outcome.CANCELLED, "cancelled", None),
        (Outcome.TECHNICAL, "cancelled", "maint"),
    ],
)
async def test_r05_an_outcome_is_stored_and_the_version_goes_up(
    house: House, feed: Feed, outcome: Outcome, status: str, reason: str | None
) -> None:
    booked = house.book()
    _, resource, tag = await feed.ask(f"/{booked.appointment}")
    assert tag == 'W/"1"'
    assert (await feed.put(with_outcome(resource, outcome), tag))[0] == 200
    _, stored, new_tag = await feed.ask(f"/{booked.appointment}")
    assert new_tag == 'W/"2"'
    assert stored["status"] == status
    found = stored.get("cancelationReason", {}).get("coding", [{}])[0].get("code")
    assert found == reason
    assert read_booking(stored).version == "2"


async def test_r05_an_outcome_can_be_undone(house: House, feed: Feed) -> None:
    booked = house.book()
    _, resource, tag = await feed.ask(f"/{booked.appointment}")
    _, changed = await feed.put(with_outcome(resource, Outcome.TECHNICAL), tag)
    undone = {k: v for k, v in changed.items() if k != "cancelationReason"} | {"status": "booked"}
    status, again = await feed.put(undone, 'W/"2"')
    assert (status, again["status"], "cancelationReason" in again) == (200, "booked", False)


async def test_an_update_needs_the_newest_version(house: House, feed: Feed) -> None:
    booked = house.book()
    _, resource, tag = await feed.ask(f"/{booked.appointment}")
    held = with_outcome(resource, Outcome.HELD)
    assert (await feed.put(held, None))[0] == 428
    assert (await feed.put(held, tag))[0] == 200
    status, outcome = await feed.put(held, tag)
    assert (status, outcome["resourceType"]) == (412, "OperationOutcome")


@pytest.mark.parametrize(
    ("change", "element"),
    [
        ({"start": "2026-11-24T09:00:00+00:00"}, "start"),
        ({"participant": []}, "participant"),
        ({"id": "another"}, "id"),
        ({"comment": "hello"}, "comment"),
        ({"status": "waitlist"}, "status"),
        ({"status": 5}, "status"),
        ({"status": "fulfilled", "cancelationReason": {}}, "cancelationReason"),
        ({"status": "cancelled", "cancelationReason": {"text": "x"}}, "cancelationReason"),
    ],
)
async def test_only_the_outcome_may_change_and_the_element_at_fault_is_named(
    house: House, feed: Feed, change: dict[str, Any], element: str
) -> None:
    booked = house.book()
    _, resource, tag = await feed.ask(f"/{booked.appointment}")
    url = f"{house.url}/fhir/R4/Appointment/{booked.appointment}"
    headers = feed.headers | {"If-Match": tag}
    async with aiohttp.request("PUT", url, json=resource | change, headers=headers) as answer:
        assert answer.status == 422
        issue = (await answer.json(content_type=None))["issue"][0]
    assert issue["expression"] == [f"Appointment.{element}"]
    assert (await feed.ask(f"/{booked.appointment}"))[2] == 'W/"1"'


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"resourceType":"Patient"}', b"\xff", b"[" * 100_000]
)
async def test_a_body_that_is_no_appointment_is_refused(
    house: House, feed: Feed, body: bytes
) -> None:
    booked = house.book()
    url = f"{house.url}/fhir/R4/Appointment/{booked.appointment}"
    headers = feed.headers | {"If-Match": 'W/"1"'}
    async with aiohttp.request("PUT", url, data=body, headers=headers) as answer:
        assert answer.status == 400


async def test_a_huge_body_is_refused_whether_announced_or_not(house: House, feed: Feed) -> None:
    async def endless() -> Any:
        for _ in range(8):
            yield b" " * 65_536

    booked = house.book()
    url = f"{house.url}/fhir/R4/Appointment/{booked.appointment}"
    for data in (b" " * 300_000, endless()):
        async with aiohttp.request("PUT", url, data=data, headers=feed.headers) as answer:
            assert answer.status == 413


async def test_the_capability_statement_and_smart_configuration_need_no_token(
    house: House, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{house.url}/fhir/R4/metadata") as answer:
        statement = await answer.json(content_type="application/fhir+json")
    assert statement["fhirVersion"] == "4.0.1"
    async with http.get(f"{house.url}/fhir/R4/.well-known/smart-configuration") as answer:
        assert (await answer.json())["token_endpoint"] == f"{house.url}/oauth/token"


async def test_every_booking_is_served_as_r4_has_it(house: House, feed: Feed) -> None:
    booked: Booked = house.book(kind="Återbesök", interpreter=True, language="ar")
    _, resource, _ = await feed.ask(f"/{booked.appointment}")
    assert resource["resourceType"] == "Appointment"
    assert {p["required"] for p in resource["participant"]} == {"required"}
    allowed = {"resourceType", "id", "meta", "extension", "status", "serviceType", "start", "end"}
    assert resource.keys() <= allowed | {"participant"}
