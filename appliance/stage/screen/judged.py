"""What is wrong with a drawn screen: clipped, overlapping, faint or too small to press."""

from appliance.stage.screen.draw import Drawing
from appliance.stage.screen.kit.contrast import faint
from appliance.stage.screen.kit.placed import misplaced
from appliance.stage.screen.page import KEY
from appliance.stage.screen.reach import FINGER_MM, widths

SMALL_GLASS_INCHES = 9.0
LEAST_MM = {False: (FINGER_MM, 8.0), True: (9.5, 7.0)}
"""Of a control and of a letter's key; on a glass smaller than that there is no room for more."""
SPARE_MM = 0.6
"""1024x600 is flatter than what the screens were designed on."""


def judged(drawing: Drawing, size: tuple[int, int], inches: float) -> list[str]:
    """One sentence for each fault on a glass ``inches`` from corner to corner; none: all is well.

    Words that reach beyond their room or the screen or over each other, text under 4.5:1 and
    parts under 3:1 whatever picture lies under them, controls that a finger hits on less than
    15 mm (a letter's key 8 mm; on a glass smaller than 9 inches 9.5 and 7 mm).
    """
    placed = list(drawing.placed)
    wrong = misplaced(placed, size) + faint(placed)
    of_control, of_key = LEAST_MM[inches < SMALL_GLASS_INCHES]
    for one, told in widths(drawing.controls, size, inches):
        if told < (of_key if one.name == KEY else of_control) - SPARE_MM:
            wrong.append(f"control {one.name!r} at {one.rect} is {told:.1f} mm")
    return wrong
