"""Pictures for tests: ordinary ones, and those that want to do harm."""

import io
import struct
import zlib

from PIL import Image

PLACE = 0x8825
"""EXIF's directory of where a picture was taken."""


def jpeg(width: int = 640, height: int = 480, colour: str = "#c08070", **extra: object) -> bytes:
    """A JPEG of one colour; ``extra`` goes to its encoder."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG", **extra)
    return out.getvalue()


def png(width: int = 64, height: int = 64) -> bytes:
    """A half transparent PNG."""
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 0, 0, 128)).save(out, "PNG")
    return out.getvalue()


def telling_jpeg(word: str) -> bytes:
    """A JPEG on its side that tells where it was taken, by whom, and holds ``word``."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x013B] = word  # the artist
    exif.get_ifd(PLACE)[1] = "N"
    exif.get_ifd(PLACE)[2] = (60.0, 29.0, 11.0)
    return jpeg(640, 480, exif=exif.tobytes(), comment=word.encode())


def bomb(side: int = 30_000) -> bytes:
    """A PNG of some kB that says to be ``side`` x ``side`` and would be gigabytes when decoded."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    packed = zlib.compress(b"\0" * 4_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )
