"""The screens of days that a room really lived: each one fits, each button that works is there."""

from appliance.core.shown.screen import screen
from appliance.core.views import Screen
from appliance.core.words import Button
from appliance.stage.screen.draw import draw
from appliance.stage.screen.example_kit import ZONE
from appliance.stage.screen.kit.placed import misplaced
from appliance.stage.screen.page import SELF_VIEW, Local
from appliance.stage.screen.words import Words
from tests.prove.histories import history, live

DAYS = 60
DRAWN = 90
"""So many different screens of them are drawn."""
SIZES = ((1280, 800), (800, 480), (800, 1280))


def lived() -> list[tuple[Screen, float]]:
    """One screen of each kind: its name, its buttons and what it tells."""
    found: dict[object, tuple[Screen, float]] = {}
    for seed in range(DAYS):
        day, at, told = history(seed, 10)
        for _, _, after, _, now in live(day, at, told):
            view = screen(after, now)
            kind = (view.name, view.buttons, view.notices, view.faults[:1], bool(view.phone))
            found.setdefault(kind, (view, now))
    shown = list(found.values())
    return shown[:: max(1, len(shown) // DRAWN)]


def test_every_screen_of_a_lived_day_fits_and_has_its_buttons() -> None:
    words, wrong = Words("sv"), []
    for number, (view, now) in enumerate(lived()):
        size = SIZES[number % len(SIZES)]
        local = Local(remote=view.picture, own=view.capture is not None)
        drawing = draw(view, size, words, now, ZONE, local)
        wrong += [
            (view.name, size, view.buttons, one) for one in misplaced([*drawing.placed], size)
        ]
        there = {control.name for control in drawing.controls} - {SELF_VIEW}
        waits = {Button.CARD_DONE} if view.phone or view.next_start else set()
        lost = {button.value for button in view.buttons if button not in waits} - there
        wrong += [(view.name, size, view.buttons, one) for one in sorted(lost)]
    assert not wrong, wrong[:3]
