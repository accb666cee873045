"""The merge of a foreign source into central, as a table: rows and finds in, steps out (R65)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.imports.plan import GONE_AFTER, MANY, Ours, Plan, Row, Rules, Step, plan
from central.imports.reading.found import Found, Patient, Span

NOW = 1_000_000.0
HOUR = 3600.0
SPAN = Span(NOW - 24 * HOUR, NOW + 60 * 24 * HOUR)
RULES = Rules({"Rum 1": "room-1", "Rum 2": "room-2"}, None, central="https://central.example")
ANNA = Patient("Anna Berg", "191212121212", "1912-12-12", "+46701234567")
BOOKED = Found("b", NOW + HOUR, NOW + 2 * HOUR, rooms=("Rum 1",), patient=ANNA)
OURS = Ours("a", "room-1", NOW + HOUR, NOW + 2 * HOUR, live=True, runs=False, person=ANNA)
INVITED = replace(OURS, invited=True)


def merged(
    row: Row | None, found: Found | None, *others: Ours, rules: Rules = RULES, **how: Any
) -> Plan:
    """The plan for one booking."""
    rows = {row.foreign_id: row} if row else {}
    told = [found] if found else []
    return plan(rows, told, others, rules, SPAN, NOW, complete=how.pop("complete", True), **how)


def step(row: Row | None, found: Found | None, *others: Ours, **how: Any) -> Step:
    """The one step for one booking."""
    (only,) = merged(row, found, *others, **how).steps
    return only


def known(ours: Ours | None = INVITED, **changed: Any) -> Row:
    """A row of ``BOOKED``."""
    return replace(Row("b", NOW + HOUR, ours), **changed)


def test_a_new_booking_becomes_a_visit_and_its_patient_is_invited() -> None:
    made = step(None, BOOKED)
    assert (made.action, made.location, made.invite, made.why) == ("make", "room-1", True, None)
    assert made.lacks == ()


def test_what_is_known_and_unchanged_is_kept() -> None:
    kept = step(known(), BOOKED)
    assert (kept.action, kept.why, kept.missing) == ("keep", None, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"start": NOW + 1.5 * HOUR},
        {"end": NOW + 3 * HOUR},
        {"rooms": ("Rum 2",)},
        {"kind": "Nybesök"},
        {"practitioner": "Dr Ek"},
        {"language": "fi"},
        {"interpreter": True},
        {"patient": replace(ANNA, phone="+46709999999")},
        {"patient": replace(ANNA, protected=True)},
    ],
)
def test_every_change_of_a_booking_is_a_change_of_its_visit(changed: dict[str, Any]) -> None:
    assert step(known(), replace(BOOKED, **changed)).action == "change"


def test_a_cancellation_cancels_and_is_told_once() -> None:
    cancelled = replace(BOOKED, standing="cancelled")
    assert step(known(), cancelled).action == "cancel"
    assert step(known(None), cancelled).action == "keep"
    assert step(None, cancelled).action == "keep"


def test_a_booking_that_comes_back_is_a_new_visit() -> None:
    assert step(known(None, missing=5), BOOKED).action == "make"


def test_a_booking_given_to_somebody_else_gets_a_new_link() -> None:
    other = replace(ANNA, personnummer="198001019999", birth_date="1980-01-01")
    assert step(known(), replace(BOOKED, patient=other)).action == "replace"


def test_a_patient_that_the_source_did_not_send_along_stays_as_known() -> None:
    told = replace(BOOKED, patient=Patient("A B"), doubts=("patient-not-sent",))
    assert step(known(), told).action == "keep"
    assert step(known(), replace(BOOKED, patient=None)).action == "keep"


@pytest.mark.parametrize("standing", ["booked", "cancelled", "undecided", "over"])
@pytest.mark.parametrize("start", [NOW - HOUR, NOW + HOUR, NOW + 5 * HOUR])
def test_a_visit_that_runs_is_never_cut(standing: Any, start: float) -> None:
    """S4: neither by a change nor by absence."""
    runs = replace(INVITED, runs=True)
    told = replace(BOOKED, standing=standing, start=start, end=start + HOUR)
    assert step(known(runs), told).action == "keep"
    assert step(known(runs, missing=9), None).action == "keep"


def test_a_change_of_a_visit_that_runs_is_told() -> None:
    runs = replace(INVITED, runs=True)
    assert step(known(runs), replace(BOOKED, standing="cancelled")).why == "runs"
    assert step(known(runs), BOOKED).why is None


def test_gone_counts_only_from_complete_polls_two_in_a_row() -> None:
    first = step(known(), None)
    assert (first.action, first.missing) == ("keep", 1)
    second = step(known(missing=1), None)
    assert (second.action, second.missing) == ("cancel", GONE_AFTER)
    assert step(known(missing=1), BOOKED).missing == 0


def test_a_cut_short_poll_removes_nothing() -> None:
    assert merged(known(missing=1), None, complete=False) == Plan(())


def test_what_begun_or_lies_outside_the_span_is_not_missed() -> None:
    assert merged(known(start=NOW - 60), None).steps == ()
    assert merged(known(start=SPAN.end), None).steps == ()


def test_most_of_a_source_gone_at_once_waits_for_a_persons_word() -> None:
    rows = {
        str(n): Row(str(n), NOW + HOUR, replace(INVITED, id=str(n)), missing=1) for n in range(MANY)
    }
    held = plan(rows, [], [], RULES, SPAN, NOW, complete=True)
    assert (held.held, {each.action for each in held.steps}) == (MANY, {"keep"})
    accepted = plan(rows, [], [], RULES, SPAN, NOW, complete=True, gone_accepted=True)
    assert (accepted.held, {each.action for each in accepted.steps}) == (0, {"cancel"})
    few = dict(list(rows.items())[: MANY - 1])
    assert plan(few, [], [], RULES, SPAN, NOW, complete=True).held == 0


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"rooms": ("Sal B",)}, "no-room"),
        ({"rooms": ()}, "no-room"),
        ({"standing": "undecided"}, "undecided"),
        ({"join": "https://teams.example/x"}, "held-elsewhere"),
        ({"join": "https://central.example.evil/x"}, "held-elsewhere"),
        ({"end": NOW, "start": NOW - HOUR}, "past"),
    ],
)
def test_what_is_no_visit_says_why(changed: dict[str, Any], why: str) -> None:
    told = step(None, replace(BOOKED, **changed))
    assert (told.action, told.why) == ("keep", why)


def test_a_booking_that_stops_being_a_visit_is_cancelled_here() -> None:
    assert step(known(), replace(BOOKED, rooms=("Sal B",))).action == "cancel"
    assert step(known(), replace(BOOKED, standing="over")).action == "keep"


def test_only_some_kinds_are_video_visits_where_the_clinic_says_so() -> None:
    rules = replace(RULES, only_kinds=("video",))
    assert step(None, replace(BOOKED, kind="Videobesök"), rules=rules).action == "make"
    assert step(None, replace(BOOKED, kind="Provtagning"), rules=rules).why == "other-kind"


def test_a_link_to_this_central_or_none_is_ours() -> None:
    assert step(None, replace(BOOKED, join="https://central.example/visit/1")).action == "make"
    elsewhere = replace(BOOKED, join="https://teams.example/x")
    assert step(None, elsewhere, rules=replace(RULES, central=None)).action == "make"


def test_a_booking_made_here_too_is_paired_and_never_touched() -> None:
    paired = step(None, BOOKED, OURS)
    assert (paired.action, paired.ours, paired.paired) == ("keep", OURS, True)
    row = known(OURS, paired=True)
    moved = step(row, replace(BOOKED, start=NOW + 3 * HOUR, end=NOW + 4 * HOUR))
    assert (moved.action, moved.why, moved.paired) == ("keep", "differs", True)
    assert step(row, replace(BOOKED, standing="cancelled")).action == "keep"
    assert step(replace(row, missing=7), None).action == "keep"


def test_another_persons_booking_at_the_same_time_is_no_pair() -> None:
    somebody = replace(OURS, person=replace(ANNA, personnummer="198001019999"))
    assert step(None, BOOKED, somebody).action == "make"


def test_two_bookings_pair_with_two_visits() -> None:
    made = plan({}, [BOOKED, replace(BOOKED, foreign_id="c")], [OURS], RULES, SPAN, NOW,
                complete=True)  # fmt: skip
    assert [(one.action, one.paired) for one in made.steps] == [("keep", True), ("make", False)]


def test_what_was_cancelled_here_is_told_and_not_booked_again() -> None:
    told = step(known(replace(INVITED, live=False, cancelled=True)), BOOKED)
    assert (told.action, told.why) == ("keep", "cancelled-here")
    assert step(known(replace(INVITED, live=False)), BOOKED).why is None


@pytest.mark.parametrize(
    ("patient", "lacks"),
    [
        (None, ("no-patient",)),
        (replace(ANNA, phone=None), ("no-contact",)),
        (replace(ANNA, birth_date=None, personnummer=None), ("no-birth-date",)),
    ],
)
def test_who_cannot_be_invited_is_booked_and_said(
    patient: Patient | None, lacks: tuple[str, ...]
) -> None:
    """Nothing is guessed."""
    made = step(None, replace(BOOKED, patient=patient))
    assert (made.action, made.invite, made.lacks) == ("make", False, lacks)


def test_a_number_that_comes_later_brings_the_invitation() -> None:
    without = replace(OURS, person=replace(ANNA, phone=None))
    later = step(known(without), BOOKED)
    assert (later.action, later.invite) == ("change", True)


def test_an_answer_in_the_source_counts_where_answers_are_asked() -> None:
    awaited = replace(INVITED, confirmation="awaited")
    said = replace(BOOKED, confirmed=True)
    assert step(known(awaited), said, rules=replace(RULES, must_confirm=True)).action == "change"
    assert step(known(INVITED), said).action == "keep"


found_strategy = st.builds(
    replace,
    st.just(BOOKED),
    foreign_id=st.sampled_from("bcd"),
    start=st.sampled_from([NOW - HOUR, NOW + HOUR, NOW + 9 * HOUR]),
    end=st.just(NOW + 10 * HOUR),
    standing=st.sampled_from(["booked", "cancelled", "undecided", "over"]),
    rooms=st.sampled_from([("Rum 1",), ("Rum 2",), ()]),
    patient=st.sampled_from([None, ANNA, Patient("B")]),
)
ours_strategy = st.builds(
    replace,
    st.just(OURS),
    live=st.booleans(),
    runs=st.booleans(),
    cancelled=st.booleans(),
    invited=st.booleans(),
    location=st.sampled_from(["room-1", "room-2"]),
)
row_strategy = st.builds(
    Row,
    st.sampled_from("bcd"),
    st.sampled_from([NOW - HOUR, NOW + HOUR]),
    st.none() | ours_strategy,
    st.booleans(),
    st.integers(0, 3),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(row_strategy, max_size=3),
    st.lists(found_strategy, max_size=3, unique_by=lambda one: one.foreign_id),
    st.lists(ours_strategy, max_size=2),
    st.booleans(),
)
def test_no_history_touches_what_is_not_the_sources(
    told: list[Row], found: list[Found], others: list[Ours], complete: bool
) -> None:
    """S4, and: paired visits, visits that run or are over, and others' are only ever kept."""
    rows = {row.foreign_id: row for row in told}
    made = plan(rows, found, others, RULES, SPAN, NOW, complete=complete)
    assert len({one.foreign_id for one in made.steps}) == len(made.steps)
    for one in made.steps:
        if one.action in ("keep", "make"):
            continue
        assert one.ours is not None
        assert not one.paired
        assert one.ours.live
        assert not one.ours.runs
        assert complete or one.found is not None
