"""What the store promises, on SQLite and on PostgreSQL alike."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from central.booked import Act, Change
from central.core.audit import Entry
from central.core.delivery import Channel
from central.core.letters import Letter
from central.delivery.routes import Leg
from central.faults import ConflictError, SetupError, StoreError
from central.nightly import anonymise_now
from central.post import posting
from central.reminders import remind
from central.settings import load_settings
from central.store import audit, course, deliveries, entries
from central.store.keeping import AUDIT_KEPT_S, PERSON_KEPT_S
from central.store.staff_tables import Audit
from central.store.tables import Person
from tests.support.central_house import NAME, Browser, House, make_house, serving, ticket_of
from tests.support.postgres import Cluster

HANDS = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A central that does not serve, on each kind of database."""
    url = f"sqlite:///{tmp_path / 'house' / 'central.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").make_migrated()
    made = make_house(tmp_path / "house", database=url)
    yield made
    made.database.close()


def _at_once(act: Callable[[int], object], hands: int = HANDS) -> list[object]:
    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(act, range(hands)))


def test_r64_the_database_refuses_to_change_or_delete_what_was_logged(house: House) -> None:
    with house.database.begin() as transaction:
        audit.note(transaction, Entry(house.clock.now, "SE1", "sign-in"))
    for act in (sqlalchemy.update(Audit).values(actor="SE2"), sqlalchemy.delete(Audit)):
        with pytest.raises(DBAPIError, match="unchanged"), house.database.begin() as transaction:
            transaction.execute(act)
    with house.database.begin() as transaction:
        assert (audit.count(transaction), audit.broken(transaction)) == (1, None)


def test_r64_postgresql_does_not_empty_the_log_either(postgres: Cluster, tmp_path: Path) -> None:
    house = make_house(tmp_path / "house", database=postgres.make_migrated())
    with pytest.raises(DBAPIError, match="unchanged"), house.database.begin() as transaction:
        transaction.execute(text("TRUNCATE audit"))
    house.database.close()


def test_after_five_years_the_night_takes_the_oldest_and_the_rest_is_still_a_chain(
    house: House,
) -> None:
    now = house.clock.now
    with house.database.begin() as transaction:
        for at in (now - AUDIT_KEPT_S - 60, now - AUDIT_KEPT_S - 1, now - 60, now):
            audit.note(transaction, Entry(at, "SE1", "sign-in"))
    anonymise_now(house.settings, house.database, now)
    with house.database.begin() as transaction:
        assert (audit.count(transaction), audit.broken(transaction)) == (2, None)
        audit.note(transaction, Entry(now, "SE1", "sign-in"))
        assert audit.broken(transaction) is None


def test_many_who_write_to_the_log_at_once_make_one_chain(house: House) -> None:
    """The first of all among them."""

    def write(hand: int) -> None:
        for _ in range(4):
            with house.database.begin() as transaction:
                audit.note(transaction, Entry(house.clock.now, f"SE{hand}", "sign-in"))

    _at_once(write)
    with house.database.begin() as transaction:
        assert (audit.count(transaction), audit.broken(transaction)) == (32, None)


def test_a_delivery_is_begun_by_one_of_many_hands(house: House) -> None:
    leg = Leg("+46701234588", Channel.SMS, "gateway")
    letter = Letter("invitation", (leg.address,), "Hej", "Text")
    with house.database.begin() as transaction:
        deliveries.add(transaction, letter, [leg], house.clock.now)
        (row,) = deliveries.due(transaction, "gateway", house.clock.now, 10)

    def begin(_: int) -> bool:
        with house.database.begin() as transaction:
            return deliveries.begin(transaction, row.id, house.clock.now)

    assert sorted(map(bool, _at_once(begin))) == [False] * (HANDS - 1) + [True]


def test_s5_wrong_tries_that_come_at_once_are_all_counted(house: House) -> None:
    visit = house.book().appointment

    def wrong(_: int) -> bool:
        with house.database.begin() as transaction:
            return entries.take_try(transaction, visit)

    _at_once(wrong)
    with house.database.begin() as transaction:
        assert entries.lock_if_spent(transaction, visit, house.clock.now)


