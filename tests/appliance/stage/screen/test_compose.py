"""Drawing and pictures on one glass: where they go, and that only what is new is painted."""

from dataclasses import dataclass

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from appliance.stage.screen.compose import LEVEL_STEPS, Composer, Guests, bands, loudness
from appliance.stage.screen.draw import Drawing, draw
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.kit.pictures import Painter, fit, pixels_of
from appliance.stage.screen.words import Words

SIZE = (1280, 800)
GREEN, BLUE, RED = (60, 160, 60), (60, 60, 180), (180, 60, 60)


@dataclass(frozen=True)
class Still:
    i420: NDArray[np.uint8]
    serial: int = 0


def plain(
    colour: tuple[int, int, int], serial: int = 0, size: tuple[int, int] = (640, 360)
) -> Still:
    red, green, blue = colour
    luma = 16 + 0.257 * red + 0.504 * green + 0.098 * blue
    u, v = (
        128 - 0.148 * red - 0.291 * green + 0.439 * blue,
        128 + 0.439 * red - 0.368 * green - 0.071 * blue,
    )
    width, height = size
    i420 = np.empty((height * 3 // 2, width), np.uint8)
    i420[:height] = round(luma)
    i420[height : height + height // 4] = round(u)
    i420[height + height // 4 :] = round(v)
    return Still(i420, serial)


def near(one: pygame.Color, other: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(tuple(one)[:3], other, strict=True)) <= 4


@pytest.fixture
def glass() -> pygame.Surface:
    return pygame.Surface(SIZE, 0, 32)


def drawing(name: str) -> Drawing:
    return draw(EXAMPLES[name].view, SIZE, Words("sv"), MONO, ZONE, EXAMPLES[name].local)


def test_the_other_end_fills_the_screen_and_the_own_picture_its_place(
    glass: pygame.Surface,
) -> None:
    Composer(glass).paint(drawing("call"), plain(GREEN), plain(BLUE), 0.0)
    assert near(glass.get_at((640, 400)), GREEN)
    assert near(glass.get_at((170, 680)), BLUE)
    assert tuple(glass.get_at((170, 595)))[:3] == (255, 255, 255), "its white edge"


def test_the_own_picture_has_round_corners(glass: pygame.Surface) -> None:
    Composer(glass).paint(drawing("lobby-picture"), None, plain(BLUE), 0.0)
    assert near(glass.get_at((42, 94)), (14, 26, 31))
    assert near(glass.get_at((360, 300)), BLUE)


def test_nothing_new_paints_nothing(glass: pygame.Surface) -> None:
    composer, call, remote = Composer(glass), drawing("call"), plain(GREEN)
    assert composer.paint(call, remote, None, 0.0)
    assert not composer.paint(call, remote, None, 0.0)
    assert composer.paint(call, plain(GREEN, 1), None, 0.0)
    assert composer.paint(call, plain(GREEN, 1), None, 0.9), "the level has moved"


def test_paper_screens_care_for_no_picture(glass: pygame.Surface) -> None:
    composer, idle = Composer(glass), drawing("idle")
    composer.paint(idle, plain(GREEN), None, 0.0)
    assert not composer.paint(idle, plain(GREEN, 1), plain(BLUE, 1), 0.5)


def test_a_new_own_picture_alone_leaves_the_words_over_it(glass: pygame.Surface) -> None:
    composer, lobby = Composer(glass), drawing("lobby-picture")
    composer.paint(lobby, None, plain(BLUE), 0.0)
    first = pixels_of(glass).copy()
    composer.paint(lobby, None, plain(BLUE, 1), 0.0)
    assert np.array_equal(pixels_of(glass), first)


@pytest.mark.parametrize(
    ("size", "place"),
    [((1280, 720), (0, 0, 1280, 800)), ((720, 1280), (415, 0, 450, 800))],
)
def test_a_phone_held_upright_is_shown_whole(
    size: tuple[int, int], place: tuple[int, int, int, int]
) -> None:
    assert fit(*size, *SIZE)[1] == place


def test_bars_beside_a_picture_have_the_ground_s_colour(glass: pygame.Surface) -> None:
    Painter().paint(plain(GREEN, size=(360, 640)).i420, glass, (0, 0, *SIZE), (14, 26, 31))
    assert tuple(glass.get_at((10, 400)))[:3] == (14, 26, 31)
    assert near(glass.get_at((640, 400)), GREEN)


def test_a_size_that_changes_in_the_call_is_taken(glass: pygame.Surface) -> None:
    painter = Painter()
    for size in ((640, 360), (320, 180), SIZE, (4, 4)):
        glass.fill((0, 0, 0))
        painter.paint(plain(GREEN, size=size).i420, glass, (0, 0, *SIZE), (14, 26, 31))
        assert near(glass.get_at((640, 400)), GREEN)


@pytest.mark.parametrize("rect", [(3, 5, 101, 57), (0, 0, 64, 33), (7, 2, 1, 1)])
def test_a_place_of_an_odd_size_is_filled_and_no_more(
    glass: pygame.Surface, rect: tuple[int, int, int, int]
) -> None:
    glass.fill((1, 2, 3))
    Painter().paint(plain(GREEN, size=(64, 36)).i420, glass, rect, (14, 26, 31))
    x, y, w, h = rect
    outside = pixels_of(glass).copy()
    outside[y : y + h, x : x + w, :3] = (3, 2, 1)
    assert (outside[:, :, :3] == (3, 2, 1)).all()
    assert near(glass.get_at((x + w // 2, y + h // 2)), GREEN)


def test_the_bands_hold_all_that_is_drawn() -> None:
    sheet = drawing("call").sheet
    there = pygame.surfarray.array_alpha(sheet).T > 0
    for x, y, w, h in bands(sheet):
        there[y : y + h, x : x + w] = False
    assert not there.any()
    assert sum(w * h for _, _, w, h in bands(sheet)) < 0.6 * 1280 * 800


def test_loudness_goes_from_nothing_to_all() -> None:
    steps = [loudness(level / 20) for level in range(21)]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, LEVEL_STEPS)


@pytest.mark.parametrize(
    "size", [(2, 2), (1920, 2), (2, 1088), (1920, 16), (16, 1088), (18, 18), (50, 38)]
)
def test_no_picture_of_any_shape_breaks_the_glass(
    glass: pygame.Surface, size: tuple[int, int]
) -> None:
    composer = Composer(glass)
    assert composer.paint(drawing("call"), plain(GREEN, 1, size), plain(BLUE, 1, size), 0.0)


def place_of(a_drawing: Drawing, what: str, peer: str) -> tuple[int, int, int, int]:
    return next(s.rect for s in a_drawing.slots if (s.what, s.peer) == (what, peer))


@pytest.mark.parametrize("name", ["call-four", "call-four-no-picture", "call-four-large"])
def test_r39_each_guest_s_picture_has_its_place(glass: pygame.Surface, name: str) -> None:
    four = drawing(name)
    guests = Guests({"i1": plain(BLUE), "r1": plain(RED)})
    Composer(glass).paint(four, plain(GREEN), None, 0.0, guests)
    for peer, colour in (("i1", BLUE), ("r1", RED)):
        x, y, w, h = place_of(four, "guest", peer)
        assert near(glass.get_at((x + w // 2, y + h // 4)), colour)
        assert tuple(glass.get_at((x + w // 2, y)))[:3] == (255, 255, 255), "its edge"


@pytest.mark.parametrize("name", ["call-four", "call-four-no-picture"])
def test_r39_who_speaks_is_marked_and_no_longer_when_silent(
    glass: pygame.Surface, name: str
) -> None:
    four, pictures = drawing(name), {"i1": plain(BLUE), "r1": plain(RED)}
    composer = Composer(glass)
    composer.paint(four, None, None, 0.0, Guests(pictures))
    silent = pixels_of(glass).copy()
    for peer in ("p1", "i1"):
        assert composer.paint(four, None, None, 0.0, Guests(pictures, frozenset({peer})))
        x, y, w, h = place_of(four, "speaks", peer)
        marked = pixels_of(glass)[y : y + h, x : x + w] != silent[y : y + h, x : x + w]
        assert marked.any(), f"the icon of {peer}"
        assert composer.paint(four, None, None, 0.0, Guests(pictures))
        assert np.array_equal(pixels_of(glass), silent)
    assert not composer.paint(four, None, None, 0.0, Guests(pictures))


def test_r39_a_guest_s_new_picture_alone_is_painted(glass: pygame.Surface) -> None:
    four, composer = drawing("call-four-no-picture"), Composer(glass)
    composer.paint(four, None, None, 0.0, Guests({"i1": plain(BLUE), "r1": plain(RED)}))
    other = Guests({"i1": plain(GREEN, 1), "r1": plain(RED)})
    assert composer.paint(four, None, None, 0.0, other)
    x, y, w, h = place_of(four, "guest", "i1")
    assert near(glass.get_at((x + w // 2, y + h // 4)), GREEN)
    assert not composer.paint(four, None, None, 0.0, other)
