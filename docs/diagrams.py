"""Writes the diagrams of docs/architecture.md from the code's tables: python docs/diagrams.py."""

import re
from itertools import groupby
from pathlib import Path

from appliance.core.visit.table import TABLE

PAGE = Path(__file__).parent / "architecture.md"
BLOCK = re.compile(r"(<!-- visit table -->\n).*?(<!-- end -->)", re.DOTALL)


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


def with_diagrams(page: str) -> str:
    """``page`` with its diagram blocks written anew."""
    return BLOCK.sub(lambda found: found[1] + visit_diagram() + found[2], page)


if __name__ == "__main__":
    PAGE.write_text(with_diagrams(PAGE.read_text()))
