"""Kill, hang, out-of-memory, restart, reboot: the door never says clear and the visit goes on."""

import json
import os
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.lamp_watch import Seen
from tests.support.systemd_unit import why_not
from tests.support.trials import TABLE, Blow, Keeper, Moment, Result, Trial, Whom, deal, summary
from tests.support.trials_judge import STARVED_S, certain, never, running_spans, with_handles
from tests.support.trials_keeping import ROOT
from tests.support.trials_unit import trial_unit
from tests.support.trials_visit import run_trial

REPORT = ROOT / "var" / "faults" / "trials.json"
SAMPLE = (
    (Whom.SIGN, Blow.RESTART, Moment.COUNTDOWN),
    (Whom.ROOM, Blow.KILL, Moment.PAUSED),
    (Whom.STAGE, Blow.KILL, Moment.LOBBY),
    (Whom.STAGE, Blow.MEMORY, Moment.IN_CALL),
    (Whom.ROOM, Blow.RESTART, Moment.ENDED),
    (Whom.ALL, Blow.KILL, Moment.IN_CALL),
    (Whom.ALL, Blow.REBOOT, Moment.JOINING),
)


async def _run(folder: Path, trials: Iterable[Trial]) -> list[Result]:
    """All trials, those of one keeper on one unit; a unit that went wrong is replaced."""
    results: list[Result] = []
    waiting = list(trials)
    while waiting:
        keeper = waiting[0].keeper
        async with trial_unit(folder / str(len(results)), keeper) as unit:
            while waiting and waiting[0].keeper is keeper:
                result = await run_trial(unit, waiting.pop(0))
                results.append(result)
                said = "; ".join(result.wrong) or "ok"
                print(
                    f"{time.strftime('%H:%M:%S')} {result.trial}: {said} {result.note}", flush=True
                )
                if result.wrong:
                    print(f"         its records: {unit.folder}", flush=True)
                    break
    return results


@pytest.mark.scene
@pytest.mark.timeout(240)
async def test_s1_s3_a_sample_of_blows_leaves_door_and_visit_right(tmp_path: Path) -> None:
    results = await _run(tmp_path, [Trial(number, *one) for number, one in enumerate(SAMPLE)])
    assert not _wrong(results)


@pytest.mark.scene
@pytest.mark.timeout(120)
async def test_s3_real_systemd_restarts_a_hung_sign_in_a_call(tmp_path: Path) -> None:
    if refused := why_not():
        pytest.skip(refused)
    trial = Trial(0, Whom.SIGN, Blow.HANG, Moment.IN_CALL, Keeper.SYSTEMD)
    assert not _wrong(await _run(tmp_path, [trial]))


def test_every_kind_of_blow_is_dealt_as_often_as_any_other() -> None:
    dealt = deal(seed=7, count=2 * len(TABLE))
    assert sorted(one.number for one in dealt) == list(range(len(dealt)))
    kinds = [(one.whom, one.blow, one.moment) for one in dealt]
    assert all(kinds.count(kind) == 2 for kind in TABLE)
    assert dealt == deal(seed=7, count=2 * len(TABLE))
    assert dealt != deal(seed=8, count=2 * len(TABLE))


@pytest.mark.parametrize(
    ("shows", "driven", "handles", "running", "wrong"),
    [
        ("clear", True, (), False, []),
        ("clear", True, (), True, ["clear while the visit runs"]),
        ("clear", False, (), True, ["clear while the visit runs"]),
        ("clear", False, ("7:8:camera",), False, ["clear while capture is open"]),
        ("soon", True, ("7:8:camera",), False, ["soon while capture is open"]),
        ("unknown", True, ("7:8:camera",), True, []),
        ("occupied", True, ("7:8:camera",), True, []),
        ("unknown", False, (), True, []),
    ],
)
def test_the_judge_sees_what_must_never_be(
    shows: str, driven: bool, handles: tuple[str, ...], running: bool, wrong: list[str]
) -> None:
    seen = Seen(1.0, shows, driven=driven, answers=True, handles=handles)
    assert [said for said in never(seen, running=running) if said.startswith(shows)][:1] == wrong


def test_a_flash_between_two_looks_counts_with_what_was_open_at_both() -> None:
    def at(shows: str, *handles: str, told: bool = False) -> Seen:
        return Seen(1.0, shows, driven=True, answers=True, handles=handles, told=told)

    flash = [at("occupied", "a", "b"), at("clear", told=True), at("occupied", "b", "c")]
    closed = [at("occupied", "a"), at("clear", told=True), at("clear")]
    assert [one.handles for one in with_handles(flash)] == [("a", "b"), ("b",), ("b", "c")]
    assert [one.handles for one in with_handles(closed)] == [("a",), (), ()]


@pytest.mark.parametrize(
    ("late_s", "says", "judged"),
    [(0.1, "occupied", 0), (0.1, "paused", 1), (STARVED_S + 0.1, "occupied", 1)],
)
def test_a_look_that_the_lamp_answered_too_late_is_judged_by_its_next_word(
    late_s: float, says: str, judged: int
) -> None:
    unanswered = Seen(1.0, "paused", driven=True, answers=False, handles=("7:8:camera",))
    word = Seen(1.0 + late_s, says, driven=True, answers=True, told=True)
    sure = certain([unanswered, word])
    assert [one for one in sure if never(one, running=True)] == [unanswered] * judged
    assert sure[-1] is word


def test_a_visit_runs_from_joining_until_its_end_as_often_as_it_is_started() -> None:
    phases = ["checking", "joining", "in-call", "interrupted", "ended", "joining", "in-call"]
    spans = running_spans([(float(at), phase) for at, phase in enumerate(phases)], now=9.0)
    assert spans == [(1.0, 4.0), (5.0, 9.0)]


@pytest.mark.long
@pytest.mark.timeout(3 * 3600)
async def test_s1_s3_the_door_never_says_clear_whatever_happens(tmp_path: Path) -> None:
    """``make faults``: TRIALS trials of the table, in the order of SEED, or those in ONLY."""
    count = int(os.environ.get("TRIALS") or 200)
    seed = int(os.environ.get("SEED") or time.time())
    refused = why_not()
    print(f"\nSeed {seed}: {count} trials" + (f"; no real systemd: {refused}" if refused else ""))
    trials = deal(seed, count)
    if refused:
        trials = [replace(one, keeper=Keeper.SUPERVISOR) for one in trials]
    if only := os.environ.get("ONLY"):
        trials = [one for one in trials if str(one.number) in only.split(",")]
    results = await _run(tmp_path, trials)
    _publish(seed, results)
    again = ",".join(str(one.trial.number) for one in results if one.wrong)
    assert not _wrong(results), f"again: make faults SEED={seed} ONLY={again}"


def _wrong(results: list[Result]) -> list[str]:
    return [f"{one.trial}: {'; '.join(one.wrong)}" for one in results if one.wrong]


def _publish(seed: int, results: list[Result]) -> None:
    """The summary on the terminal, everything in ``var/faults/trials.json``."""
    print(f"\n{summary(results)}")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    told = {"seed": seed, "table": len(TABLE), "trials": [one.to_json() for one in results]}
    REPORT.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"All figures: {REPORT}")
