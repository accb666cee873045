"""Raw pictures of cameras become I420 with the right colour in the right place."""

import cv2
import numpy as np
import pytest

from hardware.pictures import FORMATS, Image, from_bgr, from_mjpg, from_nv12, from_yuyv, planes

WIDTH, HEIGHT = 64, 36


def colours() -> Image:
    """A BGR picture with four fields of colour, larger than chroma's grain."""
    bgr = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    bgr[: HEIGHT // 2, : WIDTH // 2] = (30, 200, 90)
    bgr[: HEIGHT // 2, WIDTH // 2 :] = (200, 60, 30)
    bgr[HEIGHT // 2 :, : WIDTH // 2] = (20, 40, 220)
    bgr[HEIGHT // 2 :, WIDTH // 2 :] = (250, 250, 250)
    return bgr


def test_yuyv() -> None:
    raw = np.asarray(cv2.cvtColor(colours(), cv2.COLOR_BGR2YUV_YUY2), dtype=np.uint8)
    picture = from_yuyv(raw, WIDTH, HEIGHT)
    assert picture is not None
    assert np.abs(picture.astype(int) - from_bgr(colours())).max() <= 2
    flat = from_yuyv(raw.reshape(1, -1), WIDTH, HEIGHT)
    assert flat is not None
    assert np.array_equal(flat, picture)


def test_nv12() -> None:
    wanted = from_bgr(colours())
    y, u, v = planes(wanted)
    raw = np.concatenate([y.reshape(-1), np.stack([u, v], axis=-1).reshape(-1)])
    picture = from_nv12(raw.reshape(HEIGHT * 3 // 2, WIDTH), WIDTH, HEIGHT)
    assert picture is not None
    assert np.array_equal(picture, wanted)


def test_mjpg() -> None:
    jpeg = np.asarray(cv2.imencode(".jpg", colours(), [cv2.IMWRITE_JPEG_QUALITY, 98])[1])
    picture = from_mjpg(jpeg.reshape(1, -1), WIDTH, HEIGHT)
    assert picture is not None
    difference = np.abs(picture.astype(int) - from_bgr(colours()))
    assert difference.mean() < 4
    assert from_mjpg(jpeg, WIDTH * 2, HEIGHT) is None


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("size", [0, 1, 100, WIDTH * HEIGHT * 3])
def test_what_is_no_whole_picture_gives_none(kind: str, size: int) -> None:
    assert FORMATS[kind](np.full(size, 0xFF, np.uint8), WIDTH, HEIGHT) is None


def test_a_torn_jpeg_breaks_nothing() -> None:
    jpeg = np.asarray(cv2.imencode(".jpg", colours())[1]).reshape(-1)
    for length in range(0, jpeg.size, 7):
        from_mjpg(jpeg[:length], WIDTH, HEIGHT)
