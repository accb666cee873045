"""Examples of calls with others beside the patient: two, three and four parties (R39, R40)."""

from dataclasses import replace

from appliance.core.words import Button, Fault, Reason, SignState
from appliance.stage.screen.example_kit import (
    ADDRESS,
    ASKING,
    CONTROLS,
    FOUR,
    GUARDIAN,
    IDENTIFIED,
    KNOCKING,
    LARGE,
    MONO,
    NUMBER,
    OWN,
    PATIENT,
    RELATIVE,
    SEATED,
    TOLK,
    WITH_INTERPRETER,
    Example,
    like,
    screen,
)

_THREE = screen(
    "10:47",
    name="call",
    sign=SignState.OCCUPIED,
    checked_in=True,
    visit=WITH_INTERPRETER,
    parties=(PATIENT, TOLK),
    beside=(TOLK,),
    capture=Reason.VISIT,
    picture=True,
    sound=True,
    buttons=SEATED,
)
_FOUR = like(_THREE, parties=(PATIENT, TOLK, RELATIVE), beside=(TOLK, RELATIVE))
_SIGNED = WITH_INTERPRETER.model_copy(update={"language": "swl"})

GUESTS: dict[str, Example] = {
    "call-three": Example(_THREE, FOUR),
    "call-three-large": Example(_THREE, LARGE),
    "call-three-coming": Example(_THREE, replace(FOUR, guests=frozenset())),
    "call-signed": Example(like(_THREE, visit=_SIGNED), FOUR),
    "call-four": Example(like(_FOUR, parties=(IDENTIFIED, TOLK, RELATIVE)), FOUR),
    "call-four-large": Example(_FOUR, LARGE),
    "call-four-unseen": Example(like(_THREE, beside=(TOLK, GUARDIAN)), FOUR),
    "call-four-no-picture": Example(
        like(_FOUR, picture=False), replace(OWN, guests=FOUR.guests)
    ),
    "call-four-cards": Example(
        like(_FOUR, start_card=True, patient_place=ADDRESS, buttons=(*ASKING, Button.CARD_DONE)),
        FOUR,
    ),
    "call-four-number": Example(
        like(_FOUR, phone=NUMBER, phone_until_mono=MONO + 47.2,
             buttons=(*CONTROLS, Button.HIDE_NUMBER, Button.EMERGENCY)), LARGE
    ),
    "call-three-full": Example(
        like(_THREE, parties=(PATIENT, TOLK, KNOCKING), sound=False,
             faults=(Fault.LAMP_DEAD,), buttons=(Button.ADMIT, *ASKING)), FOUR
    ),
    "call-four-emergency": Example(
        like(_FOUR, phone=NUMBER, emergency=True, patient_place=ADDRESS,
             buttons=(*CONTROLS, Button.EMERGENCY_CLOSE)), FOUR
    ),
    "reconnecting-three": Example(
        like(_THREE, name="reconnecting", picture=False, sound=False),
        replace(OWN, guests=FOUR.guests),
    ),
}  # fmt: skip
