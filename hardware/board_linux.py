"""This computer, read from /sys and /proc: works on any, and tells most on a Raspberry Pi.

Under-voltage and throttling are the firmware's ``get_throttled`` word: bits 0 to 3 are now, the
same sixteen places higher since the start (Raspberry Pi documentation, ``vcgencmd``). A card's
wear is JEDEC eMMC's DEVICE_LIFE_TIME_EST, which counts in tenths.
"""

from pathlib import Path

from hardware.board import Readings
from hardware.connectors import connectors

FIRMWARE = "sys/devices/platform/soc/soc:firmware/get_throttled"
UNDER_VOLTAGE, SLOWED = 0b0001, 0b1110
"""Bits of that word: too little power; a capped, throttled or softly limited processor."""
SEEN = 16
MOST = 1 << 53
LIFE_STEPS = 11
"""0x0B says that the estimated life is over."""


class LinuxBoard:
    """The computer whose ``sys`` and ``proc`` lie under ``root``."""

    name = "board"

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def read(self) -> Readings:
        """As ``Board`` says; what has no file here stays None."""
        word = _number(_text(self._root / FIRMWARE), 16)
        link, speed = self._link()
        return Readings(
            temperature_c=self._temperature(),
            under_voltage=None if word is None else bool(word & UNDER_VOLTAGE),
            throttled=None if word is None else bool(word & SLOWED),
            under_voltage_seen=None if word is None else bool(word >> SEEN & UNDER_VOLTAGE),
            throttled_seen=None if word is None else bool(word >> SEEN & SLOWED),
            disk_worn=self._worn(),
            memory_free=self._memory(),
            link=link,
            link_mbit_s=speed,
            screen=self._screens(1),
            second_screen=self._screens(2),
        )

    def close(self) -> None:
        """Nothing is held."""

    def _screens(self, least: int) -> bool | None:
        """Whether so many are plugged in."""
        known = [one.connected for one in connectors(self._root) if one.connected is not None]
        return sum(known) >= least if known else None

    def _temperature(self) -> float | None:
        zones = self._root.glob("sys/class/thermal/thermal_zone*/temp")
        degrees = [value / 1000 for zone in zones if (value := _number(_text(zone))) is not None]
        return max(degrees, default=None)

    def _worn(self) -> float | None:
        lives = self._root.glob("sys/block/mmcblk*/device/life_time")
        steps = [
            value
            for life in lives
            for word in (_text(life) or "").split()
            if (value := _number(word, 16)) is not None and 0 < value <= LIFE_STEPS
        ]
        return max(steps) / 10 if steps else None

    def _memory(self) -> float | None:
        sizes: dict[str, int] = {}
        for line in (_text(self._root / "proc/meminfo") or "").splitlines():
            name, _, rest = line.partition(":")
            value = _number(rest.partition("kB")[0])
            if value is not None:
                sizes[name] = value
        whole, free = sizes.get("MemTotal"), sizes.get("MemAvailable")
        return round(free / whole, 4) if whole and free is not None else None

    def _link(self) -> tuple[str | None, float | None]:
        """The device of the best default route (proc(5), /proc/net/route), or none."""
        routes = [
            line.split() for line in (_text(self._root / "proc/net/route") or "").splitlines()
        ]
        ways = [
            (metric, words[0])
            for words in routes[1:]
            if len(words) > 7 and words[1] == words[7] == "00000000"
            if (metric := _number(words[6])) is not None
        ]
        if not ways:
            return None, None
        device = self._root / "sys/class/net" / min(ways)[1]
        if (device / "wireless").exists() or (device / "phy80211").exists():
            return "wireless", None
        speed = _number(_text(device / "speed"))
        return "wired", float(speed) if speed is not None and speed > 0 else None


def _text(file: Path) -> str | None:
    """A file's text; a device that went away meanwhile reads as an error of any kind."""
    try:
        return file.read_text(encoding="ascii", errors="replace")
    except OSError:
        return None


def _number(text: str | None, base: int = 10) -> int | None:
    """A whole number that a machine may tell; what is none, or absurdly large, is None."""
    try:
        number = None if text is None else int(text.strip(), base)
    except ValueError:
        return None
    return number if number is not None and abs(number) < MOST else None
