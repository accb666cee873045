"""What the screens say of a whole day: who is missing, numbers, help, what is late."""

from typing import Any

import pytest

from appliance.core.views import Screen
from appliance.core.words import Button, Notice, NotJoined
from appliance.stage.screen.buttons import WORDS
from appliance.stage.screen.draw import Drawing, draw
from appliance.stage.screen.example_kit import visit
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.kit.placed import Placed
from appliance.stage.screen.notices import NOTICES
from appliance.stage.screen.page import Local
from appliance.stage.screen.today import NOT_JOINED
from appliance.stage.screen.words import Words

SIZE = (1280, 800)
BOTH = Local(remote=True, own=True)


def drawn(view: Screen, size: tuple[int, int] = SIZE, mono: float = MONO) -> Drawing:
    return draw(view, size, Words("sv"), mono, ZONE, BOTH)


def said(view: Screen, mono: float = MONO) -> str:
    """All that is written, line after line."""
    return " ".join(one.name for one in drawn(view, mono=mono).placed if one.kind == "text")


def like(name: str, **changed: Any) -> Screen:
    return EXAMPLES[name].view.model_copy(update=changed)


def text(drawing: Drawing, words: str) -> Placed:
    return next(one for one in drawing.placed if one.kind == "text" and words in one.name)


