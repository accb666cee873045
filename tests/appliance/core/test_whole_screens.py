"""Whole screens with every field that they tell: none is lost or told of the wrong thing."""

from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_views import screen
from appliance.core.words import Button, Phase
from tests.support.room import (
    AT_LOBBY,
    LIVE_STAGE,
    PATIENT,
    RULES,
    START,
    START_WALL,
    VISIT,
    a_room,
    in_phase,
    minutes,
    pressed,
    walk,
)
from wire.visits import Level, Seat

WALL = START_WALL.timestamp()
UNCONFIRMED_CLOCK = e.ClockTrusted(trusted=False)
LINE = {"visit": "a1", "start": WALL, "end": WALL + 1800}


def _told(day: Day, now: float) -> dict[str, object]:
    """All that is not as it is by itself."""
    told = screen(day, now).model_dump(mode="json", exclude_defaults=True)
    assert told.pop("anchor") == WALL - START
    assert told.pop("place") == "Videorum 12"
    return told


def test_an_idle_room_for_video_alone_whose_clock_nobody_trusts() -> None:
    rules = replace(RULES, sole_use=True)
    day = walk(a_room((VISIT,), rules=rules), [(START - 3540, UNCONFIRMED_CLOCK)])
    assert _told(day, START - 3540) == {
        "name": "idle",
        "sign": "unknown",
        "sole_use": True,
        "clock_trusted": False,
        "today": [LINE],
        "updated_at": WALL - 3600,
        "faults": ["clock-untrusted"],
        "buttons": ["here", "test", "occupy"],
    }


def test_a_call_with_the_camera_off_promised_for_later() -> None:
    day, now = in_phase(Phase.CHECKING)
    patient = replace(PATIENT, level=Level.EID, camera=False, place="Storgatan 1")
    live = replace(LIVE_STAGE, call=replace(LIVE_STAGE.call, sound=False))  # type: ignore[type-var]
    day = walk(
        day,
        [
            (now, pressed(Button.LATE_5)),
            (now, e.AtVisit("a1", (patient,))),
            (now, e.Agenda((VISIT,), complete=True)),
            (now, pressed(Button.START)),
            (now + 2, live),
            (now + 3, pressed(Button.CAMERA)),
        ],
    )
    assert _told(day, now + 3) == {
        "name": "call",
        "sign": "occupied",
        "checked_in": True,
        "visit": {**LINE, "kind": "Återbesök", "initials": "A. L."},
        "today": [LINE],
        "updated_at": WALL - 600,
        "resume_until": WALL + 2100,
        "parties": [
            {
                "peer": "patient-1",
                "role": "patient",
                "level": "eid",
                "seat": "lobby",
                "camera": False,
                "microphone": True,
            }
        ],
        "camera": False,
        "capture": "visit",
        "picture": True,
        "late_until": WALL + 300,
        "start_card": True,
        "patient_place": "Storgatan 1",
        "buttons": ["leave", "microphone", "camera", "pause", "emergency", "card-done"],
    }


def test_the_lobby_says_what_it_waits_for_and_who_is_away() -> None:
    day = walk(a_room(), [(minutes(-10), pressed(Button.HERE)), (minutes(-1), AT_LOBBY)])
    away = replace(PATIENT, seat=Seat.AWAY)
    day = walk(day, [(minutes(-1), e.Touched()), (minutes(-1), e.AtVisit("a1", (away,)))])
    day = walk(day, [(minutes(-1), pressed(Button.MICROPHONE))])
    told = _told(day, minutes(-1))
    assert (told["name"], told["missing"], told["sign"]) == ("lobby", "patient", "soon")
    assert told["parties"] == [
        {
            "peer": "patient-1",
            "role": "patient",
            "level": "link",
            "seat": "away",
            "camera": True,
            "microphone": True,
        }
    ]
    assert "microphone" not in told
    assert "capture" not in told


def test_an_ended_visit_stays_in_the_list_to_its_planned_end() -> None:
    """To the second: then it is no longer to come."""
    day, _ = in_phase(Phase.ENDED)
    before, at = minutes(30) - 0.5, minutes(30)
    assert [line.visit for line in screen(walk(day, [(before, e.Tick())]), before).today] == ["a1"]
    assert screen(walk(day, [(at, e.Tick())]), at).today == ()
