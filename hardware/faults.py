"""What devices raise: whose fault it is stands in the class, the device's name in the text."""


class DeviceError(Exception):
    """Something is wrong with a device; ``device`` is its name."""

    def __init__(self, device: str, problem: str) -> None:
        super().__init__(f"{device}: {problem}")
        self.device = device
        self.problem = problem


class DeviceMissing(DeviceError):  # noqa: N818
    """It is not plugged in, or was unplugged while open."""


class DeviceFailed(DeviceError):  # noqa: N818
    """It is there and does not do its work."""


class DeviceUnknown(DeviceError):  # noqa: N818
    """No adapter or device of that name exists; the text lists those that do."""
