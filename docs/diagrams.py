"""Writes the diagrams and tables of docs/architecture.md from the code: python docs/diagrams.py."""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import fields
from itertools import groupby, pairwise
from pathlib import Path

from appliance.core import rules, words
from appliance.core.deadlines import CLOCKS
from appliance.core.rules import Rules
from appliance.core.visit.start import CONDITIONS
from appliance.core.visit.table import TABLE
from appliance.core.words import Missing

PAGE = Path(__file__).parent / "architecture.md"


def visit_diagram() -> str:
    """The visit's table as a mermaid state diagram, causes of one arrow together."""
    arrows = sorted(
        ((source.value, target.value, cause.value) for (source, cause), target in TABLE.items()),
        key=lambda arrow: arrow[:2],
    )
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> booked", "    closed --> [*]"]
    for (source, target), group in groupby(arrows, key=lambda arrow: arrow[:2]):
        causes = " / ".join(cause for _, _, cause in group)
        lines.append(f"    {_id(source)} --> {_id(target)}: {causes}")
    return "\n".join([*lines, "```\n"])


def _id(phase: str) -> str:
    return phase.replace("-", "_")


def clocks() -> str:
    """Every clock that runs in a room, and its rule."""
    return _table(("what strikes", "rule"), [(clock.what, clock.rule) for clock in CLOCKS])


def numbers() -> str:
    """The routines' numbers, with what the code says of each."""
    said = _sayings(rules, Rules.__name__)
    default = Rules()
    rows = []
    for field in fields(Rules):
        value = getattr(default, field.name)
        if isinstance(value, str | bool):
            continue
        rows.append((f"`{field.name}`", _number(value), said.get(field.name, "")))
    return _table(("number", "is", "of"), rows)


def _number(value: float | tuple[int, ...]) -> str:
    """Seconds are floats, counts are whole, a tuple is minutes."""
    if isinstance(value, tuple):
        return f"{', '.join(map(str, value))} min"
    if isinstance(value, int):
        return f"{value} times"
    if value < 60 or value % 60:
        return f"{value:g} s"
    return f"{value / 60:g} min" if value < 3600 else f"{value / 3600:g} h"


def start_conditions() -> str:
    """What an automatic start waits for, in the order in which it is told."""
    said = _sayings(words, Missing.__name__)
    lines = []
    for place, (what, _) in enumerate(CONDITIONS, 1):
        lines.append(f"{place}. {what.value}: {said[what.name]}")
    return "\n".join(lines) + "\n"


def _sayings(module: object, record: str) -> dict[str, str]:
    """The docstring below each field of a record or word of a list."""
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    found = (n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == record)
    body = next(found).body
    said: dict[str, str] = {}
    for field, below in pairwise(body):
        name = _name(field)
        if name and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            said[name] = " ".join(str(below.value.value).split())
    return said


def _name(field: ast.stmt) -> str | None:
    target = field.target if isinstance(field, ast.AnnAssign) else None
    if isinstance(field, ast.Assign):
        target = field.targets[0]
    return target.id if isinstance(target, ast.Name) else None


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


BLOCKS: dict[str, Callable[[], str]] = {
    "visit table": visit_diagram,
    "start conditions": start_conditions,
    "clocks": clocks,
    "numbers": numbers,
}
"""What stands between ``<!-- name -->`` and ``<!-- end -->``."""


def with_diagrams(page: str) -> str:
    """``page`` with its generated blocks written anew. Raises KeyError for one that it lacks."""
    for name, write in BLOCKS.items():
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not block.search(page):
            raise KeyError(name)
        page = block.sub(lambda found, write=write: found[1] + write() + found[2], page)
    return page


if __name__ == "__main__":
    PAGE.write_text(with_diagrams(PAGE.read_text()))
