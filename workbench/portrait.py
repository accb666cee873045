"""A drawn patient at home, as a film that Chromium takes for its camera: for pictures of visits."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, FPS, FRAMES = 1280, 720, 24, 24
ROUGH = 2
"""Drawn this much larger, then made smaller: smooth edges."""
WALL, FLOOR, LAMP, SHADE = "#cfc3b2", "#8a7560", "#4c4a46", "#f4e3b5"
SKIN, SKIN_DARK, HAIR, SHIRT, INK = "#c98f6b", "#b37a58", "#2b2320", "#7c2f3a", "#231f20"


def film(path: Path) -> None:
    """Write one second that loops as YUV4MPEG2 (.y4m)."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            nod = np.sin(2 * np.pi * number / FRAMES)
            file.write(b"FRAME\n" + _i420(_picture(float(nod), blinks=number in (10, 11))))


def _picture(nod: float, *, blinks: bool) -> Image.Image:
    picture = Image.new("RGB", (WIDTH * ROUGH, HEIGHT * ROUGH), WALL)
    draw = ImageDraw.Draw(picture)
    _room(draw)
    picture = picture.filter(ImageFilter.GaussianBlur(6 * ROUGH))
    _person(ImageDraw.Draw(picture), int(4 * nod), blinks=blinks)
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _at(*numbers: float) -> list[float]:
    return [number * ROUGH for number in numbers]


def _room(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle(_at(0, 600, WIDTH, HEIGHT), fill=FLOOR)
    draw.rectangle(_at(90, 90, 380, 330), fill="#f3efe6")
    draw.rectangle(_at(112, 112, 358, 308), fill="#9fb8b0")
    draw.rectangle(_at(1052, 260, 1064, 640), fill=LAMP)
    draw.polygon(_at(980, 270, 1136, 270, 1100, 130, 1016, 130), fill=SHADE)
    draw.rectangle(_at(0, 470, 330, 600), fill="#6d7f86")


def _person(draw: ImageDraw.ImageDraw, nod: int, *, blinks: bool) -> None:
    draw.ellipse(_at(300, 540, 980, 1100), fill=SHIRT)
    draw.rounded_rectangle(_at(580, 470, 700, 620), 50 * ROUGH, fill=SKIN_DARK)
    draw.ellipse(_at(480, 120 + nod, 800, 500 + nod), fill=HAIR)
    draw.ellipse(_at(520, 170 + nod, 760, 530 + nod), fill=SKIN)
    draw.pieslice(_at(500, 130 + nod, 780, 390 + nod), 180, 360, fill=HAIR)
    for x in (585, 695):
        height = 2 if blinks else 9
        draw.ellipse(_at(x - 10, 340 - height + nod, x + 10, 340 + height + nod), fill=INK)
        draw.line(_at(x - 24, 312 + nod, x + 24, 308 + nod), fill=HAIR, width=7 * ROUGH)
    draw.line(_at(640, 350 + nod, 632, 405 + nod, 648, 408 + nod), fill=SKIN_DARK, width=5 * ROUGH)
    draw.arc(_at(590, 400 + nod, 690, 465 + nod), 25, 155, fill="#8c4a44", width=7 * ROUGH)


def _i420(picture: Image.Image) -> bytes:
    """Planes Y, U, V in video range (BT.601), each chroma sample the middle of four."""
    ycc = np.asarray(picture.convert("YCbCr"), dtype=np.float32)
    chroma = ycc[:, :, 1:].reshape(HEIGHT // 2, 2, WIDTH // 2, 2, 2).mean(axis=(1, 3))
    planes = (
        16 + ycc[:, :, 0] * 219 / 255,
        128 + (chroma[:, :, 0] - 128) * 224 / 255,
        128 + (chroma[:, :, 1] - 128) * 224 / 255,
    )
    return b"".join(plane.round().astype(np.uint8).tobytes() for plane in planes)
