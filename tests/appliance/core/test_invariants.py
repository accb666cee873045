"""S1 to S4, S6 and S7 over random histories from one seed; ``make prove`` lives 100,000 of them."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import seat_view, sign_view, stage_view
from appliance.core.words import Phase, Reason
from tests.prove.day_rules import check, every_button_does_something, moment
from tests.prove.histories import HAPPENINGS, Happening, Restarted, begin, history, live
from tests.prove.prove import Broken, main, prove
from tests.support.room import in_phase

HISTORIES = int(os.environ.get("HISTORIES", "1000"))
EXAMPLES = int(os.environ.get("EXAMPLES", "100"))
PHASES = tuple(Phase)
EVENTS = [what for what in HAPPENINGS if not isinstance(what, Restarted)]
LEVELS = [x for x in EVENTS if not isinstance(x, e.Pressed | e.Touched | e.Agenda | e.NumberSaid)]


@pytest.mark.timeout(600)
def test_the_rules_hold_in_every_history() -> None:
    for seed in range(HISTORIES):
        try:
            prove(seed)
        except Broken as broken:
            pytest.fail(str(broken))


def test_the_histories_come_to_self_tests_that_open_something() -> None:
    """Else the rules about them would prove nothing."""
    opened = 0
    for seed in range(300):
        day, now, told = history(seed, 10)
        views = (stage_view(after, then) for _, _, after, _, then in live(day, now, told))
        opened += any(view.capture is Reason.SELF_TEST for view in views)
    assert opened >= 10


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(
    st.sampled_from(PHASES),
    st.lists(st.tuples(st.floats(0, 400), st.sampled_from(HAPPENINGS)), max_size=12),
)
def test_the_rules_hold_in_histories_that_can_be_shrunk(
    phase: Phase, history: list[tuple[float, Happening]]
) -> None:
    day, now = in_phase(phase)
    watch = begin(day)
    for before, what, after, asked, then in live(day, now, history):
        watch.happens(what, then)
        watch.follows(after, then)
        seen = moment(before, what, after, asked, then, watch)
        check(seen)
        every_button_does_something(seen)


def test_a_rule_that_is_broken_is_told_with_the_history_and_its_seed() -> None:
    broken = Broken(7, "s1", ((50_000.0, e.Touched()), (50_001.0, e.Tick())))
    assert str(broken).splitlines() == [
        "history 7 breaks s1",
        "   50000.0  Touched()",
        "   50001.0  Tick()",
        "replay: make prove SEED=7 HISTORIES=1",
    ]


def test_what_breaks_in_one_of_many_processes_is_told_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule that no room keeps: the first history of each part says so."""
    monkeypatch.setattr("tests.prove.day_rules.RULES", (_never,))
    monkeypatch.setattr("sys.argv", ["prove", "--histories", "600", "--seed", "3"])
    assert main() == 1
    said = capsys.readouterr().out
    assert "history 3 breaks _never" in said
    assert "history 503 breaks _never" in said
    assert '"violations": 2' in said.splitlines()[-1]


def _never(_moment: object) -> None:
    raise AssertionError


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(st.sampled_from(PHASES), st.lists(st.sampled_from(EVENTS), max_size=8))
def test_the_deadlines_of_a_day_end(phase: Phase, history: list[e.Event]) -> None:
    day, now = in_phase(phase)
    for event in history:
        day, _ = step(day, event, now)
    for _ in range(200):
        due = next_deadline(day, now)
        if due is None:
            return
        assert due > now
        now = due
        day, _ = step(day, e.Tick(), now)
    raise AssertionError("the deadlines never end")


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(
    st.sampled_from(PHASES),
    st.lists(st.tuples(st.sampled_from(EVENTS), st.floats(0, 200)), max_size=12),
    st.floats(0, 1, exclude_max=True),
)
def test_nothing_changes_between_deadlines(
    phase: Phase, history: list[tuple[e.Event, float]], part: float
) -> None:
    day, now = in_phase(phase)
    for event, pause in history:
        now += pause
        day, _ = step(day, event, now)
    due = next_deadline(day, now)
    between = now + part * ((due - now) if due is not None else 10_000)
    if due is not None and between >= due:
        return
    later, asked = step(day, e.Tick(), between)
    assert asked == ()
    assert sign_view(later, between) == sign_view(day, now)
    assert seat_view(later, between) == seat_view(day, now)
    assert _shown(later, between) == _shown(day, now)


def _shown(day: Day, now: float) -> object:
    """The stage's view; until when a call can be resumed moves on while it runs."""
    view = stage_view(day, now)
    return view.model_copy(update={"screen": view.screen.model_copy(update={"resume_until": None})})


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(
    st.sampled_from(PHASES),
    st.lists(st.tuples(st.sampled_from(EVENTS), st.floats(0, 200)), max_size=8),
    st.sampled_from(LEVELS),
)
def test_a_level_told_twice_changes_nothing(
    phase: Phase, history: list[tuple[e.Event, float]], level: e.Event
) -> None:
    day, now = in_phase(phase)
    for event, pause in history:
        now += pause
        day, _ = step(day, event, now)
    once, _ = step(day, level, now)
    twice, asked = step(once, level, now)
    assert twice == once
    assert asked == ()


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(
    st.sampled_from(PHASES),
    st.lists(st.tuples(st.sampled_from(EVENTS), st.floats(0, 200)), max_size=8),
)
def test_bookings_told_twice_in_one_poll_are_one(
    phase: Phase, history: list[tuple[e.Event, float]]
) -> None:
    day, now = in_phase(phase)
    for event, pause in history:
        now += pause
        day, _ = step(day, event, now)
    once, _ = step(day, e.Agenda(day.visits, complete=True), now)
    twice, _ = step(day, e.Agenda((*day.visits, *day.visits), complete=True), now)
    assert twice == once
    assert once.visits == day.visits
