"""R18 on the screen: a foreign reader scans the code, a person reads it; never mirrored."""

import cv2
import numpy as np
import pygame
import pytest

from appliance.stage.screen.draw import Drawing, draw
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.words import Words

VIEW = EXAMPLES["check-in"].view


def drawn(size: tuple[int, int], *, rtl: bool = False) -> Drawing:
    words = Words("sv")
    words.rtl = rtl
    return draw(VIEW, size, words, MONO, ZONE)


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("size", [(1280, 800), (800, 480), (800, 1280), (1024, 600)])
def test_r18_the_picture_leads_to_the_staffs_page(size: tuple[int, int], *, rtl: bool) -> None:
    pixels = pygame.surfarray.array3d(drawn(size, rtl=rtl).sheet).swapaxes(0, 1)
    read, *_ = cv2.QRCodeDetector().detectAndDecode(np.ascontiguousarray(pixels))
    assert read == VIEW.code_address


def test_r18_the_characters_stand_in_two_groups_and_largest_beside_the_clock() -> None:
    texts = {one.name: one for one in drawn((1280, 800)).placed if one.kind == "text"}
    assert "K7M 4PX" in texts
    high = {name: one.rect[3] for name, one in texts.items()}
    assert sorted(high, key=lambda name: -high[name])[1] == "K7M 4PX"
