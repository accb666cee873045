"""A booking that stands: another time, room or clinician, cancelled, a new link, its source."""

from typing import Any

from central.store import audit, bookings, imports
from central.store.entries import TRIES
from central.store.tables import Appointment, ImportRow, ImportSource, Session
from tests.support.booking import book, enter_by, local
from tests.support.central_house import Browser, House
from tests.support.staff import SUBJECT, Colleague

BOOKINGS = "/api/staff/bookings"


def _here(made: dict[str, Any]) -> str:
    return f"{BOOKINGS}/{made['appointment']}"


def _row(house: House, visit: str) -> Appointment:
    with house.database.begin() as transaction:
        return transaction.get_one(Appointment, visit)


def _revisions(house: House) -> dict[str, int]:
    with house.database.begin() as transaction:
        return bookings.revisions(transaction)


def _from_source(house: House, visit: str, *, paired: bool, start: float | None = None) -> None:
    """What a poll of the source ``journal`` wrote of this visit."""
    found = _row(house, visit)
    with house.database.begin() as transaction:
        imports.source(transaction, "journal", "fhir", house.clock.now)
        transaction.add(
            ImportRow(
                source="journal",
                foreign_id="4711",
                appointment=visit,
                paired=paired,
                start=found.start if start is None else start,
                end=found.end,
                room="Rum 12",
                location=found.location,
                seen_at=house.clock.now,
                missing=0,
                lacks=[],
            )
        )
        assert transaction.get(ImportSource, "journal")


async def test_r23_another_time_and_room_are_told_once_and_both_rooms_hear_of_it(
    house: House,
) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house, location="room-12", kind="Videobesök")
        before = _revisions(house)
        change = {"version": 1, "start": local(house, 90), "minutes": 45, "location": "room-14"}
        assert (await eva.ask("PUT", _here(made), change))[1] == {"told": []}
    found = _row(house, made["appointment"])
    assert (found.location, found.end - found.start, found.version) == ("room-14", 2700, 2)
    after = _revisions(house)
    assert after["room-12"] == before["room-12"] + 1
    assert after["room-14"] == before["room-14"] + 1
    assert len(house.letters("moved")) == 1


async def test_r23_another_room_alone_is_no_news_to_the_patient_another_clinician_is(
    house: House,
) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house, location="room-12")
        await eva.ask("PUT", _here(made), {"version": 1, "location": "room-14"})
        assert house.letters("moved") == house.letters("changed") == []
        other = {"id": "SE1-B", "name": "Bo Ek, läkare"}
        await eva.ask("PUT", _here(made), {"version": 2, "clinician": other})
    assert "Du träffar: Bo Ek, läkare" in house.letters("changed")[0]
    assert _row(house, made["appointment"]).practitioner_id == "SE1-B"


async def test_r23_two_desks_never_overwrite_each_other(house: House) -> None:
    async with Colleague(house) as eva, Colleague(house, subject="SE1-B") as bo:
        made = await book(eva, house)
        assert (await bo.ask("PUT", _here(made), {"version": 1, "start": local(house, 90)}))[
            0
        ] == 200
        status, problem = await eva.ask(
            "PUT", _here(made), {"version": 1, "start": local(house, 99)}
        )
    assert (status, problem["code"]) == (409, "changed-meanwhile")


async def test_r23_what_a_change_may_not_be_is_said_by_its_field(house: House) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"start": local(house, -60)}, "start"),
        ({"start": "2027-03-28T02:30"}, "start"),
        ({"minutes": 20}, "start"),
        ({"location": "room-99"}, "location"),
        ({"kind": "Operation"}, "kind"),
        ({"clinician": {"id": "SE1"}}, "clinician"),
    ]
    async with Colleague(house) as eva:
        made = await book(eva, house)
        for change, field in wrong:
            status, problem = await eva.ask("PUT", _here(made), {"version": 1, **change})
            assert (status, problem["field"]) == (422, field), change
    assert _row(house, made["appointment"]).version == 1


async def test_r23_a_visit_is_cancelled_with_a_reason_that_fhir_knows(house: House) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house)
        assert (await eva.ask("POST", f"{_here(made)}/cancel", {"reason": "because"}))[0] == 422
        assert (await eva.ask("POST", f"{_here(made)}/cancel", {"reason": "pat"}))[0] == 200
        status, problem = await eva.ask("POST", f"{_here(made)}/cancel", {"reason": "pat"})
    found = _row(house, made["appointment"])
    assert (found.status, found.cancel_reason) == ("cancelled", "pat")
    assert (status, problem["code"]) == (409, "conflict")
    assert len(house.letters("cancelled")) == 1
    with house.database.begin() as transaction:
        acts = [(entry.actor, entry.action) for _, entry in audit.entries(transaction, 0, 1e12)]
    assert acts == [(SUBJECT, "book"), (SUBJECT, "cancel-booking")]


