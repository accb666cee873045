"""Where stage begins to number its peer connections."""

from appliance.core.views import CallView
from appliance.core.words import Link
from appliance.link.messages import CallDoing
from appliance.room.central.generations import LEAP, Generations

CALL = CallView(visit="a1", peer="patient-0001")


def doing(generation: int, peer: str = "patient-0001") -> CallDoing:
    """What stage holds."""
    return CallDoing(
        visit="a1",
        peer=peer,
        generation=generation,
        link=Link.LIVE,
        proven=True,
        picture=True,
        sound=True,
    )


def begin(generations: Generations, call: CallView | None, held: CallDoing | None = None) -> int:
    """The number given."""
    numbered = generations.numbered(call, held)
    return numbered.min_generation if numbered else 0


def generations(known: dict[str, int] | None = None) -> Generations:
    """A fresh memory of numbers."""
    return Generations(known or {}, lambda _visit, _highest: None)


def test_the_first_call_begins_at_one() -> None:
    assert begin(generations(), CALL) == 1


def test_a_running_call_keeps_its_number_while_signals_pass() -> None:
    made = generations()
    assert begin(made, CALL) == 1
    made.saw("a1", 1)
    made.saw("a1", 2)
    assert begin(made, CALL, doing(2)) == 1


def test_a_new_stage_begins_above_all_seen() -> None:
    made = generations({"a1": 4})
    begin(made, CALL)
    made.saw("a1", 5)
    made.stage_is_new()
    assert begin(made, CALL) == 6


def test_a_restarted_room_leaves_the_call_that_stage_holds() -> None:
    assert begin(generations({"a1": 4}), CALL, doing(4)) == 4


def test_another_page_or_a_resumed_call_begins_anew() -> None:
    made = generations()
    begin(made, CALL)
    made.saw("a1", 1)
    other = CALL.model_copy(update={"peer": "patient-0002"})
    assert begin(made, other, doing(1)) == 2
    assert begin(made, None) == 0
    made.saw("a1", 2)
    assert begin(made, other) == 3


def test_what_rises_is_kept_and_a_wild_number_is_not() -> None:
    kept: list[tuple[str, int]] = []
    made = Generations({}, lambda visit, highest: kept.append((visit, highest)))
    for number in (1, 3, 2, 3, 2**53, 4 + LEAP):
        made.saw("a1", number)
    assert kept == [("a1", 1), ("a1", 3)]
