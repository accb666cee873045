"""What stage tells room that it does: a level, whole on every change and each second."""

import time
from collections.abc import Mapping
from types import MappingProxyType

from appliance.core.words import DeviceState, Hearing, Reason, Sight
from appliance.link.messages import CallDoing, Doing, Testing
from appliance.stage.seat import Seat

EACH_S = 1.0
NO_NUMBERS: Mapping[str, float] = MappingProxyType({})


def doing_now(
    camera: Seat,
    microphone: Seat,
    speaker: Seat,
    sight: Sight,
    hearing: Hearing | None,
    capture: Reason | None,
    sign_confirmed: bool,
    call: CallDoing | None,
    test: Testing | None = None,
    *,
    muted: bool = False,
    aloud: DeviceState | None = None,
    seen: Mapping[str, float] = NO_NUMBERS,
) -> Doing:
    """Everything but the numbers."""
    return Doing(
        capture=capture,
        camera=camera.state,
        microphone=microphone.state,
        speaker=_heard(speaker, microphone),
        sight=sight,
        seen=dict(seen),
        hearing=hearing,
        muted=muted,
        aloud=aloud,
        sign_confirmed=sign_confirmed,
        call=call,
        test=test,
    )


def _heard(speaker: Seat, microphone: Seat) -> DeviceState:
    """One headset: an idle loudspeaker is as present as its microphone."""
    return speaker.state if speaker.open else microphone.state


class Telling:
    """Decides when to tell."""

    def __init__(self) -> None:
        self._told: Doing | None = None
        self._at = 0.0

    def due(self, doing: Doing) -> bool:
        """Whether ``doing`` differs from what was told, or a second is over."""
        now = time.monotonic()
        if doing == self._told and now - self._at < EACH_S:
            return False
        self._told, self._at = doing, now
        return True
