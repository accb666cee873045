"""A mutation run of the core: small faults are put into it, one at a time; each must fail a test.

Usage: python tests/prove/mutants.py [--least PERCENT] [NAME…]. Works on a copy in build/mutants;
NAMEs are patterns such as ``appliance.core.visit.start.*``. The tool mutates bodies of functions
alone, so in the copy the lambdas of the tables become functions first.
"""

import argparse
import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPY = ROOT / "build" / "mutants"
LISTED = ROOT / "tests" / "appliance" / "core" / "survivors.md"
CORE = Path("appliance") / "core"
COPIED = ("appliance", "hardware", "wire", "tests/appliance/core", "tests/support")
TESTS = "tests/appliance/core"
SETTINGS = f"""
[tool.mutmut]
source_paths = ["{CORE}"]
also_copy = ["appliance", "hardware", "wire", "tests"]
pytest_add_cli_args_test_selection = ["{TESTS}"]
pytest_add_cli_args = ["-p", "no:cacheprovider"]
track_dependencies = false
use_git_change_detection = false
"""
KILLED = (1, 3, 36, -24, 24, 152, 255)
"""Exit codes of mutmut: a test failed, could not be collected, or did not end in time."""


class Lifted(ast.NodeTransformer):
    """Turns the lambdas of a module's tables into functions."""

    def __init__(self) -> None:
        self.made: list[ast.stmt] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        name = f"of_a_table_{len(self.made)}"
        self.made.append(
            ast.FunctionDef(name, node.args, body=[ast.Return(node.body)], decorator_list=[])
        )
        return ast.Name(name, ast.Load())


def lifted(source: str) -> str:
    """``source`` with its module-level lambdas as functions, each just before its statement."""
    module = ast.parse(source)
    transformer = Lifted()
    body: list[ast.stmt] = []
    for statement in module.body:
        before = len(transformer.made)
        seen = transformer.visit(statement)
        body += [*transformer.made[before:], seen]
    return ast.unparse(ast.fix_missing_locations(ast.Module(body, type_ignores=[]))) + "\n"


def copy() -> None:
    """A fresh copy of what is mutated and what tests it; results of an earlier run go."""
    shutil.rmtree(COPY, ignore_errors=True)
    for name in COPIED:
        ignore = shutil.ignore_patterns("__pycache__", "*.png", "node_modules")
        shutil.copytree(ROOT / name, COPY / name, ignore=ignore)
    for path in (COPY / CORE).rglob("*.py"):
        path.write_text(lifted(path.read_text()))
    (COPY / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text() + SETTINGS)


def run(names: list[str], children: int) -> None:
    """mutmut itself; it says how far it is."""
    environment = {
        **os.environ,
        "HISTORIES": "200",
        "EXAMPLES": "20",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children), *names]
    subprocess.run(command, cwd=COPY, env=environment, check=True)


def results() -> dict[str, int | None]:
    """Every mutant's name and exit code."""
    found: dict[str, int | None] = {}
    for meta in (COPY / "mutants" / CORE).rglob("*.meta"):
        found |= json.loads(meta.read_text())["exit_code_by_key"]
    return found


def described(name: str) -> str:
    """``visit.start.missing: old → new``: what a mutant changed, whatever its number is."""
    said = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], cwd=COPY, capture_output=True, text=True
    ).stdout.splitlines()
    old = [line[1:].strip() for line in said if line[:1] == "-" and line[:3] != "---"]
    new = [line[1:].strip() for line in said if line[:1] == "+" and line[:3] != "+++"]
    where = re.sub(r"__mutmut_\d+$", "", name).removeprefix("appliance.core.")
    where = re.sub(r"\.x_|\.xǁ", ".", where)
    return f"`{where}`: `{' '.join(old)}` → `{' '.join(new)}`"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--least", type=float, default=95.0)
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--again", action="store_true", help="show the last run's results")
    options = parser.parse_args()
    if not options.again:
        copy()
        run(options.names, options.children)
    codes = {name: code for name, code in results().items() if code is not None}
    lived = sorted(name for name, code in codes.items() if code not in KILLED)
    listed = LISTED.read_text() if LISTED.exists() else ""
    told = [(described(name), codes[name], name) for name in lived]
    unlisted = [(what, code, name) for what, code, name in told if what not in listed]
    equivalent = len(told) - len(unlisted)
    for what, code, name in unlisted:
        print(f"survived ({code}) {what}   [{name.rpartition('_')[2]}]")
    killed = len(codes) - len(lived)
    share = 100 * killed / max(1, len(codes) - equivalent)
    print(
        f"{len(codes)} mutants, {killed} killed, {equivalent} listed as survivors with a reason,"
        f" {len(unlisted)} more survived: {share:.1f} % of the others killed"
    )
    return 0 if share >= options.least else 1


if __name__ == "__main__":
    sys.exit(main())
