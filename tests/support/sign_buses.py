"""The outermost ends of a sign by the door: an OLED chip on an I²C bus, a USB light on HID."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from smbus2 import i2c_msg

ARGUMENTS = {0xD5: 1, 0xA8: 1, 0xD3: 1, 0x8D: 1, 0x20: 1, 0xDA: 1, 0x81: 1, 0xD9: 1, 0xDB: 1}
ARGUMENTS |= {0x21: 2, 0x22: 2}
"""How many bytes follow a command of the SSD1306 (data sheet, section 9)."""


class Oled:
    """An SSD1306 with 128 x 64 dots: takes commands and dots, tells whether it is on."""

    def __init__(self, enabled: Callable[[], bool] = lambda: True) -> None:
        self.on = False
        self.plugged = True
        self.writes = 0
        self._enabled = enabled
        self._ram = bytearray(b"\x55" * 1024)
        self._columns, self._pages, self._at = (0, 127), (0, 7), (0, 0)

    def cut_power(self) -> None:
        """Lose power for a moment: off, and what stands in its memory is chance."""
        self.on, self._ram = False, bytearray(b"\xaa" * 1024)

    @property
    def picture(self) -> Image.Image | None:
        """What shines, None while it is dark."""
        if not (self.on and self.plugged and self._enabled()):
            return None
        picture = Image.new("1", (128, 64))
        for at, dots in enumerate(self._ram):
            for row in range(8):
                picture.putpixel((at % 128, at // 128 * 8 + row), dots >> row & 1)
        return picture

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        for message in messages:
            self._answer(message.addr)
            control, *content = bytes(message)
            self.writes += 1
            if control == 0x40:
                self._take(bytes(content))
            else:
                self._obey(content)

    def read_byte(self, i2c_addr: int) -> int:
        self._answer(i2c_addr)
        return 0x03 | (0 if self.on else 0x40)

    def close(self) -> None:
        """The bus is closed; the chip stays as it is."""

    def _answer(self, address: int) -> None:
        if not (self.plugged and self._enabled() and address == 0x3C):
            raise OSError(errno.EREMOTEIO, "Remote I/O error")

    def _obey(self, commands: list[int]) -> None:
        while commands:
            command, *rest = commands
            count = ARGUMENTS.get(command, 0)
            arguments, commands = rest[:count], rest[count:]
            if command in (0xAE, 0xAF):
                self.on = command == 0xAF
            elif command == 0x21:
                self._columns = (arguments[0], arguments[1])
                self._at = (self._columns[0], self._at[1])
            elif command == 0x22:
                self._pages = (arguments[0], arguments[1])
                self._at = (self._at[0], self._pages[0])

    def _take(self, dots: bytes) -> None:
        for byte in dots:
            column, page = self._at
            self._ram[page * 128 + column] = byte
            if column < self._columns[1]:
                self._at = (column + 1, page)
            else:
                first, last = self._pages
                self._at = (self._columns[0], page + 1 if page < last else first)


class UsbLight:
    """A light on the HID bus: Kuando's, or Luxafor's Flag, which keeps its colour for ever."""

    KUANDO = (0x27BB, 0x3BCD)
    LUXAFOR = (0x04D8, 0xF372)

    def __init__(self, ids: tuple[int, int] = KUANDO) -> None:
        self.ids = ids
        self.plugged = True
        self.colour = (0, 0, 0)
        self.remembers_s: int | None = None
        """How long Kuando's light still shines unless it is written to again."""
        self.opened = 0

    def fit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Be the only device on this machine's HID bus, for the test."""
        monkeypatch.setattr("hid.enumerate", self._enumerate)
        monkeypatch.setattr("hid.device", lambda: _Handle(self))
        monkeypatch.setattr("serial.tools.list_ports.comports", list)

    def take(self, packet: bytes) -> None:
        """What the light does with a report."""
        if self.ids == self.LUXAFOR:
            self.colour = (packet[2], packet[3], packet[4])
            return
        assert len(packet) == 64
        assert int.from_bytes(packet[62:], "big") == sum(packet[:62]) & 0xFFFF
        order, value = packet[0] >> 4, packet[0] & 0xF
        if order == 8:
            self.remembers_s = value
        elif order == 1:
            self.colour = (packet[2], packet[3], packet[4])

    def _enumerate(self, *_: int) -> list[dict[str, Any]]:
        told = {
            "path": b"/dev/hidraw0",
            "vendor_id": self.ids[0],
            "product_id": self.ids[1],
            "serial_number": "",
            "release_number": 0x100,
            "manufacturer_string": "light",
            "product_string": "Flag",
            "usage_page": 0xFF00,
            "usage": 1,
            "interface_number": 0,
            "bus_type": 1,
        }
        return [told] if self.plugged else []


class _Handle:
    """What hidapi gives for an open device."""

    def __init__(self, light: UsbLight) -> None:
        self._light = light

    def open_path(self, path: bytes) -> None:
        if not self._light.plugged:
            raise OSError("open failed")
        self._light.opened += 1

    def write(self, packet: bytes) -> int:
        """As hidapi's: of what cannot be sent it raises nothing, it returns -1."""
        if not self._light.plugged:
            return -1
        self._light.take(bytes(packet))
        return len(packet)

    def read(self, *_: int) -> list[int]:
        return []

    def close(self) -> None:
        """It is let go of; what it shows stays."""
