"""What a button beside the screen means just now: the first of its meanings that works.

A press that means nothing now is a touch: somebody is there, and a countdown stops. *Starta ändå*
is never meant: what it says stands on the screen and must have been read (S1).
"""

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.shown.buttons import buttons
from appliance.core.words import Button, Hand

MEANINGS: dict[Hand, tuple[Button, ...]] = {
    Hand.START: (
        Button.TEST_YES,
        Button.TEST_AGAIN,
        Button.START,
        Button.CONTINUE,
        Button.RESTART,
        Button.HERE,
    ),
    Hand.PAUSE: (Button.PAUSE, Button.CONTINUE, Button.TEST_CLOSE),
    Hand.END: (Button.LEAVE, Button.TEST_NO, Button.TEST_CLOSE),
    Hand.OCCUPIED: (Button.OCCUPY,),
    Hand.HELP: (Button.HIDE_NUMBER, Button.CALL_PATIENT),
}


def meant(day: Day, hand: Hand, now: float) -> e.Pressed | e.Touched:
    """The press of the screen that ``hand`` stands for at ``now``."""
    shown = buttons(day, now)
    wanted = MEANINGS[hand]
    if hand is Hand.OCCUPIED and day.own_at is not None:
        wanted = (Button.VACATE,)
    button = next((one for one in wanted if one in shown), None)
    return e.Touched() if button is None else e.Pressed(button)
