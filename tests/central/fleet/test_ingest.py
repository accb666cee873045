"""What units publish: validated, kept, counted when bad."""

import json
import random
from typing import Any

import pytest
from sqlalchemy import select

from central.core.alerts import begin, look
from central.fleet.inbox import Inbox
from central.fleet.ingest import BOOKINGS, PARTS, Message, absorb
from central.fleet.memory import GAP_S, Memory
from central.fleet.register import Register
from central.store.fleet import Absorbed
from central.store.tables import BadMessage, Event, Latest, Sample, Unit
from tests.support.central_house import House
from wire.fleet import Acked

UNIT, BOOT = "north/room12", "0123abcd"
STATE = {"state": "ready", "boot": BOOT, "since": 5.0}
HEALTH = {"condition": "failed", "code": "camera-missing", "since": 6.0}
SIGN = {"wanted": "clear", "actual": "clear", "lamp_ok": True, "since": 7.0}


def message(name: str, body: Any, unit: str = UNIT) -> Message:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Message(f"ostord/1/{unit}/{name}", payload)


def event(seq: Any, boot: str = BOOT) -> Message:
    return message("event", {"boot": boot, "seq": seq, "at": 1.0, "code": "call-proven"})


def take(house: House, *messages: Message) -> Absorbed:
    return absorb(house.database, messages, house.clock.now)


def bad(house: House) -> list[tuple[str, str, str, int]]:
    with house.database.begin() as session:
        found = session.scalars(select(BadMessage).order_by(BadMessage.unit, BadMessage.topic))
        return [(row.unit, row.topic, row.field, row.count) for row in found]


def test_a_units_word_becomes_its_line(closed_house: House) -> None:
    absorbed = take(
        closed_house,
        message("state", STATE),
        message("health/camera", HEALTH),
        message("sign", SIGN),
    )
    (line,) = absorbed.lines
    assert (line.unit, line.room, line.state, line.since) == (UNIT, "Videorum 12", "ready", 5.0)
    assert line.sign is not None
    assert line.sign.wanted == "clear"
    assert line.health["camera"].code == "camera-missing"
    assert line.seen == closed_house.clock.now
    assert absorbed.acked == {}


def test_an_emptied_topic_forgets(closed_house: House) -> None:
    take(closed_house, message("state", STATE), message("health/camera", HEALTH))
    (line,) = take(
        closed_house,
        message("state", b""),
        message("health/camera", b""),
        message("sign", b""),
        message("birth", b""),
    ).lines
    assert (line.state, line.health, line.sign) == (None, {}, None)


def test_a_birth_and_samples_are_kept(closed_house: House) -> None:
    birth = {
        "boot": BOOT,
        "role": "room",
        "room": "Videorum 12",
        "parts": {"camera": "simulated"},
        "metrics": [{"name": "system.cpu.utilization", "unit": "1"}],
    }
    sample = {"at": 3.0, "values": {"system.cpu.utilization": 0.2}}
    take(closed_house, message("birth", birth), *[message("metrics", sample)] * 2)
    with closed_house.database.begin() as session:
        latest = session.get(Latest, UNIT)
        assert latest is not None
        assert latest.birth == birth
        assert [(s.at, s.values) for s in session.scalars(select(Sample))] == [
            (3.0, sample["values"])
        ]


def test_events_are_kept_once_and_acknowledged_up_to_the_first_gap(closed_house: House) -> None:
    steps = [([1, 2], 2), ([2, 3], 3), ([5], 3), ([4], 5), ([5, 5], 5)]
    for sequence, held in steps:
        absorbed = take(closed_house, *(event(seq) for seq in sequence))
        assert absorbed.acked[UNIT] == [Acked(boot=BOOT, seq=held)]
    assert take(closed_house, event(1, "89abcdef")).acked[UNIT][0].seq == 1
    with closed_house.database.begin() as session:
        assert len(list(session.scalars(select(Event)))) == 6


@pytest.mark.parametrize(
    ("wrong", "topic", "field"),
    [
        (message("state", b"{"), "state", "message"),
        (message("state", STATE | {"state": "happy"}), "state", "state"),
        (message("state", STATE | {"patient": "Anna Berg"}), "state", "message"),
        (message("state", {"state": "ready"}), "state", "boot"),
        (message("sign", SIGN | {"lamp_ok": "yes"}), "sign", "lamp_ok"),
        (message("metrics", {"at": 1.0, "values": {"Anna Berg": "x"}}), "metrics", "values"),
        (message("metrics", b'{"at":NaN,"values":{}}'), "metrics", "at"),
        (message("metrics", b" " * 70_000), "metrics", "message"),
        (message("event", b'{"boot":"0123abcd","seq":1,"at":1,"code":"a b"}'), "event", "code"),
        (event(0), "event", "seq"),
        (event(2**80), "event", "seq"),
        (message("health/Camera One", HEALTH), "health", "topic"),
        (message("health", HEALTH), "health", "topic"),
        (message("state/x", STATE), "state", "topic"),
        (message("cmd", b"x"), "other", "topic"),
        (message("state", STATE, unit="north/room99"), "state", "unit"),
    ],
)
def test_a_bad_message_is_counted_by_sender_and_field_and_harms_no_other(
    closed_house: House, wrong: Message, topic: str, field: str
) -> None:
    absorbed = take(closed_house, wrong, message("sign", SIGN), wrong)
    assert [line.unit for line in absorbed.lines] == [UNIT]
    unit = wrong.topic.removeprefix("ostord/1/").rsplit("/", wrong.topic.count("/") - 3)[0]
    assert bad(closed_house) == [(unit, topic, field, 2)]


