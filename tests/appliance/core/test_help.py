"""R08, R44, R46: the start card, the phone way out, and *Akut*."""

from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.memory import memory
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import screen, seat_view
from appliance.core.shown.buttons import buttons
from appliance.core.words import Button, Phase
from tests.support.room import (
    AT_LOBBY,
    AWAY,
    LEFT,
    LIVE_STAGE,
    PATIENT,
    START,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)

NUMBER = "+46701234588"
TOLD = e.NumberSaid("a1", NUMBER)
PLACE = "Storgatan 3, Borlänge"
AT_HOME = e.AtVisit("a1", (replace(PATIENT, place=PLACE),))


def in_call() -> tuple[Day, float]:
    day, now = in_phase(Phase.IN_CALL)
    return walk(day, [(now, TOLD), (now, AT_HOME)]), now


def test_r44_the_number_is_kept_ready_as_soon_as_somebody_is_checked_in() -> None:
    day, now = in_phase(Phase.OPEN)
    assert seat_view(day, now).number_of is None
    for phase in (Phase.CHECKING, Phase.IN_CALL, Phase.PAUSED, Phase.ENDED):
        day, now = in_phase(phase)
        assert seat_view(day, now).number_of == "a1", phase
        assert screen(walk(day, [(now, TOLD)]), now).phone is None


def test_r44_one_touch_shows_it_for_sixty_seconds_and_is_logged() -> None:
    day, now = in_call()
    assert Button.CALL_PATIENT in buttons(day, now)
    day, asked = step(day, pressed(Button.CALL_PATIENT), now)
    assert e.Note("number-shown") in asked
    shown = screen(day, now)
    assert shown.phone == NUMBER
    assert shown.phone_until_mono == now + 60
    assert phase_of(day) is Phase.IN_CALL
    assert screen(walk(day, [(now + 59, e.Tick())]), now + 59).phone == NUMBER
    assert next_deadline(day, now + 59) == now + 60
    assert screen(walk(day, [(now + 60, e.Tick())]), now + 60).phone is None


def test_r44_it_can_be_put_away() -> None:
    day, now = in_call()
    day = walk(day, [(now, pressed(Button.CALL_PATIENT))])
    assert Button.HIDE_NUMBER in buttons(day, now)
    assert Button.CALL_PATIENT not in buttons(day, now)
    day = walk(day, [(now + 1, pressed(Button.HIDE_NUMBER))])
    assert screen(day, now + 1).phone is None
    assert Button.CALL_PATIENT in buttons(day, now + 1)


def test_r44_after_twenty_seconds_without_media_it_shows_by_itself_until_it_is_over() -> None:
    day, now = in_phase(Phase.INTERRUPTED)
    day = walk(day, [(now, TOLD), (now + 19, e.Tick())])
    assert screen(day, now + 19).phone is None
    day, asked = step(day, e.Tick(), now + 20)
    assert asked == (e.Note("number-shown"),)
    assert screen(day, now + 20).phone == NUMBER
    assert screen(day, now + 20).phone_until_mono is None
    day, asked = step(day, e.Tick(), now + 200)
    assert asked == ()
    assert screen(day, now + 200).phone == NUMBER
    day = walk(day, [(now + 201, LIVE_STAGE)])
    assert screen(day, now + 201).phone is None


def test_r44_put_away_it_stays_away_for_this_trouble_and_comes_in_the_next() -> None:
    day, now = in_phase(Phase.INTERRUPTED)
    day = walk(day, [(now, TOLD), (now + 20, e.Tick()), (now + 21, pressed(Button.HIDE_NUMBER))])
    day = walk(day, [(now + 60, e.Tick())])
    assert screen(day, now + 60).phone is None
    day = walk(
        day,
        [
            (now + 61, LIVE_STAGE),
            (now + 70, e.StageSaid(alive=False)),
            (now + 90, e.Tick()),
        ],
    )
    assert screen(day, now + 90).phone == NUMBER


def test_r44_the_network_goes_while_the_patient_waits_and_the_number_is_there() -> None:
    """Nobody can start: the telephone is all that is left."""
    day = walk(
        a_room(),
        [
            (minutes(-10), pressed(Button.HERE)),
            (minutes(-10), TOLD),
            (minutes(-5), AT_LOBBY),
            (minutes(-1), e.Central(connected=False)),
            (minutes(1), e.Tick()),
        ],
    )
    assert Button.CALL_PATIENT in buttons(day, minutes(1))
    day = walk(day, [(minutes(1), e.Central(connected=True))])
    assert Button.CALL_PATIENT not in buttons(day, minutes(1))


