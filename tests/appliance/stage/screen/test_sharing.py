"""R35, R36: what the clinician shares on the unit's screen, and the person who stays beside it."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from appliance.stage.screen.aloud import spoken
from appliance.stage.screen.compose import Composer, Guests
from appliance.stage.screen.draw import Drawing, draw
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.kit.canvas import Slot
from appliance.stage.screen.page import GUEST, SHARED
from appliance.stage.screen.sheets import SIZES
from appliance.stage.screen.words import Words
from appliance.stage.stills import Still
from tests.appliance.stage.screen.test_compose import BLUE, GREEN, RED, near, plain

GLASS = (1280, 800)
PAGES = {"lies": 297 / 210, "stands": 210 / 297, "long": 4.0}
PATIENT = "p1"


def drawn(name: str = "call-shares", size: tuple[int, int] = GLASS, **local: object) -> Drawing:
    example = EXAMPLES[name]
    changed = replace(example.local, **local) if local else example.local  # type: ignore[arg-type]
    return draw(example.view, size, Words("sv"), MONO, ZONE, changed)


def slot(drawing: Drawing, what: str, peer: str | None = None) -> Slot:
    return next(one for one in drawing.slots if one.what == what and one.peer in (peer, None))


def area(one: Slot) -> int:
    return one.rect[2] * one.rect[3]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("aspect", PAGES.values(), ids=PAGES)
def test_r36_the_page_is_whole_and_the_person_beside_it(
    size: tuple[int, int], aspect: float
) -> None:
    drawing = drawn(size=size, shared=aspect)
    page, person = slot(drawing, "shared"), slot(drawing, "guest", PATIENT)
    x, y, w, h = page.rect
    assert w / h == pytest.approx(aspect, rel=0.02), "nothing is cut off"
    assert min(x, y) >= 0
    assert (x + w <= size[0], y + h <= size[1]) == (True, True)
    assert area(person) > 0.085 * size[0] * size[1], "a face is seen across a table"
    left, top, wide, high = person.rect
    assert x + w <= left or y + h <= top or left + wide <= x or top + high <= y
    if aspect == PAGES["lies"]:
        assert area(page) > 1.8 * area(person)


def test_r36_a_touch_on_either_lets_them_change_places() -> None:
    large = drawn()
    touched = [one for one in large.controls if one.name == SHARED]
    assert {one.rect for one in touched} == {
        slot(large, "shared").rect,
        slot(large, "guest", PATIENT).rect,
    }
    small = drawn(turned=frozenset({SHARED}))
    assert slot(small, "remote").rect == (0, 0, *GLASS)
    page = slot(small, "shared")
    assert [one.rect for one in small.controls if one.name == SHARED] == [page.rect]
    assert area(page) < area(slot(large, "shared")) / 4


def test_r36_guests_stay_too_and_no_touch_does_nothing() -> None:
    drawing = drawn("call-shares-four")
    assert {one.peer for one in drawing.slots if one.what == "guest"} == {PATIENT, "i1", "r1"}
    assert GUEST not in [one.name for one in drawing.controls]
    small = drawn("call-shares-four", turned=frozenset({SHARED}))
    assert [one.name for one in small.controls if one.name in (GUEST, SHARED)] == [
        SHARED,
        GUEST,
        GUEST,
    ]


def test_r36_a_sign_language_s_interpreter_stays_the_large_one() -> None:
    example = EXAMPLES["call-signed"]
    shows = example.view.model_copy(update={"talk": EXAMPLES["call-shares"].view.talk})

    def widest(turned: frozenset[str]) -> str | None:
        local = replace(example.local, shared=1.4, turned=turned)
        drawing = draw(shows, GLASS, Words("sv"), MONO, ZONE, local)
        return max((one for one in drawing.slots if one.what == "guest"), key=area).peer

    assert (widest(frozenset()), widest(frozenset({SHARED}))) == ("i1", PATIENT)


@pytest.mark.parametrize("name", ["call-emergency", "call-opening", "call-full"])
def test_what_is_more_pressing_leaves_no_room_and_the_page_is_small(name: str) -> None:
    drawing = drawn(name, shared=1.4)
    assert slot(drawing, "remote").rect == (0, 0, *GLASS)
    assert area(slot(drawing, "shared")) < 0.06 * GLASS[0] * GLASS[1]
    assert SHARED not in [one.name for one in drawing.controls]


def test_while_somebody_writes_there_is_no_page() -> None:
    drawing = drawn("call-writes", shared=1.4)
    assert not {"shared", SHARED} & {one.what for one in drawing.slots}


def test_s6_what_was_shared_leaves_the_screen_s_memory() -> None:
    glass = pygame.Surface(GLASS, 0, 32)
    composer, alone = Composer(glass), drawn(shared=None)
    x, y, w, h = slot(drawn(), "shared").rect
    middle = (x + w // 2, y + h // 2)
    for colour, without in ((RED, False), (BLUE, False), (BLUE, True)):
        if without:
            composer.paint(alone, plain(GREEN), None, 0.0, Guests())
        page = Still("one", np.full((210, 297, 3), colour[::-1], np.uint8))
        composer.paint(drawn(), None, None, 0.0, Guests({}, frozenset(), page))
        kept = BLUE if without else RED
        assert near(glass.get_at(middle), kept), "scaled once, and forgotten once it is gone"


def test_s8_a_person_whose_picture_stopped_is_said_to_beside_the_page() -> None:
    example = EXAMPLES["call-shares"]
    stopped = example.view.model_copy(update={"picture": False})
    drawing = draw(stopped, GLASS, Words("sv"), MONO, ZONE, example.local)
    assert PATIENT not in [one.peer for one in drawing.slots if one.what == "guest"]
    said = " ".join(one.name for one in drawing.placed if one.kind == "text")
    assert said.count("Patientens bild har stannat") == 1


def test_nothing_shared_is_the_call_as_it_was() -> None:
    assert [one.what for one in drawn(shared=None).slots if one.what in ("remote", "shared")] == [
        "remote"
    ]


def test_r67_the_page_has_a_name_for_who_hears_the_screen() -> None:
    assert "Det du delar" in spoken(drawn(), Words("sv"))[-1]


def test_r35_the_page_is_painted_and_the_person_s_next_picture_beside_it() -> None:
    glass = pygame.Surface(GLASS, 0, 32)
    composer, drawing = Composer(glass), drawn()
    page = Still("one", np.full((210, 297, 3), RED[::-1], np.uint8))
    x, y, w, h = slot(drawing, "shared").rect
    left, top, wide, high = slot(drawing, "guest", PATIENT).rect
    face = (left + wide // 2, top + high // 3)

    def painted(guests: Guests) -> bool:
        return composer.paint(drawing, None, plain(BLUE), 0.0, guests)

    assert painted(Guests({PATIENT: plain(GREEN, 1)}, frozenset(), page))
    corners = [(x + part, y + h // 2) for part in (8, w // 2, w - 8)]
    assert all(near(glass.get_at(place), RED) for place in corners)
    assert near(glass.get_at(face), GREEN)
    assert not painted(Guests({PATIENT: plain(GREEN, 1)}, frozenset(), page))
    assert painted(Guests({PATIENT: plain(BLUE, 2)}, frozenset(), page))
    assert near(glass.get_at(face), BLUE)
    assert near(glass.get_at(corners[1]), RED), "the page stands still meanwhile"
    assert painted(Guests({PATIENT: plain(BLUE, 2)}, frozenset(), replace(page, name="two")))


def test_r35_small_it_lies_over_the_person_s_picture() -> None:
    glass = pygame.Surface(GLASS, 0, 32)
    drawing = drawn(turned=frozenset({SHARED}))
    page = Still("one", np.full((210, 297, 3), RED[::-1], np.uint8))
    composer = Composer(glass)
    for serial in (1, 2):
        guests = Guests({}, frozenset(), page)
        composer.paint(drawing, plain(GREEN, serial), None, 0.0, guests)
        x, y, w, h = slot(drawing, "shared").rect
        assert near(glass.get_at((x + w // 2, y + h // 3)), RED)
        assert near(glass.get_at((640, 400)), GREEN)
