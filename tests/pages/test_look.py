"""The look: contrast of the tokens in both moods, and that nothing is loaded from elsewhere."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "central" / "web"
TOKENS = (WEB / "static/look/tokens.css").read_text()
PAIRS = [
    (word, ground)
    for ground in ("paper", "card")
    for word in ("ink", "quiet", "clear", "soon", "fault", "none")
] + [("on-ink", "ink")]


def mood(start: str) -> dict[str, str]:
    """The colours of one block of tokens.css."""
    block = TOKENS.split(start, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("start", [":root {", ':root[data-mood="night"] {'])
@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_words_can_be_read(start: str, word: str, ground: str) -> None:
    """At least 4.5 : 1 (WCAG 2.2 AA)."""
    colours = mood(start)
    light, dark = sorted((luminance(colours[word]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_dark_by_the_system_is_night() -> None:
    """The two dark blocks are one mood."""
    assert mood(':root[data-mood="night"] {') == mood("  :root {")


def test_nothing_comes_from_elsewhere() -> None:
    """No CDN, no font service, no inline script: the page's policy allows none."""
    for path in [*WEB.rglob("*.html"), *WEB.rglob("*.css"), *WEB.rglob("*.js")]:
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//[a-z0-9-]+\.[a-z]", text), path.name
        assert not re.search(r"<script(?![^>]*src=)|style=\"|innerHTML", text), path.name
