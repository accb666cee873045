"""What docs/approval/ points to is there, and what it says is logged is what the code logs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs/approval").glob("*.md"))
KEPT = ("tests/", "docs/", "systemd/", "central/", "image/")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_pointed_to_is_there(page: Path) -> None:
    text = page.read_text()
    for pointed in re.findall(r"`([^`\s]+)`", text):
        if pointed.startswith(KEPT):
            assert (ROOT / pointed).exists(), pointed
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (page.parent / link).exists(), link
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", text)) <= targets


def written(house: str) -> set[str]:
    """The records that a house writes."""
    text = "\n".join(file.read_text() for file in (ROOT / house).rglob("*.py"))
    named = r'(?:record|_say)\(\s*"([a-z-]+(?:\.[a-z-]+)*)"'
    either = r'"(feed\.[a-z-]+)" if [a-z.]+ else "(feed\.[a-z-]+)"'
    return {*re.findall(named, text), *sum(re.findall(either, text), ())}


def test_what_the_table_of_refusals_names_is_written_by_the_code() -> None:
    page = (ROOT / "docs/approval/refused.md").read_text()
    rows = re.findall(r"^\| ([a-z, ]+) \| `([a-z.-]+)` \|", page, re.MULTILINE)
    assert len(rows) > 15
    houses = {"appliance": written("appliance"), "central": written("central")}
    for who, name in rows:
        assert name in houses["central" if who == "central" else "appliance"], name
