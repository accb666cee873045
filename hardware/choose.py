"""Devices by their names in the settings; nothing is ever chosen because another one is absent."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hardware.faults import DeviceUnknown
from hardware.sign_kinds import Wiring

if TYPE_CHECKING:
    from hardware.board import Board
    from hardware.buttons import Buttons
    from hardware.camera import Camera
    from hardware.headset_keys import HeadsetKeys
    from hardware.hotplug import HotPlug
    from hardware.lamp import Lamp
    from hardware.presence import Presence
    from hardware.sound import Sound

SIMULATED = "simulated"
PLAIN = Wiring()
"""As docs/wiring draws it."""


def camera(name: str, runtime: Path) -> "Camera":
    """The camera ``simulated`` (``simulated:FILM.y4m``), ``v4l2:/dev/videoN`` or ``disabled``.

    ``simulated-h264`` codes its pictures itself. It is not opened.
    """
    kind, _, file = name.partition(":")
    if kind == f"{SIMULATED}-h264":
        from hardware.camera_coding import SimulatedCodingCamera

        return SimulatedCodingCamera(runtime / "devices", Path(file) if file else None)
    if kind == SIMULATED:
        from hardware.camera_simulated import SimulatedCamera

        return SimulatedCamera(runtime / "devices", Path(file) if file else None)
    if name.startswith("v4l2:/dev/"):
        from hardware.camera_v4l2 import V4l2Camera

        return V4l2Camera(Path(name.removeprefix("v4l2:")))
    if name == "disabled":
        from hardware.camera_disabled import DisabledCamera

        return DisabledCamera()
    raise DeviceUnknown("camera", f"{name!r} is none of simulated, v4l2:/dev/video0, disabled")


def hotplug(names: Iterable[str], told: Callable[[], None]) -> "HotPlug | None":
    """What calls ``told`` when devices come and go; None where all of ``names`` are simulated.

    Raises OSError where the machine cannot tell: its devices are looked for all the same.
    """
    if all(name.partition(":")[0].startswith((SIMULATED, "disabled")) for name in names):
        return None
    from hardware.hotplug import HotPlug

    return HotPlug(told)


def sound(name: str, runtime: Path) -> "Sound":
    """The headset ``simulated`` (``simulated:VOICE.wav``), ``disabled``, ``default`` or a name.

    A name is PortAudio's of a headset.
    """
    kind, _, file = name.partition(":")
    if kind == SIMULATED:
        from hardware.sound_simulated import SimulatedHeadset

        return SimulatedHeadset(runtime / "devices", Path(file) if file else None)
    if name == "disabled":
        from hardware.sound_disabled import DisabledSound

        return DisabledSound()
    if not name.strip():
        raise DeviceUnknown(
            "headset", "'' is none of simulated, default, a device's name, disabled"
        )
    from hardware.sound_portaudio import PortAudioSound

    return PortAudioSound(name)


def loudspeaker(name: str, runtime: Path) -> "Sound":
    """A loudspeaker beside the headset: ``simulated``, or PortAudio's name of one."""
    if name == SIMULATED:
        from hardware.sound_simulated import SimulatedHeadset

        return SimulatedHeadset(runtime / "devices", name="room-speaker")
    if not name.strip() or name == "default":
        raise DeviceUnknown("room_speaker", f"{name!r} is neither simulated nor a device's name")
    from hardware.sound_portaudio import PortAudioSound

    return PortAudioSound(name, ("output",))


def headset_keys(headset: "Sound") -> "HeadsetKeys":
    """The keys of ``headset``, which ``sound`` has given."""
    from hardware.headset_keys import NoKeys
    from hardware.headset_keys_linux import LinuxKeys, key_nodes
    from hardware.sound_portaudio import PortAudioSound
    from hardware.sound_simulated import SimulatedHeadset

    if isinstance(headset, PortAudioSound):
        return LinuxKeys(lambda: key_nodes(headset.card()))
    return headset.keys if isinstance(headset, SimulatedHeadset) else NoKeys()


