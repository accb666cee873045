"""The words on a sign by the door, exact (R10), and the drawing of symbol and words as dots."""

from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WORDS = {
    "clear": "Inget videobesök",
    "soon": "Videobesök strax",
    "occupied": "Här pågår videomöte – var god stör ej",
    "paused": "Paus – knacka",
    "unknown": "Knacka och vänta",
}
OWN = "Upptaget – var god stör ej"
"""A person's own *occupied*, without a video visit."""
FREE = "Ledigt"
"""*Clear* where the room serves video alone."""

FONT = Path("/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf")
"""Debian's fonts-noto-core; where it is missing, Pillow's own font is taken."""
SMOOTH = 8
"""The symbol is drawn this much larger and made smaller."""
SYMBOL = 40
"""Dots across the symbol."""
GAP = 6
PITCH = 1.13
"""From line to line, of the font's size."""


def words(state: str, *, own: bool = False, video_only: bool = False) -> str:
    """What stands on the sign for ``state``; ``own`` and ``video_only`` as in R10 and S3."""
    if state == "occupied" and own:
        return OWN
    if state == "clear" and video_only:
        return FREE
    return WORDS[state]


@cache
def drawn(state: str, text: str, width: int, height: int) -> Image.Image:
    """Symbol and ``text`` in white on black, one bit a dot; the words as large as fits."""
    picture = Image.new("1", (width, height))
    picture.paste(_symbol(state), (0, (height - SYMBOL) // 2))
    draw = ImageDraw.Draw(picture)
    draw.fontmode = "1"
    left = SYMBOL + GAP
    for size in range(height // 2, 7, -1):
        font = _font(size)
        lines = _wrapped(draw, text, font, width - left)
        pitch = round(size * PITCH)
        first, last = (font.getbbox(line or " ") for line in (lines[0], lines[-1]))
        high = pitch * (len(lines) - 1) + last[3] - first[1]
        if lines != [""] and high <= height - 2:
            break
    top = (height - high) // 2 - first[1]
    for number, line in enumerate(lines):
        draw.text((left, top + pitch * number), line, font=font, fill=1)
    return picture


def _wrapped(
    draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int
) -> list[str]:
    """``text`` broken at its blanks into lines of at most ``width``, or one empty line."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=font) <= width:
            lines[-1] = longer
        elif draw.textlength(word, font=font) <= width:
            lines.append(word)
        else:
            return [""]
    return lines


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    if FONT.exists():
        return ImageFont.truetype(str(FONT), size)
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow is built without FreeType"
    return font


def _symbol(state: str) -> Image.Image:
    """The ring of a room in ``state`` (LOOK): open, filling, filled, with bars, dashed."""
    side = SYMBOL * SMOOTH
    symbol = Image.new("L", (side, side))
    draw = ImageDraw.Draw(symbol)
    edge, wide = side * 0.04, round(side * 0.13)
    box = (edge, edge, side - edge, side - edge)
    match state:
        case "clear":
            draw.ellipse(box, outline=255, width=wide)
        case "soon":
            draw.ellipse(box, outline=255, width=round(side * 0.04))
            draw.arc(box, -90, 160, fill=255, width=round(side * 0.2))
        case "occupied":
            draw.ellipse(box, fill=255)
        case "paused":
            draw.ellipse(box, fill=255)
            for middle in (0.38, 0.62):
                left, right = side * (middle - 0.07), side * (middle + 0.07)
                draw.rectangle((left, side * 0.28, right, side * 0.72), fill=0)
        case _:
            for start in range(0, 360, 45):
                draw.arc(box, start, start + 27, fill=255, width=wide)
    return symbol.resize((SYMBOL, SYMBOL), Image.Resampling.LANCZOS).point(_black_or_white, "1")


def _black_or_white(level: int) -> int:
    return 255 if level > 127 else 0
