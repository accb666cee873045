"""The documents say what the code says."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_diagrams_are_those_of_the_tables() -> None:
    diagrams = runpy.run_path(str(ROOT / "docs" / "diagrams.py"))
    page = (ROOT / "docs" / "architecture.md").read_text()
    assert "stateDiagram-v2" in page
    assert diagrams["with_diagrams"](page) == page, "run: python docs/diagrams.py"


def test_every_module_says_its_purpose_in_its_first_line() -> None:
    for house in ("appliance", "central", "hardware", "wire", "workbench"):
        for module in (ROOT / house).rglob("*.py"):
            if "migrations" in module.parts:
                continue
            assert module.read_text().startswith('"""'), module


def test_systemd_is_no_package() -> None:
    assert not list((ROOT / "systemd").rglob("__init__.py"))
