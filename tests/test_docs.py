"""The documents, and what is packaged, say what the code says."""

import re
import runpy
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_diagrams_are_those_of_the_tables() -> None:
    diagrams = runpy.run_path(str(ROOT / "docs" / "diagrams.py"))
    page = (ROOT / "docs" / "architecture.md").read_text()
    assert "stateDiagram-v2" in page
    assert diagrams["with_diagrams"](page) == page, "run: python docs/diagrams.py"


def test_every_clock_of_a_room_names_its_rule_and_every_number_its_use() -> None:
    diagrams = runpy.run_path(str(ROOT / "docs" / "diagrams.py"))
    for line in diagrams["clocks"]().splitlines()[2:]:
        assert re.search(r"\| [^|]+ \| (R\d\d|S\d|start)[^|]* \|$", line), line
    for line in diagrams["numbers"]().splitlines()[2:]:
        assert re.search(r"\| `\w+` \| [^|]+ (s|min|h|times) \| [^|]+ \|$", line), line
    assert "| `mends_a_day` | 6 times |" in diagrams["numbers"](), "a count is no time"


def test_every_module_says_its_purpose_in_its_first_line() -> None:
    for house in ("appliance", "central", "hardware", "wire", "workbench"):
        for module in (ROOT / house).rglob("*.py"):
            if "migrations" in module.parts:
                continue
            assert module.read_text().startswith('"""'), module


def test_the_table_of_rules_is_whole_and_each_rule_that_stands_has_a_test() -> None:
    from tests.prove.rules import PROVEN, named, rules

    known = rules()
    numbers = {*range(1, 48), *range(50, 59), *range(60, 72)}
    assert {int(rule[1:]) for rule in known} == numbers
    tests = " ".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    tested = named(" ".join(re.findall(r"def (test_\w+)", tests)).replace("_", " "))
    for rule in known.values():
        assert rule.stands not in PROVEN or rule.id in tested, f"no test names {rule.id}"
        assert bool(rule.missing) == (rule.stands in ("part", "unproven")), rule.id


def test_systemd_is_no_package() -> None:
    assert not list((ROOT / "systemd").rglob("__init__.py"))


def test_every_package_is_packaged() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    houses = ("appliance", "central", "hardware", "wire", "workbench")
    found = {
        ".".join(init.parent.relative_to(ROOT).parts)
        for house in houses
        for init in (ROOT / house).rglob("__init__.py")
    }
    assert set(settings["packages"]) == found


def test_every_file_that_a_package_reads_is_packaged() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    packaged = {
        path
        for package, patterns in settings["package-data"].items()
        for pattern in patterns
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
    }
    wanted = {
        path
        for suffix in ("html", "css", "js", "svg", "mo", "mako")
        for house in ("appliance", "central", "workbench")
        for path in (ROOT / house).rglob(f"*.{suffix}")
    }
    assert wanted <= packaged