def test_r44_r71_the_number_goes_with_the_clinician() -> None:
    day = walk(
        a_room(),
        [
            (minutes(-10), pressed(Button.HERE)),
            (minutes(-10), TOLD),
            (minutes(1), pressed(Button.CALL_PATIENT)),
        ],
    )
    assert screen(day, minutes(1)).phone is not None
    came = walk(day, [(minutes(1), AWAY)])
    assert {Button.START, Button.HIDE_NUMBER} <= set(buttons(came, minutes(1)))
    day = walk(day, [(minutes(1), pressed(Button.AWAY))])
    assert screen(day, minutes(1)).phone is None
    day = walk(day, [(minutes(1), pressed(Button.HERE))])
    assert screen(day, minutes(1)).phone is None


def test_r44_another_visits_number_is_not_taken() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, e.NumberSaid("a2", NUMBER))])
    assert day.number is None
    assert Button.CALL_PATIENT not in buttons(day, now)


def test_s6_the_number_and_the_place_live_in_memory_and_only_while_the_visit_does() -> None:
    day, now = in_call()
    kept = memory(day).to_json()
    assert NUMBER not in kept
    assert PLACE not in kept
    day = walk(day, [(now, pressed(Button.LEAVE)), (now, LEFT), (now, e.StageSaid(alive=True))])
    assert day.number is not None, "an ended visit may still be phoned"
    day = walk(day, [(now, pressed(Button.HELD))])
    assert day.number is None


def test_r46_the_card_shows_what_112_asks_for_and_the_call_stays() -> None:
    day, now = in_call()
    day, asked = step(day, pressed(Button.EMERGENCY), now)
    assert asked == (e.Note("emergency"), e.Note("number-shown"))
    shown = screen(day, now)
    assert shown.emergency
    assert shown.phone == NUMBER
    assert shown.phone_until_mono is None
    assert shown.patient_place == PLACE
    assert shown.name == "call"
    assert shown.buttons[0] is Button.EMERGENCY_CLOSE
    assert Button.LEAVE in shown.buttons
    day = walk(day, [(now + 300, e.Tick())])
    assert screen(day, now + 300).emergency
    day = walk(day, [(now + 301, pressed(Button.EMERGENCY_CLOSE))])
    assert not screen(day, now + 301).emergency
    assert screen(day, now + 301).phone is None


def test_r46_works_with_central_down() -> None:
    day, now = in_call()
    day = walk(day, [(now, e.Central(connected=False)), (now, pressed(Button.EMERGENCY))])
    assert screen(day, now).phone == NUMBER
    assert screen(day, now).patient_place == PLACE


def test_r46_without_a_number_the_card_still_comes() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day, asked = step(day, pressed(Button.EMERGENCY), now)
    assert asked == (e.Note("emergency"),)
    assert screen(day, now).emergency


def test_r46_is_there_as_long_as_the_visit_is_held() -> None:
    for phase in (Phase.JOINING, Phase.IN_CALL, Phase.PAUSED, Phase.INTERRUPTED):
        day, now = in_phase(phase)
        assert Button.EMERGENCY in buttons(day, now), phase
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, pressed(Button.EMERGENCY))])
    assert not screen(day, now).emergency


def test_r46_leaving_closes_the_card() -> None:
    day, now = in_call()
    day = walk(day, [(now, pressed(Button.EMERGENCY)), (now, pressed(Button.LEAVE))])
    assert not screen(day, now).emergency


def test_r08_the_start_card_comes_once_with_the_first_picture() -> None:
    day, _ = in_phase(Phase.JOINING)
    assert not screen(day, START + 10).start_card
    day, now = in_call()
    shown = screen(day, now)
    assert shown.start_card
    assert shown.patient_place == PLACE
    assert Button.CARD_DONE in shown.buttons
    day = walk(day, [(now + 5, pressed(Button.CARD_DONE))])
    assert not screen(day, now + 5).start_card
    assert screen(day, now + 5).patient_place is None
    day = walk(
        day,
        [
            (now + 10, pressed(Button.PAUSE)),
            (now + 20, pressed(Button.CONTINUE)),
            (now + 22, LIVE_STAGE),
        ],
    )
    assert phase_of(day) is Phase.IN_CALL
    assert not screen(day, now + 22).start_card


def test_r08_the_number_takes_the_cards_place_and_its_button() -> None:
    day, now = in_call()
    day = walk(day, [(now, pressed(Button.CALL_PATIENT))])
    assert Button.CARD_DONE not in buttons(day, now)
    day = walk(day, [(now, pressed(Button.HIDE_NUMBER))])
    assert Button.CARD_DONE in buttons(day, now)


def test_r08_the_start_card_goes_by_itself() -> None:
    day, now = in_call()
    assert screen(walk(day, [(now + 89, e.Tick())]), now + 89).start_card
    assert not screen(walk(day, [(now + 90, e.Tick())]), now + 90).start_card
