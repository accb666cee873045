"""Does what IT asks from afar: each command once, told in the room, answered to central.

An answer is safe in the store before anything is done, so that a restart does nothing twice. What
does not answer for a test's longest time has failed.
"""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.core.day import Day, proof_of
from appliance.core.events import Event, FromAfar
from appliance.core.words import Proven
from appliance.link.journal import record
from appliance.room.fleet.commands import RULES, refusal
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from wire.commands import ActState, Command, CommandResult, Verb, proven
from wire.faults import WireError

FACT = "acts"
"""The store's name for what was answered: a command's id, until when it counts, state, code."""
Heard = dict[str, tuple[float, str, str | None]]


@dataclass(frozen=True, slots=True)
class Hands:
    """What the verbs do."""

    tell: Callable[[Event], None]
    rebirth: Callable[[], None]
    lines: Callable[[], tuple[str, ...]]
    restart_stage: Callable[[], None]
    restart_room: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Trying:
    """A test of the call's way that central waits for; monotonic seconds."""

    command: str
    since: float
    until: float


class Acts:
    """Judges commands by the day as it is, and answers them."""

    def __init__(
        self,
        key: Ed25519PublicKey,
        unit: str,
        store: StoreThread,
        heard: Heard,
        hands: Hands,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``heard``: what an earlier process of this unit has answered."""
        self._key = key
        self._unit = unit
        self._store = store
        self._heard = heard
        self._hands = hands
        self._clock = clock
        self._day: Day | None = None
        self._trying: Trying | None = None
        self.answer: Callable[[CommandResult], None] = lambda _: None
        """Where answers go."""

    def show(self, day: Day, now: float) -> None:
        """The day as it is now; a test that central waits for may be over."""
        self._day = day
        trying = self._trying
        if trying is None:
            return
        proof = proof_of(day, Proven.CALL)
        if proof is not None and proof.at >= trying.since and day.self_test is None:
            state = ActState.DONE if proof.fault is None else ActState.FAILED
            self._over(trying, state, proof.fault.value if proof.fault else None, day, now)
        elif now >= trying.until:
            self._over(trying, ActState.FAILED, "too-slow", day, now)

    def _over(
        self, trying: Trying, state: ActState, code: str | None, day: Day, now: float
    ) -> None:
        self._trying = None
        at = round(day.anchor + now, 3)
        self.answer(CommandResult(id=trying.command, state=state, at=at, code=code))

    async def heard(self, payload: bytes) -> None:
        """A command came; a bad one is recorded and nothing is answered."""
        day = self._day
        try:
            command = proven(self._key, payload)
        except WireError as error:
            record("command.malformed", logging.WARNING, field=error.field)
            return
        if day is None:
            return
        now = self._clock()
        wall = day.anchor + now
        former = self._heard.get(command.id)
        if former is not None:
            state, code = ActState(former[1]), former[2]
            self.answer(CommandResult(id=command.id, state=state, at=round(wall, 3), code=code))
            return
        code = refusal(command, self._unit, day, now)
        tests = command.verb is Verb.SELFTEST
        if code is None and tests and self._trying is not None:
            code = "cannot-be-tested"
        record("command", verb=command.verb.value, part=command.part, refused=code)
        state = ActState.REFUSED if code else ActState.BEGUN if tests else ActState.DONE
        if not await self._remember(command, state, code, wall):
            state, code = ActState.REFUSED, "not-kept"
        if code is None:
            self._hands.tell(FromAfar(RULES[command.verb].act))
        if code is None and tests:
            longest = day.rules.test_longest + day.rules.test_capture
            self._trying = Trying(command.id, now, now + longest)
        lines = self._hands.lines() if code is None and command.verb is Verb.LOGS else ()
        self.answer(
            CommandResult(id=command.id, state=state, at=round(wall, 3), code=code, lines=lines)
        )
        if code is None:
            self._do(command)

    def _do(self, command: Command) -> None:
        """What is left to do once it is answered."""
        if command.verb is Verb.REBIRTH:
            self._hands.rebirth()
        elif command.part == "stage":
            self._hands.restart_stage()
        elif command.part == "room":
            self._hands.restart_room()

    async def _remember(
        self, command: Command, state: ActState, code: str | None, wall: float
    ) -> bool:
        """Keep the answer, on the card too; what counts no longer leaves."""
        counts = {name: kept for name, kept in self._heard.items() if kept[0] > wall}
        self._heard = {**counts, command.id: (command.expires, state.value, code)}
        text = json.dumps(self._heard)

        def keep(store: Store) -> bool:
            store.keep_facts({FACT: text})
            return True

        return await self._store.do(keep, otherwise=False)


def answered(store: Store) -> Heard:
    """What was answered before; nothing where a failing disk garbled it."""
    try:
        kept = json.loads(store.fact(FACT) or "{}")
        return {
            str(name): (float(until), ActState(state).value, None if code is None else str(code))
            for name, (until, state, code) in kept.items()
        }
    except (ValueError, TypeError, AttributeError):
        record("store.unreadable", logging.WARNING, field=FACT)
        return {}
