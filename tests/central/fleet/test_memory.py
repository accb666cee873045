"""What an ingest remembers, and what is missing."""

from hypothesis import given
from hypothesis import strategies as st

from central.core.clones import REMEMBERED, took_turns
from central.fleet.memory import ASKED_S, GAP_S, KEPT, SEEN_S, Memory, run_from

BOOT = ("north/room12", "0123abcd")


def test_up_to_the_first_gap() -> None:
    assert run_from(1, 0, [1, 2, 3]) == (3, False)
    assert run_from(1, 0, [2, 3]) == (0, True)
    assert run_from(1, 2, [3, 5]) == (3, True)
    assert run_from(4, 0, [4, 5]) == (5, False)
    assert run_from(1, 9, [3]) == (9, False)


@given(st.integers(1, 20), st.integers(0, 20), st.sets(st.integers(1, 30)))
def test_nothing_is_told_to_be_held_that_is_not(first: int, held: int, seqs: set[int]) -> None:
    reached, missing = run_from(first, held, seqs)
    assert all(n <= held or n < first or n in seqs for n in range(1, reached + 1))
    assert missing == any(n > reached for n in seqs)
    assert reached + 1 not in seqs


def test_a_unit_is_asked_for_a_gap_that_stays_and_not_in_a_hurry() -> None:
    memory = Memory()
    asked = [memory.to_ask(BOOT, missing=True, now=now) for now in (0, GAP_S - 1, GAP_S, GAP_S + 1)]
    assert asked == [False, False, True, False]
    assert memory.to_ask(BOOT, missing=True, now=GAP_S + ASKED_S)
    assert not memory.to_ask(BOOT, missing=False, now=GAP_S + ASKED_S)
    assert not memory.to_ask(BOOT, missing=True, now=GAP_S + ASKED_S + 1)


def test_who_measures_is_seen_now_and_then() -> None:
    memory = Memory()
    assert memory.newly_seen({"b", "a"}, 100.0) == ["a", "b"]
    memory.saw(["a", "b"], 100.0)
    assert memory.newly_seen({"a", "c"}, 101.0) == ["c"]
    assert memory.newly_seen({"a"}, 100.0 + SEEN_S) == ["a"]
    assert memory.newly_seen({"a"}, 50.0) == ["a"], "a clock that was set back"


def test_units_that_invent_boots_fill_nothing() -> None:
    memory = Memory()
    for number in range(KEPT + 10):
        memory.holds(("north/room12", str(number)), 1)
        memory.to_ask(("north/room12", str(number)), missing=True, now=0.0)
    assert len(memory.held) <= KEPT
    assert len(memory.gaps) <= KEPT


def test_boots_that_take_turns_are_two_machines() -> None:
    boots: list[str] = []
    found = []
    for boot in "aabbbcacc":
        boots, again = took_turns(boots, boot)
        found.append(again)
    assert found == [False] * 6 + [True, True, False]
    assert boots == ["b", "a", "c"]


@given(st.lists(st.integers(0, 10**6), unique=True))
def test_a_machine_that_starts_anew_ever_so_often_is_one(boots: list[int]) -> None:
    known: list[str] = []
    for boot in boots:
        for _ in range(2):
            known, again = took_turns(known, str(boot))
            assert not again
    assert len(known) <= REMEMBERED
