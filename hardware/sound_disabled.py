"""A headset that is not fitted: it refuses by its name."""

from collections.abc import Callable

from hardware.faults import DeviceMissing
from hardware.sound import Block


class DisabledSound:
    """No headset."""

    name = "headset"

    def present(self) -> bool:
        """Never."""
        return False

    def open_input(self, put: Callable[[Block], None]) -> None:  # noqa: ARG002
        """Refuse."""
        raise DeviceMissing(self.name, "is disabled in the settings")

    def close_input(self) -> None:
        """Nothing to close."""

    def open_output(self, get: Callable[[], Block]) -> None:  # noqa: ARG002
        """Refuse."""
        raise DeviceMissing(self.name, "is disabled in the settings")

    def close_output(self) -> None:
        """Nothing to close."""
