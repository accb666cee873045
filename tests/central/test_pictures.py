"""A picture that somebody sends is drawn anew: nothing of it is left but what is seen (R27)."""

import asyncio
import io
import sys
import time

import pytest
from PIL import Image

from central.pictures.easel import Easel
from tests.support.pictures import bomb, jpeg, png, telling_jpeg

JUDGED_ALONE = """
import asyncio, resource, sys
from central.faults import BadInputError
from central.pictures.easel import Easel
try:
    asyncio.run(Easel().redrawn(sys.stdin.buffer.read()))
except BadInputError as refused:
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(refused.problem, most)
"""
"""In a process that has no other children, so that the picture's own can be measured."""


async def test_r27_a_photo_loses_its_place_its_words_and_its_thumbnail_and_stands_upright() -> None:
    given = telling_jpeg("Anna Lisa Berg")
    drawn = await Easel().redrawn(given)
    assert b"Anna" in given
    assert b"Anna" not in drawn
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (480, 640)  # 640 x 480, lying on its side
        assert not picture.getexif()
        assert "comment" not in picture.info
        assert "exif" not in picture.info


async def test_r27_large_photos_become_smaller_and_what_is_clear_in_a_png_is_white() -> None:
    easel = Easel()
    large, clear = await asyncio.gather(easel.redrawn(jpeg(6000, 4000)), easel.redrawn(png()))
    with Image.open(io.BytesIO(large)) as picture:
        assert max(picture.size) == 2560
    with Image.open(io.BytesIO(clear)) as picture:
        red, green, _ = picture.getpixel((20, 20))  # type: ignore[misc]
        assert red > green > 90


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        pytest.param(bomb(), "too-many-pixels", id="a bomb of 3.6 GB"),
        pytest.param(jpeg(9000, 9000), "too-many-pixels", id="81 megapixels"),
        pytest.param(jpeg()[:400], "not-a-picture", id="cut short"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 300, "not-a-picture", id="a PNG in name only"),
        pytest.param(b"<svg onload='alert(1)'/>", "not-a-picture", id="a drawing with a script"),
        pytest.param(b"GIF89a" + b"\0" * 100, "not-a-picture", id="another format"),
        pytest.param(b"\0\0\0\x18ftypheic" + b"\0" * 100, "not-a-picture", id="HEIC"),
        pytest.param(b"", "not-a-picture", id="nothing"),
    ],
)
async def test_r27_what_is_no_picture_or_a_bomb_is_refused_quickly_and_cheaply(
    given: bytes, problem: str
) -> None:
    pipe = asyncio.subprocess.PIPE
    began = time.monotonic()
    alone = await asyncio.create_subprocess_exec(
        sys.executable, "-c", JUDGED_ALONE, stdin=pipe, stdout=pipe
    )
    told, _ = await alone.communicate(given)
    said, kilobytes = told.decode().split()
    assert said == problem
    assert time.monotonic() - began < 10
    assert int(kilobytes) < 600_000
