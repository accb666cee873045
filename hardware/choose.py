"""Devices by their names in the settings; nothing is ever chosen because another one is absent."""

from pathlib import Path
from typing import TYPE_CHECKING

from hardware.faults import DeviceUnknown

if TYPE_CHECKING:
    from hardware.camera import Camera
    from hardware.lamp import Lamp
    from hardware.presence import Presence
    from hardware.sound import Sound


def camera(name: str, runtime: Path) -> "Camera":
    """The camera ``simulated``, ``v4l2:/dev/videoN`` or ``disabled``; it is not opened."""
    if name == "simulated":
        from hardware.camera_simulated import SimulatedCamera

        return SimulatedCamera(runtime / "devices")
    if name.startswith("v4l2:/dev/"):
        from hardware.camera_v4l2 import V4l2Camera

        return V4l2Camera(Path(name.removeprefix("v4l2:")))
    if name == "disabled":
        from hardware.camera_disabled import DisabledCamera

        return DisabledCamera()
    raise DeviceUnknown("camera", f"{name!r} is none of simulated, v4l2:/dev/video0, disabled")


def sound(name: str, runtime: Path) -> "Sound":
    """The headset ``simulated``, ``disabled``, ``default`` or PortAudio's name of one."""
    if name == "simulated":
        from hardware.sound_simulated import SimulatedHeadset

        return SimulatedHeadset(runtime / "devices")
    if name == "disabled":
        from hardware.sound_disabled import DisabledSound

        return DisabledSound()
    if not name.strip():
        raise DeviceUnknown(
            "headset", "'' is none of simulated, default, a device's name, disabled"
        )
    from hardware.sound_portaudio import PortAudioSound

    return PortAudioSound(name)


def lamp(
    name: str,
    runtime: Path,
    *,
    pin: int = 17,
    active_high: bool = True,
    sense_pin: int | None = None,
) -> "Lamp":
    """The lamp ``simulated``, ``gpiozero`` (on BCM ``pin``) or ``disabled``; it is not driven."""
    if name == "simulated":
        from hardware.lamp_simulated import SimulatedLamp

        return SimulatedLamp(runtime / "devices")
    if name == "gpiozero":
        from hardware.lamp_gpio import GpioLamp

        return GpioLamp(pin, active_high=active_high, sense_pin=sense_pin)
    if name == "disabled":
        from hardware.lamp_disabled import DisabledLamp

        return DisabledLamp()
    raise DeviceUnknown("lamp", f"{name!r} is none of simulated, gpiozero, disabled")


def presence(name: str, runtime: Path, *, pin: int = 27) -> "Presence":
    """The presence sensor ``simulated``, ``gpiozero`` (on BCM ``pin``) or ``disabled``."""
    if name == "simulated":
        from hardware.presence_simulated import SimulatedPresence

        return SimulatedPresence(runtime / "devices")
    if name == "gpiozero":
        from hardware.presence_gpio import GpioPresence

        return GpioPresence(pin)
    if name == "disabled":
        from hardware.presence_disabled import DisabledPresence

        return DisabledPresence()
    raise DeviceUnknown("presence", f"{name!r} is none of simulated, gpiozero, disabled")
