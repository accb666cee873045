"""What the screens say, and what they keep to themselves."""

from typing import Any

import pytest

from appliance.core.views import Screen
from appliance.core.words import Button, Fault, Missing, Reason, SignState
from appliance.stage.screen.draw import Drawing, draw, mood_of
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.page import Local
from appliance.stage.screen.sayings import MISSING
from appliance.stage.screen.words import Words
from wire.visits import Level, Role, Seat

SIZE = (1280, 800)


def drawn(view: Screen, local: Local | None = None, language: str = "sv") -> Drawing:
    return draw(view, SIZE, Words(language), MONO, ZONE, local or Local(remote=True, own=True))


def said(view: Screen, local: Local | None = None) -> str:
    """All that is written, line after line."""
    return " ".join(one.name for one in drawn(view, local).placed if one.kind == "text")


def icons(view: Screen) -> list[str]:
    return [one.name for one in drawn(view).placed if one.kind in ("icon", "ring")]


def like(name: str, **changed: Any) -> Screen:
    return EXAMPLES[name].view.model_copy(update=changed)


@pytest.mark.parametrize("name", EXAMPLES)
def test_s1_while_capture_is_wanted_or_open_the_screen_says_the_camera_is_on(name: str) -> None:
    for capture in (None, Reason.VISIT):
        view = like(name, capture=capture)
        assert ("Kameran är på" in said(view)) == (capture is not None)


def test_r71_idle_shows_times_and_readiness_only() -> None:
    private = said(like("today", today_open=False))
    assert "A. L." not in private
    assert "Återbesök" not in private
    assert "10:30 Rummet klart Besök" in private
    assert "A. L." in said(like("today"))


def test_idle_says_when_the_bookings_were_read() -> None:
    assert "uppdaterat 10:12" in said(like("idle"))
    assert "Bokningarna är inte lästa än" in said(like("idle", today=(), updated_at=None))


def test_readiness_names_what_is_missing_and_a_bookings_fault_leaves_it_ready() -> None:
    assert "Headset saknas" in said(like("idle", faults=(Fault.HEADSET_MISSING,)))
    assert "Rummet klart" in said(like("idle", faults=(Fault.FEED_STALE,)))


def test_r10_the_door_is_free_only_where_the_room_serves_video_alone() -> None:
    assert "Inget videobesök" in said(like("idle"))
    assert "Ledigt" in said(like("idle", sole_use=True))
    assert "Här pågår videomöte – var god stör ej" in said(like("idle", sign=SignState.OCCUPIED))
    assert "Knacka och vänta" in said(like("idle", sign=SignState.UNKNOWN))


def test_an_untrusted_clock_is_told() -> None:
    assert "klockan är inte ställd" in said(like("idle", clock_trusted=False))


def test_the_worst_fault_is_one_sentence_of_what_to_do() -> None:
    view = like("idle", faults=(Fault.LAMP_DEAD, Fault.FEED_STALE))
    assert "Skylten lyser inte, häng upp pappersskylten" in said(view)
    assert "kalender" not in said(view)


@pytest.mark.parametrize("missing", Missing)
def test_the_lobby_says_what_the_start_waits_for(missing: Missing) -> None:
    sentence = Words("sv").say(MISSING[missing], start="10:30", late="10:30")
    assert sentence.split(": ")[-1] in said(like("lobby", missing=missing))


def test_the_lobby_says_it_once_when_a_fault_says_it_already() -> None:
    view = like("lobby-full")
    assert "Starta ändå" in said(view)
    assert "Startar inte av sig självt" not in said(view)


def test_r60_below_eid_the_clinician_is_asked_to_ask() -> None:
    sentence = "Inte legitimerad – fråga namn och personnummer"
    for name in ("lobby", "lobby-picture", "call", "joining"):
        for level in Level:
            view = like(name)
            (patient,) = (p for p in view.parties if p.role is Role.PATIENT)
            view = like(name, parties=(patient.model_copy(update={"level": level}),))
            known = level in (Level.EID, Level.VOUCHED)
            assert (sentence in said(view)) is not known, (name, level)


