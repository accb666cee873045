"""Acts from afar at the unit: done once, answered, told in the room; over a restart too."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.core import events as e
from appliance.core.day import Day, Proof, SelfTest
from appliance.core.words import FarAct, Fault, Phase, Proven
from appliance.link.journal import log, record
from appliance.link.newest import KEPT, Newest
from appliance.room.fleet.acts import FACT, Acts, Hands, answered
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from tests.support.room import START, a_room, in_phase, walk
from wire.commands import ActState, Command, CommandResult, Verb, sign

KEY = Ed25519PrivateKey.generate()
UNIT = "north/room12"
LINES = ('{"what": "started"}', '{"what": "phase"}')


def free() -> Day:
    """An empty room that reaches central."""
    day = walk(a_room(()), [(START, e.Central(connected=True))])
    return replace(day, clock_trusted=True)


class Unit:
    """The acts of one process, and what they did."""

    def __init__(self, store: Store) -> None:
        self.thread = StoreThread(store)
        self.done: list[object] = []
        self.said: list[CommandResult] = []
        hands = Hands(
            tell=self.done.append,
            rebirth=lambda: self.done.append("rebirth"),
            lines=lambda: LINES,
            restart_stage=lambda: self.done.append("stage"),
            restart_room=lambda: self.done.append("room"),
        )
        self.acts = Acts(KEY.public_key(), UNIT, self.thread, answered(store), hands, lambda: START)
        self.acts.answer = self.said.append

    async def ask(self, verb: Verb, name: str = "0", **more: Any) -> CommandResult:
        """The newest answer to a command of central's."""
        known = {"id": name * 32, "unit": UNIT, "verb": verb}
        wall = free().anchor + START
        asked = Command(**{**known, "issued": wall, "expires": wall + 60, **more})
        await self.acts.heard(sign(KEY, asked).to_json().encode())
        return self.said[-1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "room.sqlite"


def opened(file: Path) -> Store:
    return Store(file, DayKey(file.with_name("store.key"), date(2026, 11, 24)))


@pytest.fixture
async def unit(file: Path) -> AsyncIterator[Unit]:
    made = Unit(opened(file))
    made.acts.show(free(), START)
    yield made
    await made.thread.close()


@pytest.mark.parametrize(
    ("verb", "part", "act", "does"),
    [
        (Verb.REBIRTH, None, FarAct.LOOKS, ["rebirth"]),
        (Verb.IDENTIFY, None, FarAct.SEEKS, []),
        (Verb.LOGS, None, FarAct.LOOKS, []),
        (Verb.RESTART_PART, "stage", FarAct.RESTARTS, ["stage"]),
        (Verb.RESTART_PART, "room", FarAct.RESTARTS, ["room"]),
    ],
)
async def test_each_verb_is_told_in_the_room_done_and_answered(
    unit: Unit, verb: Verb, part: Any, act: FarAct, does: list[str]
) -> None:
    answer = await unit.ask(verb, part=part)
    assert (answer.state, answer.code) == (ActState.DONE, None)
    assert answer.lines == (LINES if verb is Verb.LOGS else ())
    assert unit.done == [e.FromAfar(act), *does]


async def test_what_is_refused_does_nothing(unit: Unit) -> None:
    answer = await unit.ask(Verb.UPDATE)
    assert (answer.state, answer.code) == (ActState.REFUSED, "not-yet")
    visit, now = in_phase(Phase.IN_CALL)
    unit.acts.show(replace(visit, clock_trusted=True, anchor=free().anchor), now)
    answer = await unit.ask(Verb.RESTART_PART, "1", part="stage")
    assert (answer.state, answer.code) == (ActState.REFUSED, "in-use")
    assert unit.done == []


async def test_the_same_command_twice_is_one_act_after_a_restart_too(
    unit: Unit, file: Path
) -> None:
    first = await unit.ask(Verb.RESTART_PART, part="stage")
    again = await unit.ask(Verb.RESTART_PART, part="stage")
    assert (again.state, again.code) == (first.state, first.code)
    assert unit.done.count("stage") == 1
    await unit.thread.close()
    later = Unit(opened(file))
    later.acts.show(free(), START)
    third = await later.ask(Verb.RESTART_PART, part="stage")
    assert third.state is ActState.DONE
    assert later.done == []
    assert (await later.ask(Verb.RESTART_PART, "1", part="stage")).state is ActState.DONE
    assert "stage" in later.done
    await later.thread.close()


async def test_a_forged_or_broken_command_is_not_even_answered(unit: Unit) -> None:
    wall = free().anchor + START
    forged = Command(id="0" * 32, unit=UNIT, verb=Verb.LOGS, issued=wall, expires=wall + 60)
    stranger = Ed25519PrivateKey.generate()
    for payload in (sign(stranger, forged).to_json().encode(), b"", b"{}", b"\xff" * 9):
        await unit.acts.heard(payload)
    assert unit.said == []
    assert unit.done == []


@pytest.mark.parametrize(
    ("fault", "state"), [(None, ActState.DONE), (Fault.CALL_FAILS, ActState.FAILED)]
)
async def test_a_test_is_answered_twice(unit: Unit, fault: Fault | None, state: ActState) -> None:
    assert (await unit.ask(Verb.SELFTEST)).state is ActState.BEGUN
    assert (await unit.ask(Verb.SELFTEST, "1")).code == "cannot-be-tested"
    day, count = free(), len(unit.said)
    running = SelfTest(1, START, frozenset({Proven.CALL}))
    unit.acts.show(replace(day, self_test=running), START + 1)
    assert len(unit.said) == count
    told = replace(day, proofs=((Proven.CALL, Proof(START + 2, fault)),))
    unit.acts.show(told, START + 2)
    assert len(unit.said) == count + 1
    last = unit.said[-1]
    assert (last.id, last.state, last.code) == ("0" * 32, state, fault.value if fault else None)


async def test_a_test_that_never_ends_has_failed(unit: Unit) -> None:
    await unit.ask(Verb.SELFTEST)
    unit.acts.show(free(), START + 600)
    assert (unit.said[-1].state, unit.said[-1].code) == (ActState.FAILED, "too-slow")


def test_what_the_card_garbled_is_forgotten(file: Path) -> None:
    for text in ("", "x", "[]", '{"a": 1}', '{"a": [1, "never", null]}'):
        store = opened(file)
        store.keep_facts({FACT: text})
        assert answered(store) == {}
        store.close()


def test_s6_the_newest_lines_name_no_visit() -> None:
    newest = Newest("room")
    log.addHandler(newest)
    level = log.level
    log.setLevel(logging.INFO)
    try:
        for number in range(KEPT + 5):
            record("phase", visit="a-visit", phase="open", number=number)
        record("long", words="x" * 5000)
    finally:
        log.removeHandler(newest)
        log.setLevel(level)
    lines = newest.lines()
    assert len(lines) == KEPT
    assert '"number": 6' in lines[0]
    assert "a-visit" not in "".join(lines)
    CommandResult(id="0" * 32, state=ActState.DONE, at=1.0, lines=lines)