def test_s6_a_bad_messages_content_is_not_kept(closed_house: House) -> None:
    take(
        closed_house,
        message("state", STATE | {"Anna Berg": "19121212"}),
        message("health/anna berg", HEALTH),
        message("anna-berg", b"Anna"),
    )
    with closed_house.database.begin() as session:
        rows = [
            f"{row.unit} {row.topic} {row.field} {row.problem}"
            for row in session.scalars(select(BadMessage))
        ]
    assert len(rows) == 3
    assert not any("anna" in row.lower() or "1912" in row for row in rows)


def test_a_unit_cannot_fill_the_house_with_parts(closed_house: House) -> None:
    many = [message(f"health/part-{n}", HEALTH) for n in range(PARTS + 5)]
    (line,) = take(closed_house, *many).lines
    assert len(line.health) == PARTS
    assert bad(closed_house) == [(UNIT, "health", "part", 5)]


def ready(now: float, **more: Any) -> dict[str, Any]:
    visit = {"state": "at-risk", "start": now + 60, "end": now + 600, "since": 1.0}
    return visit | {"part": "camera", "code": "camera-frozen"} | more


def test_whether_a_booking_can_be_held_is_kept_until_it_is_over(closed_house: House) -> None:
    now = closed_house.clock.now
    (line,) = take(
        closed_house,
        message("ready/0123", ready(now)),
        message("ready/4567", ready(now, state="ready", part=None, code=None)),
    ).lines
    assert {word: visit.state for word, visit in line.ready.items()} == {
        "0123": "at-risk",
        "4567": "ready",
    }
    assert line.ready["0123"].code == "camera-frozen"
    (line,) = take(closed_house, message("ready/0123", b"")).lines
    assert set(line.ready) == {"4567"}
    closed_house.clock.now += 600 + 3600
    (line,) = take(closed_house, message("ready/89", ready(now + 9000))).lines
    assert set(line.ready) == {"89"}


def test_a_unit_cannot_fill_the_house_with_bookings(closed_house: House) -> None:
    now = closed_house.clock.now
    many = [message(f"ready/w{n}", ready(now)) for n in range(BOOKINGS + 3)]
    (line,) = take(closed_house, *many).lines
    assert len(line.ready) == BOOKINGS
    take(closed_house, message("ready", ready(now)), message("ready/w0", {"state": "perhaps"}))
    assert ("", "ready") not in [(unit, topic) for unit, topic, *_ in bad(closed_house)]
    assert (UNIT, "ready", "ready", 3) in bad(closed_house)
    assert (UNIT, "ready", "state", 1) in bad(closed_house)
    assert (UNIT, "ready", "topic", 1) in bad(closed_house)


def late(seq: int, first: int) -> Message:
    body = {"boot": BOOT, "seq": seq, "at": 1.0, "code": "call-proven", "first": first}
    return message("event", body)


def test_what_never_came_is_not_acknowledged_unless_the_unit_has_it_no_more(
    closed_house: House,
) -> None:
    """Acknowledging 5 without 1 to 4 would let the unit forget what nobody has."""
    assert take(closed_house, event(5)).acked == {}
    assert take(closed_house, late(6, first=5)).acked[UNIT] == [Acked(boot=BOOT, seq=6)]
    assert take(closed_house, late(9, first=8)).acked[UNIT] == [Acked(boot=BOOT, seq=7)]
    take(closed_house, late(2, first=3))
    assert bad(closed_house) == [(UNIT, "event", "first", 1)]


def test_a_unit_is_asked_for_what_stays_missing(closed_house: House) -> None:
    memory, house = Memory(), closed_house
    absorb(house.database, [event(1)], house.clock.now, memory)
    told = [
        absorb(house.database, [event(3)], house.clock.now + later, memory).acked[UNIT]
        for later in (0, 1, GAP_S, GAP_S + 1)
    ]
    assert [acked.again for (acked,) in told] == [False, False, True, False]
    assert {acked.seq for (acked,) in told} == {1}
    assert absorb(house.database, [event(2)], house.clock.now, memory).acked[UNIT] == [
        Acked(boot=BOOT, seq=3)
    ]


