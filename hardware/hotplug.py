"""Tells when a camera, a sound card, a screen or a USB device came or went, as udev says it."""

from collections.abc import Callable

import pyudev

SUBSYSTEMS = ("video4linux", "sound", "drm", "usb")


class HotPlug:
    """Calls ``told`` on a thread of its own after udev's rules are done: a node may be opened then.

    A kernel's event without udev (in a container) is not heard. Raises OSError where the machine
    gives no such socket.
    """

    def __init__(self, told: Callable[[], None]) -> None:
        monitor = pyudev.Monitor.from_netlink(pyudev.Context())
        for subsystem in SUBSYSTEMS:
            monitor.filter_by(subsystem)
        self._observer = pyudev.MonitorObserver(
            monitor, callback=lambda _device: told(), name="hotplug"
        )
        self._observer.start()

    def close(self) -> None:
        """Hear no more; waits for a call of ``told`` that runs."""
        self._observer.stop()
