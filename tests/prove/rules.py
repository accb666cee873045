"""The routines' rules (docs/rules.md) against the tests that name them, as one table and as JSON.

Usage: python -m tests.prove.rules [--scenes]. A test belongs to a rule when its name holds the
rule's id; without ``--scenes`` whole visits with real processes are left out. The exit status is 1
when a test failed, or when a rule that stands (wholly or in part) has no test at all.
"""

import argparse
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules.md"
REPORT = ROOT / "var" / "rules.json"
LINE = re.compile(r"^\| (R\d\d) \| (.+?) \| (whole|part|unproven|later) \| (.*?) ?\|$", re.M)
NAMED = re.compile(r"(?<![a-z0-9])r(\d\d)(?![0-9])")


PROVEN = ("whole", "part")
"""What a rule that stands must show a test for."""


@dataclass(slots=True)
class Rule:
    """One rule as the page tells it, and how its tests ended."""

    id: str
    words: str
    stands: str
    missing: str
    tests: list[str] = field(default_factory=list)
    ended: Counter[str] = field(default_factory=Counter)

    @property
    def verdict(self) -> str:
        """``ok``, ``failed``, ``no test``, or ``-`` where there is nothing to test yet."""
        if self.ended["failed"]:
            return "failed"
        if self.ended["passed"]:
            return "ok"
        return "no test" if self.stands in PROVEN else "-"


def rules() -> dict[str, Rule]:
    """Every rule of the page, by its id."""
    lines = LINE.findall(PAGE.read_text())
    return {id_: Rule(id_, words, stands, missing) for id_, words, stands, missing in lines}


def named(test: str) -> set[str]:
    """The rules in a test's name."""
    return {f"R{number}" for number in NAMED.findall(test.partition("[")[0].lower())}


class Proof:
    """Runs only what names a rule, and writes down how it ended."""

    def __init__(self, wanted: dict[str, Rule], *, scenes: bool) -> None:
        self._rules = wanted
        self._scenes = scenes

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out the others."""
        kept = [item for item in items if self._counts(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One test ended, or could not begin."""
        if report.when != "call" and report.passed:
            return
        name = report.nodeid.rpartition("::")[2]
        for rule in named(name) & self._rules.keys():
            self._rules[rule].tests.append(report.nodeid)
            self._rules[rule].ended[report.outcome] += 1

    def _counts(self, item: pytest.Item) -> bool:
        scene = item.get_closest_marker("scene") is not None
        return bool(named(item.name)) and (self._scenes or not scene)


def table(known: dict[str, Rule]) -> str:
    """The rules, a line each."""
    lines = ["rule  verdict   tests  stands    in short"]
    for rule in known.values():
        count = sum(rule.ended.values())
        missing = f" (missing: {rule.missing})" if rule.missing else ""
        lines.append(
            f"{rule.id}   {rule.verdict:9} {count:5}  {rule.stands:8}  {rule.words}{missing}"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", action="store_true")
    options = parser.parse_args()
    known = rules()
    pytest.main(["-q", "--no-header", str(ROOT)], [Proof(known, scenes=options.scenes)])
    print(table(known))
    told = {
        rule.id: {"stands": rule.stands, "verdict": rule.verdict, "ended": dict(rule.ended)}
        for rule in known.values()
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(told, indent=1) + "\n")
    print(json.dumps(Counter(rule.verdict for rule in known.values())))
    bad = [rule.id for rule in known.values() if rule.verdict in ("failed", "no test")]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