def test_the_clinic_is_told_by_one_of_many_hands(house: House) -> None:
    visit = house.book().appointment

    def tell(_: int) -> bool:
        with house.database.begin() as transaction:
            return course.tell_clinic(transaction, visit, house.clock.now)

    assert sum(map(bool, _at_once(tell))) == 1


def test_r23_two_who_cancel_at_once_send_one_letter(house: House) -> None:
    visit = house.book().appointment

    def cancel(hand: int) -> bool:
        try:
            house.desk.cancel(visit, house.clock.now, "pat", Act(f"SE{hand}", "clinic"))
        except (ConflictError, StoreError):
            return False
        return True

    assert sum(map(bool, _at_once(cancel))) == 1
    assert len(house.letters("cancelled")) == 1


def test_a_change_that_fails_leaves_neither_row_nor_letter(house: House) -> None:
    letter = Letter("invitation", ("+46701234588",), "Hej", "Text")

    def fail() -> None:
        with posting(house.database, house.desk._outbox, house.clock.now) as post:
            post.add(letter)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert house.letters("invitation") == []
    with house.database.begin() as transaction:
        assert not deliveries.unsent(transaction)


def test_r03_a_reminder_goes_once(house: House) -> None:
    house.book(at=3600)
    house.clock.now += 1800
    counts = [remind(house.settings, house.database, house.desk._outbox, house.clock.now)]
    counts.append(remind(house.settings, house.database, house.desk._outbox, house.clock.now))
    assert (counts, len(house.letters("reminder"))) == ([1, 0], 1)


def test_r07_who_is_forgotten_stands_in_no_table_file(house: House) -> None:
    """PostgreSQL keeps what it deletes in its files: the night writes them anew."""
    visit = house.book(minutes=30).appointment
    house.desk.change(visit, Change(message="Ta med remissen"), house.clock.now)
    assert _held(house, NAME)
    anonymise_now(house.settings, house.database, house.clock.now + PERSON_KEPT_S + 3600)
    with house.database.begin() as transaction:
        assert transaction.get(Person, visit) is None
    assert not _held(house, NAME)
    assert not _held(house, "Ta med remissen")


def _held(house: House, words: str) -> bool:
    """Whether the tables' files hold ``words``."""
    if house.settings.database.startswith("sqlite"):
        paths = house.folder.glob("central.sqlite*")
        return any(words.encode() in path.read_bytes() for path in paths)
    folder = Path(house.settings.database.partition("host=")[2]) / "data" / "base"
    with house.database.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.execute(text("CHECKPOINT"))
        own = alone.execute(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).scalar()
    return any(words.encode() in path.read_bytes() for path in (folder / str(own)).iterdir())


async def test_a_patient_comes_in_and_a_restarted_server_costs_no_visit(
    postgres: Cluster, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    """Connections that PostgreSQL ended are made anew."""
    house = make_house(tmp_path / "house", database=postgres.make_migrated())
    booked = house.book()
    async with serving(house), Browser(house) as browser:
        await browser.settle(booked)
        await asyncio.to_thread(_end_connections, house)
        assert (await browser.get("/api/visit"))[0] == 200
        assert (await http.get(f"{house.url}/healthz")).status == 200
        async with Browser(house) as late:
            wrong = {"ticket": ticket_of(booked), "birth_date": "1900-01-01"}
            assert (await late.post("/api/entry", wrong))[0] == 403
    house.database.close()


def _end_connections(house: House) -> None:
    with house.database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def test_a_database_of_another_kind_is_refused_without_repeating_its_password(
    tmp_path: Path,
) -> None:
    for url in ("mysql://ostord:secret@db/ostord", "postgresql://ostord:secret@db", "secret"):
        config = tmp_path / "central.toml"
        config.write_text(f'base_url = "http://localhost:8080"\ndatabase = "{url}"\n')
        with pytest.raises(SetupError, match="database: must be sqlite") as refused:
            load_settings(config)
        assert "secret" not in str(refused.value)