def lamp(name: str, runtime: Path, wiring: Wiring = PLAIN) -> "Lamp":
    """The sign by the door of that name (``SIGNS``) with its ``wiring``; it is not driven."""
    if name not in SIGNS:
        raise DeviceUnknown("lamp", f"{name!r} is none of {', '.join(SIGNS)}")
    return SIGNS[name](runtime, wiring)


def _simulated_sign(runtime: Path, wiring: Wiring) -> "Lamp":
    from hardware.lamp_simulated import SimulatedLamp

    return SimulatedLamp(runtime / "devices", wiring.kind)


def _one_lamp(_: Path, wiring: Wiring) -> "Lamp":
    from hardware.lamp_gpio import GpioLamps, Output

    outputs = [Output("occupied", wiring.pin, wiring.sense_pin)]
    return GpioLamps(outputs, active_high=wiring.active_high)


def _three_lamps(_: Path, wiring: Wiring) -> "Lamp":
    from hardware.lamp_gpio import GpioLamps, Output

    outputs = [
        Output("occupied", wiring.pin, wiring.sense_pin),
        Output("soon", wiring.soon_pin),
        Output("clear", wiring.clear_pin, wiring.clear_sense_pin),
    ]
    return GpioLamps(outputs, active_high=wiring.active_high)


def _relay(_: Path, wiring: Wiring) -> "Lamp":
    from hardware.lamp_gpio import GpioLamps, Output

    outputs = [
        Output("occupied", wiring.pin, wiring.sense_pin),
        Output("clear", wiring.clear_pin, wiring.clear_sense_pin),
    ]
    return GpioLamps(outputs, active_high=wiring.active_high)


def _rgb(_: Path, wiring: Wiring) -> "Lamp":
    from hardware.sign_rgb import RgbLamp

    pins = (wiring.pin, wiring.green_pin, wiring.blue_pin)
    return RgbLamp(pins, active_high=wiring.active_high, sense_pin=wiring.sense_pin)


def _display(_: Path, wiring: Wiring) -> "Lamp":
    from hardware.sign_display import DisplaySign

    return DisplaySign(
        port=wiring.i2c_port,
        address=wiring.i2c_address,
        enable_pin=wiring.enable_pin,
        video_only=wiring.video_only,
    )


def _busylight(_: Path, __: Wiring) -> "Lamp":
    from hardware.sign_busylight import Busylight

    return Busylight()


def _no_sign(_: Path, __: Wiring) -> "Lamp":
    from hardware.lamp_disabled import DisabledLamp

    return DisabledLamp()


SIGNS: dict[str, Callable[[Path, Wiring], "Lamp"]] = {
    "simulated": _simulated_sign,
    "gpiozero": _one_lamp,
    "three-lamps": _three_lamps,
    "rgb": _rgb,
    "relay": _relay,
    "text": _display,
    "busylight": _busylight,
    "disabled": _no_sign,
}
"""The signs by their names in the settings; ``gpiozero`` is one lamp."""


def board(name: str, runtime: Path) -> "Board":
    """The computer: ``linux`` is this one, ``simulated`` one that can be made ill."""
    if name == "linux":
        from hardware.board_linux import LinuxBoard

        return LinuxBoard()
    if name == SIMULATED:
        from hardware.board_simulated import SimulatedBoard

        return SimulatedBoard(runtime / "devices")
    raise DeviceUnknown("board", f"{name!r} is none of linux, simulated")


def buttons(name: str, runtime: Path, pins: Mapping[str, int]) -> "Buttons":
    """The buttons ``simulated``, ``gpiozero`` (on the BCM lines of ``pins``) or ``disabled``."""
    if name == SIMULATED:
        from hardware.buttons_simulated import SimulatedButtons

        return SimulatedButtons(runtime / "devices")
    if name == "gpiozero":
        from hardware.buttons_gpio import GpioButtons

        return GpioButtons(pins)
    if name == "disabled":
        from hardware.buttons_disabled import DisabledButtons

        return DisabledButtons()
    raise DeviceUnknown("buttons", f"{name!r} is none of simulated, gpiozero, disabled")


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
