"""The set-based writes on both databases: once each, and nothing hostile stops the rest."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from central.fleet.ingest import Message, absorb
from central.store.tables import BadMessage, Event, Sample
from tests.support.central_house import House, make_house

UNIT, BOOT = "north/room12", "0123abcd"
EVENT = {"boot": BOOT, "at": 1.5, "code": "call-proven"}


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house on each kind of database."""
    more: dict[str, Any] = {}
    if request.param == "postgresql":
        more["database"] = request.getfixturevalue("postgres").make_migrated()
    house = make_house(tmp_path / "house", **more)
    yield house
    house.database.close()


def message(name: str, body: Any) -> Message:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Message(f"ostord/1/{UNIT}/{name}", payload)


def test_each_is_kept_once_as_it_was_said(either: House) -> None:
    evidence = {"luma": 12.5, "count": 3, "why": "Åäö \"'\\ \u0007", "big": 2**62}
    samples = [{"at": 1.25 + n, "values": {"a.b": n / 3, "n": n}} for n in range(3)]
    batch = [message("event", EVENT | {"seq": n, "evidence": evidence}) for n in (1, 2)]
    batch += [message("metrics", sample) for sample in samples]
    for _ in range(2):
        taken = absorb(either.database, batch * 2, either.clock.now)
        assert taken.acked[UNIT][0].seq == 2
    with either.database.begin() as session:
        events = list(session.scalars(select(Event).order_by(Event.seq)))
        assert [(e.seq, e.at, e.evidence) for e in events] == [
            (1, 1.5, evidence),
            (2, 1.5, evidence),
        ]
        assert events[0].received_at == either.clock.now
        kept = [(s.at, s.values) for s in session.scalars(select(Sample).order_by(Sample.at))]
    assert kept == [(sample["at"], sample["values"]) for sample in samples]


@pytest.mark.parametrize(
    "hostile",
    [
        message("event", EVENT | {"seq": 2, "evidence": {"x": "a\u0000b"}}),
        message("event", EVENT | {"seq": 2, "evidence": {"a\u0000b": 1}}),
        message("metrics", {"at": 1.0, "values": {"a\u0000b": 1}}),
        message("metrics", b'{"at":1e308,"values":{"x":' + b"9" * 400 + b"}}"),
        message("metrics", b'{"at":1,"values":{"\\ud800":1}}'),
        message("event", EVENT | {"seq": 2**31}),
        message("state", {"state": "ready", "boot": BOOT, "since": 1, "versions": {"v": "\u0000"}}),
        Message("ostord/1/north/room\u000012/event", b"{}"),
        Message("", b""),
    ],
)
def test_what_is_hostile_harms_no_other(either: House, hostile: Message) -> None:
    before, after = (message("event", EVENT | {"seq": n, "first": n}) for n in (1, 3))
    taken = absorb(either.database, [before, hostile, after], either.clock.now)
    assert UNIT in taken.acked
    with either.database.begin() as session:
        assert {1, 3} <= {e.seq for e in session.scalars(select(Event))}
        problems = [bad.problem for bad in session.scalars(select(BadMessage))]
    assert not any("\u0000" in problem for problem in problems)
