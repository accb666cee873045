"""What the buttons beside the screen mean, phase by phase; a whole visit with them alone."""

import pytest

from appliance.core import events as e
from appliance.core.presses.by_hand import MEANINGS, meant
from appliance.core.words import Button, Hand, Phase, SignState
from tests.support.room import START, a_room, in_phase, phase_of, pressed, walk

NUMBER = e.NumberSaid("a1", "070-123 45 67")
SHOWS_NUMBER = (Phase.JOINING, Phase.IN_CALL, Phase.PAUSED)
MEANT: dict[Phase, dict[Hand, Button]] = {
    Phase.BOOKED: {Hand.START: Button.HERE, Hand.OCCUPIED: Button.OCCUPY},
    Phase.OPEN: {Hand.START: Button.HERE, Hand.OCCUPIED: Button.OCCUPY},
    Phase.CHECKING: {Hand.START: Button.START, Hand.OCCUPIED: Button.OCCUPY},
    Phase.READY: {Hand.START: Button.START},
    Phase.JOINING: {
        Hand.PAUSE: Button.PAUSE,
        Hand.END: Button.LEAVE,
        Hand.HELP: Button.CALL_PATIENT,
    },
    Phase.IN_CALL: {
        Hand.PAUSE: Button.PAUSE,
        Hand.END: Button.LEAVE,
        Hand.HELP: Button.CALL_PATIENT,
    },
    Phase.PAUSED: {
        Hand.START: Button.CONTINUE,
        Hand.PAUSE: Button.CONTINUE,
        Hand.END: Button.LEAVE,
        Hand.HELP: Button.CALL_PATIENT,
    },
}


@pytest.mark.parametrize("phase", MEANT)
def test_every_button_means_what_the_table_says_or_is_a_touch(phase: Phase) -> None:
    day, now = in_phase(phase)
    day = walk(day, [(now, NUMBER)]) if phase in SHOWS_NUMBER else day
    said = {
        hand: event.button for hand in Hand if isinstance(event := meant(day, hand, now), e.Pressed)
    }
    assert said == MEANT[phase]


def test_every_button_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Hand)


def test_a_press_that_means_nothing_stops_a_countdown_as_a_touch_does() -> None:
    day, now = in_phase(Phase.READY)
    stopped = walk(day, [(now, e.HandPressed(Hand.END))])
    assert stopped == walk(day, [(now, e.Touched())])
    assert phase_of(stopped) is Phase.CHECKING


def test_s1_start_anyway_is_on_no_button() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, e.SignSaid(SignState.OCCUPIED, lamp_ok=False))])
    assert meant(day, Hand.START, now) == e.Touched()


def test_s3_occupied_goes_on_and_off() -> None:
    now = START - 3000
    day = walk(a_room(()), [(now, e.HandPressed(Hand.OCCUPIED))])
    assert day.own_at is not None
    day = walk(day, [(now + 1, e.HandPressed(Hand.OCCUPIED))])
    assert day.own_at is None


def test_r44_the_number_is_shown_and_hidden_again() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, NUMBER)])
    shown = walk(day, [(now, e.HandPressed(Hand.HELP))])
    assert meant(shown, Hand.HELP, now) == pressed(Button.HIDE_NUMBER)


def test_a_hand_is_a_press_and_nothing_more() -> None:
    """The same day comes of the button as of the screen's own."""
    day, now = in_phase(Phase.IN_CALL)
    by_hand = walk(day, [(now, e.HandPressed(Hand.PAUSE))])
    assert by_hand == walk(day, [(now, pressed(Button.PAUSE))])
    assert phase_of(by_hand) is Phase.PAUSED
