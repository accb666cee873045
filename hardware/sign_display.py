"""A sign of words: an OLED display of 128 x 64 dots (SSD1306 or SSD1309 chip) on the I²C bus.

The chip keeps its picture when the process dies, so *clear* is only shown where an enable line is
wired that falls with the process. Chip: Solomon Systech SSD1306 data sheet, sections 8.1.5, 9, 10.
"""

import contextlib
import time
from typing import Protocol

from gpiozero import DigitalOutputDevice
from gpiozero.pins import Factory
from PIL import Image
from smbus2 import SMBus, i2c_msg

from hardware.faults import DeviceFailed, DeviceMissing
from hardware.gpio import GPIO_ERRORS, line_said, lines
from hardware.lamp import DARK, Tells
from hardware.sign_kinds import STALE_TEXT, TEXT
from hardware.sign_words import drawn, words

WIDTH, HEIGHT, PAGE = 128, 64, 8
"""Dots; a page is a row of bytes, each eight dots high."""
START_S = 0.01
"""From the enable line's rise until the chip listens."""
COMMANDS, DOTS = 0x00, 0x40
"""The control byte that says what follows it."""
OFF = 0x40
"""The bit of the status byte that says the display is off."""
SETUP = bytes.fromhex("ae d580 a83f d300 40 8d14 2000 a1 c8 da12 81cf d9f1 db40 a4 a6")
"""Off; clock, 64 rows, no offset, charge pump, dots row by row, right way up, bright, from RAM."""
WHOLE = bytes.fromhex("21007f 220007")
"""What follows fills the whole picture, from its first byte."""
ON = bytes.fromhex("af")


class Bus(Protocol):
    """What is used of smbus2's bus."""

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """Send ``messages``; raises OSError."""

    def read_byte(self, i2c_addr: int) -> int:
        """Read one byte; raises OSError."""

    def close(self) -> None:
        """Close it."""


class DisplaySign:
    """Drives the display at ``address`` of bus ``port``; ``enable_pin`` is a BCM line."""

    name = "lamp"

    def __init__(
        self,
        *,
        port: int = 1,
        address: int = 0x3C,
        enable_pin: int | None = None,
        video_only: bool = False,
        bus: Bus | None = None,
        factory: Factory | None = None,
    ) -> None:
        self.tells: Tells = STALE_TEXT if enable_pin is None else TEXT
        self._port, self._address, self._enable_pin = port, address, enable_pin
        self._video_only = video_only
        self._given, self._factory = bus, factory
        self._bus: Bus | None = None
        self._enable: DigitalOutputDevice | None = None
        self._shown: Image.Image | None = None

    def show(self, state: str, *, own: bool = False) -> None:
        """Draw symbol and words; a display that lost its power meanwhile is set up anew."""
        told = self.tells.get(state, "unknown")
        picture = drawn(told, words(told, own=own, video_only=self._video_only), WIDTH, HEIGHT)
        bus = self._bus or self._open()
        try:
            if bus.read_byte(self._address) & OFF:
                self._shown = None
                self._send(bus, COMMANDS, SETUP)
            if picture is not self._shown:
                self._send(bus, COMMANDS, WHOLE)
                self._send(bus, DOTS, _dots(picture))
                self._send(bus, COMMANDS, ON)
        except OSError as error:
            self.close()
            raise DeviceMissing(self.name, f"no display answers: {_said(error)}") from error
        self._shown = picture

    def fault(self) -> str | None:
        """DARK when the chip says that its display is off or does not answer."""
        if self._bus is None or self._shown is None:
            return None
        try:
            return DARK if self._bus.read_byte(self._address) & OFF else None
        except OSError:
            return DARK

    def close(self) -> None:
        """Switch the display off and let go of bus and line."""
        if self._bus is not None:
            with contextlib.suppress(OSError):
                self._send(self._bus, COMMANDS, SETUP[:1])
            self._bus.close()
        if self._enable is not None:
            self._enable.close()
        self._bus = self._enable = self._shown = None

    def _send(self, bus: Bus, control: int, content: bytes) -> None:
        bus.i2c_rdwr(i2c_msg.write(self._address, bytes((control,)) + content))

    def _open(self) -> Bus:
        if self._enable_pin is not None and self._enable is None:
            try:
                self._factory = self._factory or lines()
                self._enable = DigitalOutputDevice(
                    self._enable_pin, initial_value=True, pin_factory=self._factory
                )
            except GPIO_ERRORS as error:
                raise DeviceFailed(self.name, line_said(self._enable_pin, error)) from error
            time.sleep(START_S)
        try:
            self._bus = self._given or SMBus(self._port)
        except OSError as error:
            self.close()
            raise DeviceMissing(
                self.name, f"I2C bus {self._port} cannot be opened: {_said(error)}"
            ) from error
        return self._bus


def _dots(picture: Image.Image) -> bytes:
    """The picture as the chip wants it: page by page, a byte for each column, low bit on top."""
    turned = picture.transpose(Image.Transpose.TRANSPOSE).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    columns = turned.tobytes()  # a row of it is a column, its lowest dot first, high bit first
    pages = HEIGHT // PAGE
    return bytes(
        columns[column * pages + pages - 1 - page]
        for page in range(pages)
        for column in range(WIDTH)
    )


def _said(error: OSError) -> str:
    return f"{type(error).__name__}: {error.strerror or error}"
