"""The process of its own in which one picture is drawn anew: ``python -m central.pictures.child``.

It gets the bytes on its standard input and answers with a JPEG that holds nothing but the picture:
no place, no time, no camera, no thumbnail, no words. The size is judged before anything is decoded.
What a hostile file does to the decoder happens here, within the kernel's bounds.
"""

import io
import os
import resource
import sys
import warnings
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from central.pictures.codes import TOO_MANY_PIXELS, UNREADABLE

SIDE = 2560
"""Pixels of the longer side of what is kept."""
PIXELS = {"JPEG": 60_000_000, "MPO": 60_000_000, "PNG": 25_000_000}
"""What may be decoded; a JPEG is read smaller than it is, a PNG whole."""
MEMORY = 320 * 2**20
PROCESSOR_S = 8
QUALITY = 85


def main() -> None:
    """Read one picture, answer, and go."""
    given = sys.stdin.buffer.read()
    _confine()
    try:
        drawn = redraw(given)
    except _TooManyPixelsError:
        os._exit(TOO_MANY_PIXELS)
    except Exception:  # noqa: BLE001 - whatever a decoder says of a stranger's bytes
        os._exit(UNREADABLE)
    sys.stdout.buffer.write(drawn)
    sys.stdout.buffer.flush()
    os._exit(0)


class _TooManyPixelsError(Exception):
    pass


def redraw(given: bytes) -> bytes:
    """The same picture, upright, at most SIDE pixels, in sRGB, as a JPEG without a word in it."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # judged here, by format
    with Image.open(io.BytesIO(given), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > PIXELS[picture.format or ""]:
            raise _TooManyPixelsError
        picture.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((SIDE, SIDE))
        plain = _on_white(_in_srgb(upright))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Skin looks as the camera meant it; a profile that cannot be read is left aside."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture


def _on_white(picture: Image.Image) -> Image.Image:
    """A new picture that inherits nothing but the pixels."""
    clear = "A" in picture.getbands() or "transparency" in picture.info
    seen = picture.convert("RGBA" if clear else "RGB")
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen.getchannel("A") if clear else None)
    return plain


def _confine() -> None:
    """Little memory, little time, no core file: it would hold a person's picture (S6)."""
    data = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (data + MEMORY, data + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main()
