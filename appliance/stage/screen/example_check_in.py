"""Examples of the screens where the staff check in with their own sign-in (R18)."""

from appliance.core.words import Button, Fault, Notice
from appliance.stage.screen.example_kit import ELSEWHERE, TODAY, Example, at, like, screen

_CHECK_IN = screen(
    "10:12",
    name="check-in",
    today=TODAY,
    staff=True,
    code="K7M4PX",
    code_address="https://central.ostord.example/rum#check-in/K7M4PX",
    buttons=(Button.CODE_CLOSE,),
)
CHECK_INS: dict[str, Example] = {
    "idle-staff": Example(
        screen("10:12", name="idle", today=TODAY, staff=True,
                notices=(Notice.PATIENT_WAITS,), buttons=(Button.HERE, Button.OCCUPY))
    ),
    "idle-clinician": Example(
        screen("10:12", name="idle", today=(*TODAY[:2], ELSEWHERE), staff=True, checked_in=True,
                clinician="Eva Ek, Distriktsläkare", since=at("08:12"),
                buttons=(Button.TODAY, Button.AWAY, Button.OCCUPY))
    ),
    "check-in": Example(_CHECK_IN),
    "check-in-wait": Example(
        like(_CHECK_IN, code=None, code_address=None, notices=(Notice.PATIENT_WAITS,),
              faults=(Fault.HEADSET_MISSING,))
    ),
}  # fmt: skip
"""By name."""