def test_r60_what_to_ask_and_the_press_that_says_it_was_asked_stand_together() -> None:
    view = like("call-ask")
    assert "Inte legitimerad – fråga namn och personnummer Identitet kontrollerad" in said(view)
    assert [c.name for c in drawn(view).controls].count(Button.IDENTIFIED) == 1
    (patient,) = view.parties
    checked = patient.model_copy(update={"level": Level.VOUCHED})
    assert "Identitet kontrollerad" not in said(like("call", parties=(checked,)))


def test_a_person_identified_has_another_shape() -> None:
    assert "person-identified" in icons(like("lobby-ready"))
    assert "person" in icons(like("lobby"))
    assert "person-awaited" in icons(like("lobby", parties=()))


def test_a_patient_who_left_the_page_is_told() -> None:
    (patient,) = like("lobby").parties
    away = patient.model_copy(update={"seat": Seat.AWAY})
    assert "Patienten har lämnat sidan" in said(like("lobby", parties=(away,)))


def test_letting_in_names_whom() -> None:
    drawing = drawn(like("call-knock"))
    assert [c.peer for c in drawing.controls if c.name == Button.ADMIT] == ["p2"]


def test_the_countdown_s_number_is_the_largest_thing() -> None:
    drawing = drawn(like("countdown"))
    largest = max((one for one in drawing.placed if one.kind == "text"), key=lambda o: o.rect[3])
    assert largest.name == "7"


def test_the_call_says_how_long_is_left() -> None:
    assert "A. L. · 13 min kvar · slutar 11:00" in said(like("call"))
    late = like("call", anchor=like("call").anchor + 1800)
    assert "skulle ha slutat 11:00" in said(late)


def test_r32_it_says_what_is() -> None:
    assert "Du hörs Du syns" in said(like("call"))
    silent = said(like("call", microphone=False, camera=False))
    assert "Du hörs inte – tryck för ljud" in silent
    assert "Du syns inte" in silent
    without = said(like("call", faults=(Fault.HEADSET_MISSING,)))
    assert "Du hörs inte" in without
    assert "tryck" not in without


def test_the_level_bar_is_there_while_one_is_heard() -> None:
    assert "level" in {slot.what for slot in drawn(like("call")).slots}
    assert "level" not in {slot.what for slot in drawn(like("call", microphone=False)).slots}


def test_s8_a_stopped_picture_is_no_reconnection() -> None:
    stopped = said(like("call", picture=False))
    assert "Patientens bild har stannat" in stopped
    assert "Patientens ljud har stannat" in said(like("call", sound=False))
    (patient,) = like("call").parties
    off = patient.model_copy(update={"camera": False, "microphone": False})
    chosen = said(like("call", picture=False, sound=False, parties=(off,)))
    assert "Patienten har stängt av kameran" in chosen
    assert "Patienten har stängt av mikrofonen" in chosen


def test_r30_the_own_picture_is_lower_left_and_becomes_an_icon() -> None:
    def own(local: Local) -> list[tuple[int, int, int, int]]:
        return [s.rect for s in drawn(like("call"), local).slots if s.what == "own"]

    ((x, y, _, h),) = own(Local(remote=True, own=True))
    assert x < 100
    assert y + h > 700
    folded = Local(remote=True, own=True, self_view=False)
    assert own(folded) == []
    assert "Din bild" in said(like("call"), folded)


def test_r19_paused_says_that_camera_and_microphone_are_closed() -> None:
    assert "Paus – knacka" in said(like("paused"))
    assert "Kamera och mikrofon är stängda" in said(like("paused"))
    assert "paused" in icons(like("paused"))


def test_r05_r06_the_end_proposes_and_offers_to_resume() -> None:
    drawing = drawn(like("ended"))
    assert drawing.controls[0].name == Button.HELD
    assert "Går till 11:05" in said(like("ended"))
    assert "Går till" not in said(like("ended-technical"))


@pytest.mark.parametrize(
    ("name", "mood"),
    [
        ("idle", "paper"),
        ("lobby", "paper"),
        ("lobby-picture", "night"),
        ("countdown", "paper"),
        ("call", "night"),
        ("paused", "paper"),
        ("ended", "paper"),
    ],
)
def test_it_is_night_while_a_person_is_on_the_screen(name: str, mood: str) -> None:
    assert mood_of(like(name)).name == mood