def test_two_that_take_turns_lose_and_count_nothing_twice(closed_house: House) -> None:
    """Events of one unit reach two ingests in any order, some of them both."""
    house, chance = closed_house, random.Random(8)
    both = (Memory(), Memory())
    told = 0
    waiting = [event(seq) for seq in range(1, 121)] + [event(seq) for seq in range(1, 121, 7)]
    chance.shuffle(waiting)
    while waiting:
        batch = [waiting.pop() for _ in range(min(len(waiting), chance.randint(1, 9)))]
        taken = absorb(house.database, batch, house.clock.now, chance.choice(both))
        with house.database.begin() as session:
            held = {row.seq for row in session.scalars(select(Event))}
        for acked in taken.acked.get(UNIT, []):
            told = max(told, acked.seq)
            assert set(range(1, acked.seq + 1)) <= held
    assert held == set(range(1, 121))
    assert told == 120


def test_two_machines_with_one_certificate_are_told_apart_by_their_boots(
    closed_house: House,
) -> None:
    mine, other = STATE, STATE | {"boot": "89abcdef"}
    steps: list[tuple[Any, bool, bool]] = [
        (mine, False, False),
        (other, False, False),
        (mine | {"state": "lost"}, False, False),
        (mine, True, False),
        (mine, False, True),
    ]
    for said, retained, cloned in steps:
        (line,) = take(closed_house, message("state", said)._replace(retained=retained)).lines
        assert ("identity" in line.health) == cloned, (said, retained)
    assert line.health["identity"].code == "identity-cloned"
    closed_house.clock.now += 3601
    (line,) = take(closed_house, message("sign", SIGN)).lines
    assert "identity" not in line.health


def test_what_the_broker_repeats_is_no_sign_of_life(closed_house: House) -> None:
    (before,) = take(closed_house, message("state", STATE)).lines
    closed_house.clock.now += 900
    again = message("state", STATE)._replace(retained=True)
    assert take(closed_house, again).lines == [before]


def test_a_thousand_units_that_start_anew_together_are_all_shown_as_they_are(
    closed_house: House,
) -> None:
    """Wills and all levels, in any order between units, back within a minute: no alert."""
    house, chance = closed_house, random.Random(1)
    units = [f"north/r{n}" for n in range(1000)]
    with house.database.begin() as session:
        session.add_all(
            Unit(id=unit, location=unit[6:], room=unit, certificate="", added_at=0.0)
            for unit in units
        )
    parts = ("camera", "headset", "sign", "stage", "feed")
    well = {"condition": "ok", "since": 1.0}
    inbox, register = Inbox(), Register(house.clock)
    register.hear(listening=True)

    def lived(unit: str, boot: str) -> list[Message]:
        state = STATE | {"boot": boot}
        return [
            message("state", state | {"state": "init"}, unit),
            *(message(f"health/{part}", well, unit) for part in parts),
            message("sign", SIGN, unit),
            message("state", state, unit),
            message("event", {"boot": boot, "seq": 1, "at": 1.0, "code": "started"}, unit),
        ]

    def arrive(of_each: list[list[Message]]) -> None:
        while of_each:
            turn = chance.randrange(len(of_each))
            inbox.put(of_each[turn].pop(0), None)
            if not of_each[turn]:
                of_each[turn] = of_each[-1]
                of_each.pop()
        while batch := inbox.take(2000)[0]:
            taken = absorb(house.database, batch, house.clock.now, memory)
            register.put(taken.lines)
            acked.update(unit for unit in taken.acked)

    memory, acked = Memory(), set[str]()
    arrive([lived(unit, f"0000{n:04}") for n, unit in enumerate(units)])
    acked.clear()
    watching = begin(house.clock.now - 3600)

    def look_on() -> None:
        nonlocal watching
        lines = register.lines
        watching, told = look(watching, lines, listening=True, lead_s=7200, now=house.clock.now)
        assert told == ()

    look_on()
    lost = STATE | {"state": "lost"}
    arrive([[message("state", lost | {"boot": f"0000{n:04}"}, u)] for n, u in enumerate(units)])
    assert {line.state for line in register.lines} == {"lost"}, "shown at once"
    back = [lived(unit, f"1111{n:04}") for n, unit in enumerate(units)]
    chance.shuffle(back)
    for n in range(0, 1000, 100):
        look_on()
        house.clock.now += 6
        arrive(back[n : n + 100])
    for _ in range(60):
        look_on()
        house.clock.now += 5
    shown: Any = register.as_json()["units"]
    assert {(unit["state"], unit["ring"]) for unit in shown} == {("ready", "clear")}
    assert {unit["unit"] for unit in shown} == set(units) == acked
    conditions = {part["condition"] for unit in shown for part in unit["health"]}
    assert conditions == {"ok"}, "no fault, and nobody is taken for two"
    assert bad(house) == []
