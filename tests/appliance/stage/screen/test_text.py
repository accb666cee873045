"""Text: shaped, in the right order, from the right font; what is missing is named."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, features

from appliance.stage.screen.kit import text
from appliance.stage.screen.kit.scripts import in_sight
from appliance.stage.screen.kit.text import TextUnavailableError, font, line, width_of, wrapped

ARABIC = "موعد"
TIGRINYA = "ትግርኛ"
REGULAR, BOLD = False, True
LTR, RTL = False, True


def seen(words: str, *, rtl: bool) -> list[str]:
    return [run.text for run in in_sight(words, rtl=rtl)]


def test_arabic_letters_join() -> None:
    word = "مستشفى"
    apart = sum(width_of(letter, 40, REGULAR) for letter in word)
    assert width_of(word, 40, REGULAR) < 0.9 * apart


def test_arabic_is_drawn_as_its_font_shapes_it_right_to_left() -> None:
    face = font("NotoSansArabic", 40, BOLD)
    image = Image.new("L", (400, 54))
    pen = ImageDraw.Draw(image)
    pen.text((2, 40), ARABIC, fill=255, font=face, anchor="ls", direction="rtl", language="ar")
    expected = np.asarray(image.crop(image.getbbox()))
    x, y, w, h = line(ARABIC, 40, BOLD, RTL).ink
    mask = line(ARABIC, 40, BOLD, RTL).mask
    top, left = y + text.overhang(40), x + text.PADDING
    assert np.array_equal(mask[top : top + h, left : left + w], expected)


def test_no_mark_or_tail_of_arabic_is_cut_off() -> None:
    mask = line("الشخصي إسأل جِّ", 40, REGULAR, RTL).mask
    assert not mask[0].any()
    assert not mask[-1].any()


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("Återbesök", "NotoSans"),
        ("Українська", "NotoSans"),
        (ARABIC, "NotoSansArabic"),
        (TIGRINYA, "NotoSansEthiopic"),
        ("ייִדיש", "NotoSansHebrew"),
    ],
)
@pytest.mark.parametrize("bold", [False, True])
def test_every_letter_has_a_glyph(words: str, family: str, bold: bool) -> None:
    runs = in_sight(words, rtl=False)
    assert {run.family for run in runs} == {family}
    face = font(family, 40, bold)
    nothing = bytes(face.getmask("\uffff"))
    assert all(bytes(face.getmask(letter)) != nothing for letter in words if letter.isalpha())


def test_the_wrong_font_would_show_no_letters() -> None:
    face = font("NotoSans", 40, REGULAR)
    assert bytes(face.getmask(TIGRINYA[0])) == bytes(face.getmask("\uffff"))


def test_tigrinya_is_drawn() -> None:
    assert line(TIGRINYA, 40, REGULAR, LTR).ink[2] > 60


@pytest.mark.parametrize(
    ("words", "rtl", "expected"),
    [
        ("Besök 10:30", False, ["Besök 10:30"]),
        (f"Besök {ARABIC} 10:30", False, ["Besök ", ARABIC, " ", "10:30"]),
        (f"{ARABIC} 10:30", True, ["10:30", f"{ARABIC} "]),
        (f"{ARABIC} 10:30–11:00 {ARABIC}", True, [ARABIC, " ", "10:30–11:00", f"{ARABIC} "]),
        (f"A. L. · {ARABIC}", True, [ARABIC, " · ", "A. L."]),
        (f"070-123 45 88 {ARABIC}", True, [ARABIC, " ", "070-123 45 88"]),
    ],
)
def test_lines_run_in_their_own_direction(words: str, rtl: bool, expected: list[str]) -> None:
    assert seen(words, rtl=rtl) == expected


def test_a_line_is_no_wider_than_told() -> None:
    for words in ("Lämna videobesök", ARABIC, TIGRINYA, "10:30"):
        drawn = line(words, 32, BOLD, LTR)
        assert abs(drawn.ink[0] + drawn.ink[2] - drawn.width) <= 4


def test_words_wrap_evenly() -> None:
    lines = wrapped("Inte legitimerad – fråga namn och personnummer", 24, BOLD, 460)
    assert len(lines) == 2
    widths = [width_of(one, 24, BOLD) for one in lines]
    assert max(widths) <= 460
    assert min(widths) > 0.7 * max(widths)


def test_a_word_wider_than_the_line_stays_whole() -> None:
    assert wrapped("personnummer", 40, BOLD, 50) == ("personnummer",)


def test_a_missing_font_names_the_package() -> None:
    with pytest.raises(TextUnavailableError, match="install fonts-noto-core"):
        font("NotoSansOfNobody", 40, REGULAR)


def test_without_raqm_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda _: False)
    with pytest.raises(TextUnavailableError, match="install libfribidi0"):
        font("NotoSans", 78, REGULAR)