async def test_s5_a_new_link_ends_the_old_one_and_whoever_came_in_with_it(house: House) -> None:
    async with Colleague(house) as eva, Browser(house) as old, Browser(house) as new:
        made = await book(eva, house, start=None)
        first = house.letters("invitation")[0]
        assert await enter_by(old, first) == 200
        assert (await eva.ask("POST", f"{_here(made)}/link", {}))[0] == 200
        second = next(one for one in house.letters("invitation") if one != first)
        assert (await old.get("/api/visit"))[0] == 401
        assert await enter_by(old, first) == 403
        assert await enter_by(new, second) == 200
    with house.database.begin() as transaction:
        assert len(transaction.query(Session).all()) == 1


async def test_s5_a_locked_link_gets_a_new_one_and_then_the_visit_can_be_moved(
    house: House,
) -> None:
    async with Colleague(house) as eva, Browser(house) as stranger:
        made = await book(eva, house, start=local(house, 10))
        ticket = house.letters("invitation")[0].partition("/besok#")[2].split()[0]
        for _ in range(TRIES):
            await stranger.post("/api/entry", {"ticket": ticket, "birth_date": "1900-01-01"})
        assert (await eva.ask("GET", _here(made)))[1]["link"] == "locked"
        move = {"version": 1, "start": local(house, 90)}
        status, problem = await eva.ask("PUT", _here(made), move)
        assert (status, problem["code"]) == (409, "link-locked")
        await eva.ask("POST", f"{_here(made)}/link", {})
        assert (await eva.ask("GET", _here(made)))[1]["link"] == "sent"
        assert (await eva.ask("PUT", _here(made), move))[0] == 200


async def test_s4_a_visit_that_is_being_held_is_not_changed_from_the_desk(house: House) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house, start=None)
        with house.database.begin() as transaction:
            bookings.note_connected(transaction, made["appointment"], house.clock.now)
        assert (await eva.ask("GET", _here(made)))[1]["runs"] is True
        for method, path, body in (
            ("PUT", _here(made), {"version": 1, "start": local(house, 90)}),
            ("POST", f"{_here(made)}/cancel", {"reason": "pat"}),
            ("POST", f"{_here(made)}/link", {}),
        ):
            status, problem = await eva.ask(method, path, body)
            assert (status, problem["code"]) == (409, "runs")


async def test_r65_what_a_foreign_system_made_says_so_and_is_moved_there(house: House) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house)
        _from_source(house, made["appointment"], paired=False)
        _, shown = await eva.ask("GET", _here(made))
        assert shown["source"] == {"name": "journal", "paired": False, "differs": []}
        change = {"version": 1, "start": local(house, 90)}
        status, problem = await eva.ask("PUT", _here(made), change)
        assert (status, problem["code"]) == (409, "imported")
        assert "made in journal" in problem["problem"]
        assert (await eva.ask("POST", f"{_here(made)}/cancel", {"reason": "pat"}))[0] == 200


async def test_r65_what_stands_in_both_tells_what_differs_and_may_be_moved(house: House) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house)
        _from_source(house, made["appointment"], paired=True, start=made["start"] + 600)
        _, shown = await eva.ask("GET", _here(made))
        assert shown["source"]["paired"] is True
        assert [one["code"] for one in shown["source"]["differs"]] == ["differs"]
        assert "annan tid" in shown["source"]["differs"][0]["sv"]
        change = {"version": 1, "start": local(house, 70)}
        assert (await eva.ask("PUT", _here(made), change))[0] == 200


async def test_r29_a_new_message_is_told_of_and_its_words_are_in_no_letter(house: House) -> None:
    async with Colleague(house) as eva:
        made = await book(eva, house, message="Ta med listan.")
        change = {"version": 1, "message": "Ta med listan och glasögonen."}
        assert (await eva.ask("PUT", _here(made), change))[0] == 200
        _, shown = await eva.ask("GET", _here(made))
        assert shown["message"] == "Ta med listan och glasögonen."
        assert {letter["kind"] for letter in shown["letters"]} == {"message", "invitation"}
        assert [letter["state"] for letter in shown["letters"]] == ["sent", "sent"]
        assert (await eva.ask("PUT", _here(made), {"version": 2, "message": ""}))[0] == 200
        assert (await eva.ask("GET", _here(made)))[1]["message"] is None
    assert len(house.letters("message")) == 1
    assert "glasögon" not in house.letters("message")[0] + house.letters("invitation")[0]


async def test_s5_a_new_link_ends_the_links_of_other_letters_too(house: House) -> None:
    async with Colleague(house) as eva, Browser(house) as patient:
        made = await book(eva, house, start=local(house, 10))
        await eva.ask("PUT", _here(made), {"version": 1, "message": "Ta med listan."})
        await eva.ask("POST", f"{_here(made)}/link", {})
        assert await enter_by(patient, house.letters("message")[0]) == 403
