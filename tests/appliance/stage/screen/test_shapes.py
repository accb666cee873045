"""The ring's states are told apart by their shape alone; icons and panels are smooth."""

from itertools import combinations
from typing import get_args

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from appliance.stage.screen.kit.icons import ICONS, icon
from appliance.stage.screen.kit.rings import BOLD, THIN, RingState, colour_of, shape
from appliance.stage.screen.kit.shapes import coverage, panel
from appliance.stage.screen.kit.tokens import NIGHT, PAPER

STATES: tuple[RingState, ...] = get_args(RingState)


def drawn(state: RingState, filled: float = 0.4, line: float = BOLD) -> NDArray[np.uint8]:
    return coverage(shape(state, filled, line), 100, 100, 100)


def test_no_two_states_have_nearly_the_same_shape() -> None:
    for one, other in combinations(STATES, 2):
        difference = np.abs(drawn(one).astype(int) - drawn(other)).mean()
        assert difference > 255 * 0.02, (one, other)


def test_clear_is_an_open_ring() -> None:
    ring = drawn("clear")
    assert ring[50, 50] == 0
    assert ring[50, 8] == ring[8, 50] == 255


def test_soon_fills_clockwise_from_the_top() -> None:
    quarter = drawn("soon", 0.25, THIN)
    assert quarter[15, 82] > 0, "upper right"
    assert quarter[82, 82] == quarter[82, 15] == quarter[15, 15] == 0
    three = drawn("soon", 0.74, THIN)
    assert three[15, 82] > 0
    assert three[82, 15] > 0
    assert three[15, 15] == 0, "upper left comes last"


def test_occupied_is_a_disc_and_paused_a_disc_with_two_bars() -> None:
    assert drawn("occupied")[50, 50] == 255
    assert list(drawn("paused")[50, (20, 40, 50, 60, 80)]) == [255, 0, 255, 0, 255]


def test_fault_has_a_cross_and_no_information_gaps() -> None:
    assert drawn("fault")[50, 50] == 255
    gaps = drawn("none")[9]
    assert 0 < np.count_nonzero(drawn("none")) < np.count_nonzero(drawn("clear"))
    assert gaps.max() > 0


def test_the_states_have_the_colours_of_the_look() -> None:
    assert colour_of("clear", PAPER) == (0x0A, 0x6E, 0x8A)
    assert colour_of("soon", NIGHT) == (0xF2, 0xB4, 0x57)
    assert colour_of("fault", PAPER) == (0xB3, 0x26, 0x1E)
    assert colour_of("occupied", PAPER) == PAPER.ink
    assert colour_of("none", PAPER) == (0x5B, 0x66, 0x70)


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_there_smooth_and_within_its_square(name: str) -> None:
    alpha = pygame.surfarray.array_alpha(icon(name, 48, (255, 255, 255)))
    assert alpha.max() == 255
    assert np.count_nonzero((alpha > 0) & (alpha < 255)) > 20, "its edges are smooth"
    assert max(edge.max() for edge in (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1])) < 128


def test_a_panel_has_its_border_its_inside_and_nothing_in_its_corners() -> None:
    ground = panel(100, 60, 20, 3, (255, 255, 255, 200), (16, 36, 43))
    assert ground.get_at((0, 0)).a == 0
    assert tuple(ground.get_at((50, 1))) == (16, 36, 43, 255)
    assert tuple(ground.get_at((50, 30))) == (255, 255, 255, 200)
