"""Text shaping against an independent renderer: the same words in the same font in Chromium."""

from html import escape
from pathlib import Path

import cv2
import numpy as np
import pytest

from appliance.stage.screen.kit.pictures import Pixels
from appliance.stage.screen.kit.scripts import in_sight
from appliance.stage.screen.kit.text import FONTS, line
from appliance.stage.screen.words import Words
from tests.support.chromium import chromium

SIZE = 40
WORDS = {
    "sv": ["Lämna videobesök", "Återbesök · slutar {end}", "Skyddad uppgift"],
    "ar": [
        "The patient is in the lobby",
        "Phone the patient",
        "Not identified – ask for name and personal number",
        "ends {end}",
        "{minutes} min left",
        "updated {time}",
        "Does not start by itself: the interpreter is missing",
        "The sign does not shine, put up the paper sign",
    ],
    "ti": [
        "The patient is in the lobby",
        "Phone the patient",
        "Not identified – ask for name and personal number",
        "{minutes} min left",
        "Does not start by itself: the interpreter is missing",
    ],
}
MIXED = {"ar": ["زيارة 10:30 · Återbesök", "مُوَافَقَة", "لا إله"], "fa": ["گفت‌وگو ۱۲"]}
ALIKE = 0.86
"""Of the ink of both, how much is ink in both; another shape, order or place has far less."""


def lines() -> list[tuple[str, str, bool]]:
    values = {"end": "11:00", "time": "10:12", "minutes": 13}
    said = [
        (Words(language).say(one, **values), language)
        for language, them in WORDS.items()
        for one in them
    ]
    said += [(one, language) for language, them in MIXED.items() for one in them]
    return [(words, language, language in ("ar", "fa")) for words, language in said]


def page(given: list[tuple[str, str, bool]]) -> str:
    families = sorted({run.family for words, _, rtl in given for run in in_sight(words, rtl=rtl)})
    faces = "".join(
        f"@font-face{{font-family:{name};src:url(file://{FONTS}/{name}-Regular.ttf)}}"
        for name in families
    )
    names = ",".join(["NotoSans", *(name for name in families if name != "NotoSans")])
    style = f"{faces}p{{font:{SIZE}px {names};white-space:nowrap;width:max-content;margin:20px;"
    style += "padding:10px;background:#fff;color:#000}"
    rows = "".join(
        f'<p lang="{language}" dir="{"rtl" if rtl else "ltr"}">{escape(words)}</p>'
        for words, language, rtl in given
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{rows}"


def inked(mask: Pixels) -> Pixels:
    """Only what is ink, from its first row and column to its last."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def alike(ours: Pixels, theirs: Pixels) -> float:
    """The share of ink in common; both thickened by a pixel, for the edges are each one's own."""
    height, width = ours.shape
    theirs = np.asarray(cv2.resize(theirs, (width, height), interpolation=cv2.INTER_AREA))
    kernel = np.ones((3, 3), np.uint8)
    a, b = ours > 100, theirs > 100
    wide_a = cv2.dilate(a.astype(np.uint8), kernel) > 0
    wide_b = cv2.dilate(b.astype(np.uint8), kernel) > 0
    return float(min((a & wide_b).sum() / a.sum(), (b & wide_a).sum() / b.sum()))


@pytest.mark.long
async def test_r68_words_are_shaped_as_an_independent_renderer_shapes_them(tmp_path: Path) -> None:
    given = lines()
    (file := tmp_path / "words.html").write_text(page(given), "utf-8")
    seen = []
    async with chromium("--disable-lcd-text") as browser:
        sheet = await browser.new_page(viewport={"width": 1600, "height": 1800})
        await sheet.goto(file.as_uri())
        await sheet.evaluate("document.fonts.ready")
        for row in await sheet.query_selector_all("p"):
            shot = np.frombuffer(await row.screenshot(), np.uint8)
            seen.append(255 - np.asarray(cv2.imdecode(shot, cv2.IMREAD_GRAYSCALE)))
    assert len(seen) == len(given)
    for (words, _, rtl), theirs in zip(given, seen, strict=True):
        drawn = inked(line(words, SIZE, bold=False, rtl=rtl).mask)
        other = inked(theirs)
        assert abs(drawn.shape[1] - other.shape[1]) <= 3 + 0.01 * other.shape[1], words
        assert abs(drawn.shape[0] - other.shape[0]) <= 3, words
        assert alike(drawn, other) >= ALIKE, words


def test_another_order_or_shape_is_not_alike() -> None:
    """The measure itself: letters that do not join, words the other way round."""
    word = "مستشفى الأطفال"
    right = inked(line(word, SIZE, bold=False, rtl=True).mask)
    assert alike(right, right) == 1
    apart = inked(line("\u200c".join(word), SIZE, bold=False, rtl=True).mask)
    turned = inked(line(" ".join(word.split()[::-1]), SIZE, bold=False, rtl=True).mask)
    assert alike(right, apart) < ALIKE
    assert alike(right, turned) < ALIKE
