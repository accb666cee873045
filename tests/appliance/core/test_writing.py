"""From the room's screen: a line, a question for a still, what the clinician sees to."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.memory import memory
from appliance.core.room_day import step
from appliance.core.room_views import screen
from appliance.core.shown.buttons import buttons
from appliance.core.visits import Talk, Written
from appliance.core.words import Button, Phase
from tests.support.room import AT_LOBBY, PATIENT, in_phase, pressed, walk
from wire.signaling import ToSee
from wire.visits import Role

OPEN = Talk(unlocked=True)
ASKED: list[tuple[ToSee, Button]] = [
    ("child-in-picture", Button.CHILD_SEEN),
    ("patient-takes-part", Button.TAKES_PART),
]


def in_call(talk: Talk = OPEN, phase: Phase = Phase.IN_CALL) -> tuple[Day, float]:
    day, now = in_phase(phase)
    return walk(day, [(now, e.TalkSaid("a1", talk))]), now


def lines(*roles: Role) -> Talk:
    written = tuple(Written(role, f"rad {number}") for number, role in enumerate(roles, 1))
    return Talk(lines=written, count=len(written), unlocked=True)


def unread(day: Day, now: float) -> int:
    talk = screen(day, now).talk
    assert talk is not None
    return talk.unread


def test_r31_a_line_and_one_that_grows_go_to_central() -> None:
    day, now = in_call()
    assert step(day, e.Wrote("a1", "He"), now)[1] == (e.Write("a1", "He"),)
    done = e.Wrote("a1", "Hej", "line-0001")
    assert step(day, done, now)[1] == (e.Write("a1", "Hej", "line-0001"),)
    assert step(day, e.Wrote("b2", "Hej"), now)[1] == ()


def test_r60_nothing_is_written_or_asked_before_the_identity_is_known() -> None:
    day, now = in_call(Talk())
    assert {Button.CHAT, Button.STILL}.isdisjoint(buttons(day, now))
    assert step(day, e.Wrote("a1", "Hej", "line-0001"), now)[1] == ()
    for button in (Button.CHAT, Button.STILL):
        day, asked = step(day, pressed(button), now)
        assert asked == ()
    assert not (screen(day, now).talk and screen(day, now).talk.open)  # type: ignore[union-attr]


def test_without_central_nothing_can_be_written_and_no_button_says_so() -> None:
    day, now = in_call()
    day = walk(day, [(now, e.Central(connected=False))])
    assert Button.CHAT not in buttons(day, now)
    assert step(day, e.Wrote("a1", "Hej", "line-0001"), now)[1] == ()


@pytest.mark.parametrize("phase", [Phase.CHECKING, Phase.ENDED])
def test_s6_nothing_is_written_where_no_visit_runs(phase: Phase) -> None:
    day, now = in_call(phase=phase)
    assert step(day, e.Wrote("a1", "Hej", "line-0001"), now)[1] == ()
    assert Button.CHAT not in buttons(day, now)


def test_r31_what_lies_open_is_read_and_a_new_line_marks_the_icon_again() -> None:
    day, now = in_call(lines(Role.PATIENT, Role.PATIENT))
    assert unread(day, now) == 2
    day = walk(day, [(now, pressed(Button.CHAT))])
    shown = screen(day, now).talk
    assert shown is not None
    assert (shown.open, shown.unread, [one.text for one in shown.lines]) == (
        True,
        0,
        ["rad 1", "rad 2"],
    )
    read = lines(Role.PATIENT, Role.PATIENT, Role.PATIENT)
    day = walk(day, [(now, e.TalkSaid("a1", read)), (now, pressed(Button.CHAT_CLOSE))])
    shown = screen(day, now).talk
    assert shown is not None
    assert (shown.open, shown.unread, shown.lines) == (False, 0, ())
    more = lines(*(Role.PATIENT,) * 4)
    day = walk(day, [(now, e.TalkSaid("a1", more))])
    assert unread(day, now) == 1
    day = walk(day, [(now, e.TalkSaid("a1", lines(*(Role.PATIENT,) * 4, Role.UNIT)))])
    assert unread(day, now) == 0


def test_r31_of_a_long_talk_only_what_came_after_counts() -> None:
    kept = tuple(Written(Role.PATIENT, "rad") for _ in range(50))
    day, now = in_call(Talk(lines=kept, count=120, unlocked=True))
    day = walk(day, [(now, pressed(Button.CHAT)), (now, pressed(Button.CHAT_CLOSE))])
    day = walk(day, [(now, e.TalkSaid("a1", Talk(lines=kept, count=123, unlocked=True)))])
    assert unread(day, now) == 3


def test_r31_a_talk_that_central_begins_anew_marks_the_icon() -> None:
    day, now = in_call(lines(*(Role.PATIENT,) * 5))
    day = walk(day, [(now, pressed(Button.CHAT)), (now, pressed(Button.CHAT_CLOSE))])
    day = walk(day, [(now, e.TalkSaid("a1", lines()))])
    day = walk(day, [(now, e.TalkSaid("a1", lines(Role.PATIENT, Role.PATIENT)))])
    assert unread(day, now) == 2


def test_a_line_without_words_goes_nowhere() -> None:
    day, now = in_call()
    assert step(day, e.Wrote("a1", "", "line-0001"), now)[1] == ()
    assert step(day, e.Wrote("a1", ""), now)[1] == (e.Write("a1", ""),)


def test_r46_the_emergency_puts_the_chat_away_and_a_pause_does_too() -> None:
    day, now = in_call()
    for away in (Button.EMERGENCY, Button.PAUSE):
        opened = walk(day, [(now, pressed(Button.CHAT)), (now, pressed(away))])
        assert opened.focus is not None
        assert not opened.focus.chat


def test_s6_what_was_read_is_not_remembered() -> None:
    day, now = in_call(lines(Role.PATIENT))
    opened = walk(day, [(now, pressed(Button.CHAT))])
    assert memory(opened) == memory(walk(day, [(now, e.Touched())]))


def test_r33_a_still_is_asked_for_once_until_it_is_answered() -> None:
    day, now = in_call()
    day = walk(day, [(now, pressed(Button.CHAT))])
    assert Button.STILL in buttons(day, now)
    assert step(day, pressed(Button.STILL), now)[1] == (e.AskStill("a1"),)
    day = walk(day, [(now, e.TalkSaid("a1", replace(OPEN, still="asked")))])
    assert Button.STILL not in buttons(day, now)
    assert step(day, pressed(Button.STILL), now)[1] == ()
    day = walk(day, [(now, e.TalkSaid("a1", replace(OPEN, still="no")))])
    assert Button.STILL in buttons(day, now)


@pytest.mark.parametrize(("what", "button"), ASKED)
def test_r41_r47_asked_once_somebody_is_seen_until_central_knows(
    what: ToSee, button: Button
) -> None:
    said = e.AtVisit("a1", (PATIENT,), to_see=(what,))
    lobby, early = in_phase(Phase.CHECKING)
    assert button not in buttons(walk(lobby, [(early, said)]), early)
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, said)])
    assert button in buttons(day, now)
    assert step(day, pressed(button), now)[1] == (e.SeenTo("a1", what),)
    day = walk(day, [(now, AT_LOBBY)])
    assert button not in buttons(day, now)
    assert step(day, pressed(button), now)[1] == ()
