"""A camera that is not fitted: it refuses by its name."""

from hardware.camera import Picture
from hardware.faults import DeviceMissing


class DisabledCamera:
    """No camera."""

    name = "camera"

    def present(self) -> bool:
        """Never."""
        return False

    def open(self, width: int, height: int, fps: int) -> None:  # noqa: ARG002
        """Refuse."""
        raise DeviceMissing(self.name, "is disabled in the settings")

    def read(self) -> Picture | None:
        """Refuse."""
        raise DeviceMissing(self.name, "is disabled in the settings")

    def close(self) -> None:
        """Nothing to close."""