def filled(view: Screen) -> list[str]:
    """The buttons whose ground is the primary one's."""
    drawing = drawn(view)
    mood, sheet = drawing.mood, drawing.sheet
    return [
        one.name
        for one in drawing.controls
        if tuple(sheet.get_at((one.rect[0] + one.rect[2] // 2, one.rect[1] + 8)))[:3] == mood.fill
    ]


# --- somebody is missing (R05, R40) -----------------------------------------------------------


def test_r05_the_card_says_what_to_do_and_since_when() -> None:
    words = said(like("no-show"))
    assert "Patienten har inte anslutit. Ring nu." in words
    assert "5 min sedan 10:30" in words
    assert "Rubrik i journaltexten: Uteblev" in words


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.startswith("no-show")])
def test_r05_only_ring_is_filled_on_the_card(name: str) -> None:
    ring = "by-phone" if "interpreter" in name else "call-patient"
    expected = [] if "number" in name else [ring]
    assert filled(like(name)) == expected


def test_r05_outcomes_come_with_the_core_after_the_call() -> None:
    assert "Utfallet väljer du när du har ringt." in said(like("no-show"))
    rung = said(like("no-show-rung"))
    assert "När du har ringt:" in rung
    assert "Uteblev svarade inte" in rung or "svarade inte Uteblev" in rung


def test_r05_who_tried_reads_why_and_nothing_of_a_fee() -> None:
    missed, tried = said(like("no-show-rung")), said(like("no-show-tried"))
    assert "kosta" in missed
    assert "kosta" not in tried
    assert "Patienten har försökt. Ring nu." in tried
    assert "Patienten försökte komma in. Utrustningen i rummet fungerade inte." in tried
    assert "Rubrik i journaltexten: Patienten har försökt" in tried
    for words in (missed, tried):
        assert "[namn], [titel] på [mottagning]" in words
        assert "videobesök 10:30" in words


def test_r40_a_missing_interpreter_is_rung_and_takes_part_by_phone() -> None:
    words = said(like("no-show-interpreter"))
    assert "Tolken har inte anslutit. Ring nu." in words
    assert "Tolk på telefon" in words
    assert "kosta" not in words


def test_r05_where_nobody_met_the_end_has_the_same_heading() -> None:
    assert "Uteblev" in said(like("ended-missed"))
    assert "Hur gick besöket?" not in said(like("ended-missed"))
    tried = said(like("ended-nobody"))
    assert "Patienten har försökt" in tried
    assert "Patienten försökte komma in." in tried
    assert "Hur gick besöket?" in said(like("ended"))


# --- numbers and help (R44, R46, R08) ---------------------------------------------------------

SHOWN = [name for name, one in EXAMPLES.items() if one.view.phone and not one.view.emergency]


@pytest.mark.parametrize("name", SHOWN)
def test_r44_the_number_is_the_largest_thing_but_a_title(name: str) -> None:
    drawing = drawn(like(name))
    number = text(drawing, "070-123 45 88")
    others = [
        one.type_size
        for one in drawing.placed
        if one.kind == "text" and one is not number and ":" not in one.name
    ]
    assert number.type_size >= max(others)


@pytest.mark.parametrize("name", [name for name in SHOWN if EXAMPLES[name].view.phone_until_mono])
def test_r44_it_says_how_long_and_is_gone_when_the_time_is_over(name: str) -> None:
    view = like(name)
    assert "48 s" in said(view)
    assert "12 s" in said(view, MONO + 36)
    later = drawn(view, mono=MONO + 47.3)
    assert "070" not in " ".join(one.name for one in later.placed)
    assert Button.HIDE_NUMBER not in [control.name for control in later.controls]


def test_r44_without_an_end_it_stays_and_counts_nothing() -> None:
    words = said(like("reconnecting-number"), MONO + 500)
    assert "070-123 45 88" in words
    assert "Göms" not in words


@pytest.mark.parametrize("size", [(1280, 800), (800, 480), (800, 1280)])
def test_r44_ring_stands_apart_beside_leave_and_no_card_covers_leave(size: tuple[int, int]) -> None:
    for name in ("call", "call-number", "call-emergency", "call-full", "paused-next"):
        drawing = drawn(like(name), size)
        controls = {one.name: one.rect for one in drawing.controls}
        x, y, w, h = controls["leave"]
        assert x + w >= size[0] - size[0] // 20, "top right"
        for card in (one for one in drawing.placed if one.kind == "card"):
            cx, cy, cw, ch = card.rect
            assert cx >= x + w or cx + cw <= x or cy >= y + h or cy + ch <= y, (name, card)
        if "call-patient" in controls:
            ring = controls["call-patient"]
            assert ring[1] == y
            assert x - (ring[0] + ring[2]) >= 12 * size[1] / 800


def test_r46_help_says_112_the_number_the_place_and_two_lines() -> None:
    drawing = drawn(like("call-emergency"))
    words = said(like("call-emergency"))
    assert text(drawing, "112").type_size == max(
        one.type_size for one in drawing.placed if one.kind == "text"
    )
    assert "070-123 45 88" in words
    assert "Storgatan 14 B" in words
    assert "Säg: Min patient är på video" in words
    assert "Stanna i samtalet" in words
    assert "remote" in {slot.what for slot in drawing.slots}, "the call stays"
    unknown = said(like("call-emergency-unknown"))
    assert "Fråga: Var är du nu?" in unknown
    assert "finns inte här" in unknown


@pytest.mark.parametrize("place", ["x" * 120, "Storgatan " * 12, "مستشفى " * 15])
def test_r46_a_long_place_leaves_the_way_out(place: str) -> None:
    for size in (SIZE, (800, 480), (800, 1280)):
        drawing = drawn(like("call-emergency", patient_place=place), size)
        assert {"leave", "emergency-close"} <= {one.name for one in drawing.controls}


def test_r41_with_a_guardian_the_start_card_asks_for_the_child() -> None:
    assert "Är barnet med, och syns i bild?" in said(like("call-opening-child"))
    assert "Är barnet med" not in said(like("call-opening"))


def test_r08_the_start_card_has_the_routines_order() -> None:
    words = said(like("call-opening"))
    order = ("Hälsa", "Vilka är i", "Var är du nu?", "Patienten skrev: Storgatan", "··88")
    places = [words.index(part) for part in order]
    assert places == sorted(places)
    without = like("call-opening", patient_place=None, visit=like("call").visit)
    assert "Patienten skrev" not in said(without)
    assert "numret du gett" in said(without)


@pytest.mark.parametrize("name", ["call-opening", "call-number", "call-next", "call-full"])
def test_the_cards_leave_the_middle_of_the_face_free(name: str) -> None:
    for one in drawn(like(name)).placed:
        if one.kind in ("card", "button"):
            x, y, w, h = one.rect
            assert not (x < 780 and x + w > 500 and y < 600 and y + h > 180), one


# --- late (R09) -------------------------------------------------------------------------------


def test_r09_late_is_one_group_of_one_touch_each() -> None:
    drawing = drawn(like("soon"))
    three = [one.rect for one in drawing.controls if one.name.startswith("late-")]
    assert len(three) == 3
    assert len({rect[1] for rect in three}) == 1, "side by side"
    assert "Jag är sen 5 min 10 min 20 min" in said(like("soon"))


def test_r09_what_was_promised_is_said() -> None:
    assert "Kommer 10:40" in said(like("soon-late"))
    waits = said(like("lobby-late"))
    assert "Startar inte av sig självt före" in waits
    assert "10:40: patienten vet att du är sen" in waits
    assert "Patienten läser att du kommer 11:25" in said(like("call-next"))
    began = like("call-next", notices=(Notice.NEXT_BEGAN,), next_late_until=None)
    assert "Nästa besök skulle ha börjat 11:15" in said(began)
    waits_too = like("call-next", next_late_until=None)
    assert "Nästa patient väntar och vet att du är upptagen" in said(waits_too)


def test_r09_in_a_call_the_group_comes_only_with_the_core_s_buttons() -> None:
    assert "Nästa besök" not in said(like("call"))
    assert "Nästa besök" not in said(like("call", next_start=like("call-next").next_start))


# --- notices, outcomes, the door --------------------------------------------------------------


@pytest.mark.parametrize("notice", Notice)
def test_every_notice_is_one_line_on_some_screen(notice: Notice) -> None:
    example = next(one.view for one in EXAMPLES.values() if notice in one.view.notices)
    words = said(example)
    sentence = Words("sv").say(NOTICES[notice][1], next="11:15", own="10:16")
    if notice is Notice.UNSETTLED:
        assert "Ett tidigare besök saknar utfall Bekräfta utfall" in words
    else:
        assert sentence in words


def test_r04_a_patient_who_waits_in_an_empty_room_is_told_of_without_identity() -> None:
    words = said(like("idle-waits"))
    assert "En patient väntar – tryck Jag är på plats" in words
    assert "A. L." not in words


def test_boka_nu_is_said_on_every_screen_before_a_call() -> None:
    for name in ("idle", "soon", "lobby", "no-show", "ended"):
        assert "Ett besök är bokat nu – rör skärmen" in said(like(name, rings=True)), name
        assert "Ett besök är bokat nu" not in said(like(name)), name


def test_r05_the_last_outcome_can_be_taken_back_from_its_line() -> None:
    for name in ("idle-undo", "soon-late", "lobby-undo", "ended-missed"):
        words = said(like(name))
        assert "09:45: Genomfört kan ångras till 10:43 Ångra" in words, name


def test_r26_a_practice_visit_has_no_outcome() -> None:
    words = said(like("ended-practice"))
    assert "Övningen är slut" in words
    assert not any(Words("sv").say(WORDS[one]) in words for one in (Button.HELD, Button.NO_SHOW))
    assert "Övning" in said(like("soon-practice"))


def test_s3_a_person_s_own_occupied_is_said_as_the_door_says_it() -> None:
    own = said(like("idle-own"))
    assert "Upptaget till 11:09" in own
    assert "Fortsatt upptaget" in own
    assert "videomöte" not in own
    assert "Upptaget slutar 10:16" in said(like("idle-own-ends"))
    ended = said(like("idle-own-ended"))
    assert "Knacka och vänta" in ended
    assert "Inget videobesök" not in ended


# --- today's cards (R04, R39, R70) ------------------------------------------------------------


@pytest.mark.parametrize("reason", NotJoined)
def test_one_sentence_says_why_a_visit_was_not_joined(reason: NotJoined) -> None:
    line = visit("11:30", "12:00", not_joined=reason, room="Videorum 14")
    words = said(like("idle", today=(line,)))
    assert Words("sv").say(NOT_JOINED[reason], until="12:05", room="Videorum 14") in words


def test_r04_an_unconfirmed_visit_says_who_can_mend_it_and_until_when() -> None:
    for name in ("idle", "today-kinds"):
        words = said(like(name))
        assert "patienten bekräftar från kallelsen" in words.replace("  ", " ")
    assert "till 13:35" in said(like("idle"))


def test_a_missed_visit_is_listed_only_while_the_list_is_open() -> None:
    assert "Patienten kom inte" in said(like("today-missed"))
    assert "Patienten kom inte" not in said(like("today-missed", today_open=False))


def test_r39_and_r70_groups_and_protected_people() -> None:
    words = said(like("today-kinds"))
    assert "Gruppbesök 3 patienter · Rökavvänjning" in words
    assert "Skyddad uppgift" in words
    closed = said(like("today-kinds", today_open=False))
    assert "Skyddad" not in closed, "R71: that somebody is protected is not for the room"
    assert "Gruppbesök, 3 patienter" in said(like("soon-group"))


@pytest.mark.parametrize("name", ["soon", "soon-protected", "lobby", "call"])
def test_r70_no_initials_of_a_protected_person_even_if_they_came(name: str) -> None:
    line = like("soon-protected").visit
    assert line is not None
    view = like(name, visit=line.model_copy(update={"initials": "Q. X."}))
    assert "Q. X." not in said(view)


def test_r40_the_lobby_names_the_interpreter_s_language() -> None:
    assert "Tolken väntas · arabiska" in said(like("lobby"))
    assert "Tolken är i lobbyn · arabiska" in said(like("soon-here"))


def test_a_group_is_counted_only_where_it_may_be_seen() -> None:
    closed = said(like("today-kinds", today_open=False))
    assert "patienter" not in closed
    assert "Övning" in closed, "a practice is nobody's visit"
