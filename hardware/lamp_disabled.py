"""A sign by the door that is not fitted: it refuses by its name."""

from hardware.faults import DeviceMissing
from hardware.lamp import UNPLUGGED, Tells
from hardware.sign_kinds import NOTHING


class DisabledLamp:
    """No sign."""

    name = "lamp"
    tells: Tells = NOTHING

    def show(self, state: str, *, own: bool = False) -> None:  # noqa: ARG002
        """Refuse."""
        raise DeviceMissing(self.name, "is disabled in the settings")

    def fault(self) -> str | None:
        """Nothing is there."""
        return UNPLUGGED

    def close(self) -> None:
        """Nothing to let go of."""
