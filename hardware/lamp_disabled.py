"""A sign by the door that is not fitted: it refuses by its name."""

from hardware.faults import DeviceMissing
from hardware.lamp import States


class DisabledLamp:
    """No lamp."""

    name = "lamp"
    states: States = frozenset()

    def show(self, state: str) -> None:  # noqa: ARG002
        """Refuse."""
        raise DeviceMissing(self.name, "is disabled in the settings")

    def lit(self) -> bool | None:
        """Never."""
        return False

    def close(self) -> None:
        """Nothing to let go of."""
