"""Still pictures: the size is judged before anything is decoded, and nothing but a JPEG is."""

import random

import pytest

from appliance.stage.stills import SIDE, NotAPictureError, size_of, still
from tests.support.pictures import bomb, jpeg, png, telling_jpeg


def claimed(width: int, height: int) -> bytes:
    """A small JPEG that says to be larger."""
    plain = jpeg(32, 32)
    at = plain.index(b"\xff\xc0") + 5
    return plain[:at] + height.to_bytes(2) + width.to_bytes(2) + plain[at + 4 :]


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_becomes_pixels(progressive: bool) -> None:
    picture = still("one", jpeg(320, 200, "#ff0000", progressive=progressive))
    assert (picture.bgr.shape, picture.aspect) == ((200, 320, 3), 1.6)
    blue, green, red = (int(part) for part in picture.bgr[100, 160])
    assert (blue < 8, green < 8, red > 247) == (True, True, True)
    assert size_of(telling_jpeg("Kanariehem")) == (640, 480)


@pytest.mark.parametrize(
    "given",
    [b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\x00\x00" * 9, png(), bomb(), jpeg()[:40]],
    ids=["nothing", "begun", "loop", "png", "bomb", "cut"],
)
def test_anything_else_is_none(given: bytes) -> None:
    with pytest.raises(NotAPictureError):
        still("one", given)


@pytest.mark.parametrize("size", [(SIDE + 1, 8), (8, SIDE + 1), (65_535, 65_535), (0, 8)])
def test_one_that_says_to_be_too_large_is_not_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(NotAPictureError, match="pixels"):
        still("one", claimed(*size))


def test_whatever_comes_is_a_picture_or_none() -> None:
    chance, plain = random.Random(35), jpeg(48, 32)
    for _ in range(300):
        given = bytearray(plain)
        for _ in range(chance.randint(1, 8)):
            given[chance.randrange(len(given))] = chance.randrange(256)
        try:
            width, height = size_of(bytes(given))
        except NotAPictureError:
            continue
        assert 0 <= width <= 65_535
        assert 0 <= height <= 65_535
