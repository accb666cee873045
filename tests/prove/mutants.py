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
from typing import TypeGuard

ROOT = Path(__file__).parents[2]
COPY = ROOT / "build" / "mutants"
LISTED = ROOT / "tests" / "appliance" / "core" / "survivors.md"
CORE = Path("appliance") / "core"
COPIED = ("appliance", "hardware", "wire", "tests/appliance/core", "tests/prove", "tests/support")
TESTS = "tests/appliance/core"
SETTINGS = f"""
[tool.mutmut]
source_paths = ["{CORE}"]
also_copy = ["appliance", "hardware", "wire", "tests", "types.ini"]
pytest_add_cli_args_test_selection = ["{TESTS}"]
pytest_add_cli_args = [
  "-p", "no:cacheprovider", "--timeout=15",
  "--deselect={TESTS}/test_start_policy.py::test_it_counts_down_exactly",
]
track_dependencies = false
timeout_multiplier = 3.0
use_git_change_detection = false
type_check_command = [
  "{sys.executable}", "-m", "mypy", "--output=json", "--config-file=types.ini",
  "-p", "appliance.core"
]
"""
TYPES = """
[mypy]
strict = True
plugins = pydantic.mypy
# What stood in tables has no annotations in the copy.
disallow_untyped_defs = False
disallow_incomplete_defs = False
disallow_untyped_calls = False
check_untyped_defs = False
warn_return_any = False
warn_unused_ignores = False
"""
AT_IMPORT = ("_after", "_of_focus", "_ended_by", "caused", "of_a_rule")
"""Functions that run while the core is imported: their mutants need a process of their own."""
AROUND = 24
"""Letters of a line that are told on each side of what a mutant changed."""
FEW = {"HISTORIES": "40", "EXAMPLES": "5"}
SLOW = "test_invariants"
LAST = f"""
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: "{SLOW}" in item.nodeid)
"""
"""What takes long is asked last: most mutants fail before."""
KILLED = (1, 3, 36, -24, 24, 152, 255, 37)
"""Exit codes of mutmut: a test failed, could not be collected, did not end; the types forbid it."""
BY_TYPES = 37


class Lifted(ast.NodeTransformer):
    """Turns the lambdas of a module's tables, and the rules' numbers, into functions."""

    def __init__(self) -> None:
        self.made: list[ast.stmt] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        if node.name == "Rules":
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and _is_number(field.value):
                    made = self._function(f"of_a_rule_{_name(field)}", _NO_ARGUMENTS, field.value)
                    field.value = ast.Call(_FIELD, [], [ast.keyword("default_factory", made)])
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._function(f"of_a_table_{len(self.made)}", node.args, node.body)

    def _function(self, name: str, args: ast.arguments, body: ast.expr) -> ast.Name:
        self.made.append(ast.FunctionDef(name, args, body=[ast.Return(body)], decorator_list=[]))
        return ast.Name(name, ast.Load())


_NO_ARGUMENTS = ast.arguments([], [], None, [], [], None, [])
_FIELD = ast.parse("__import__('dataclasses').field", mode="eval").body


def _name(field: ast.AnnAssign) -> str:
    assert isinstance(field.target, ast.Name)
    return field.target.id


def _is_number(value: ast.expr | None) -> TypeGuard[ast.expr]:
    number = isinstance(value, ast.Constant) and isinstance(value.value, int | float)
    return number or isinstance(value, ast.Tuple)


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


def copy(*, anew: bool) -> None:
    """What is mutated and what tests it; ``anew``: results of an earlier run go."""
    for old in [COPY] if anew else [COPY / name for name in COPIED]:
        shutil.rmtree(old, ignore_errors=True)
    for name in COPIED:
        ignore = shutil.ignore_patterns("__pycache__", "*.png", "node_modules")
        shutil.copytree(ROOT / name, COPY / name, ignore=ignore)
    for path in (COPY / CORE).rglob("*.py"):
        path.write_text(lifted(path.read_text()))
    (COPY / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text() + SETTINGS)
    (COPY / "tests" / "conftest.py").write_text(LAST)
    (COPY / "types.ini").write_text(TYPES)


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


def alone(names: list[str]) -> dict[str, int]:
    """Exit codes of these mutants, each in a process that imports the core as mutated."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", TESTS]
    codes: dict[str, int] = {}
    for name in names:
        environment = {**os.environ, **FEW, "MUTANT_UNDER_TEST": name}
        done = subprocess.run(
            command, cwd=COPY / "mutants", env=environment, stdout=subprocess.DEVNULL
        )
        codes[name] = done.returncode
    return codes


def described(name: str) -> str:
    """``visit.start.missing: old → new``: what a mutant changed, whatever its number is."""
    said = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], cwd=COPY, capture_output=True, text=True
    ).stdout.splitlines()
    old = [line[1:].strip() for line in said if line[:1] == "-" and line[:3] != "---"]
    new = [line[1:].strip() for line in said if line[:1] == "+" and line[:3] != "+++"]
    where = re.sub(r"__mutmut_\d+$", "", name).removeprefix("appliance.core.")
    where = re.sub(r"\.x_|\.xǁ", ".", where)
    before, after = _apart(" ".join(old), " ".join(new))
    return f"`{where}`: `{before}` → `{after}`"


def _apart(old: str, new: str) -> tuple[str, str]:
    """The two without what is the same at both ends, but for a little around what is not."""
    short = min(len(old), len(new))
    head = next((at for at in range(short) if old[at] != new[at]), short)
    ends = zip(reversed(old), reversed(new), strict=False)
    tail = next((at for at, (a, b) in enumerate(ends) if a != b), short)
    tail = min(tail, short - head)
    first = max(0, old.rfind(" ", 0, max(0, head - AROUND)) + 1)
    last = max(0, tail - AROUND)
    return old[first : len(old) - last].strip(), new[first : len(new) - last].strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--least", type=float, default=95.0)
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--go-on", action="store_true", help="try again what survived last")
    options = parser.parse_args()
    survived = [name for name, code in results().items() if code not in KILLED]
    copy(anew=not options.go_on)
    run(options.names, options.children)
    if options.go_on and survived:
        run(survived, options.children)
    codes = {name: code for name, code in results().items() if code is not None}
    late = [n for n in codes if codes[n] not in KILLED and any(f".x_{f}" in n for f in AT_IMPORT)]
    codes |= alone(late)
    lived = sorted(name for name, code in codes.items() if code not in KILLED)
    listed = LISTED.read_text() if LISTED.exists() else ""
    told = [(described(name), codes[name], name) for name in lived]
    unlisted = [(what, code, name) for what, code, name in told if what not in listed]
    equivalent = len(told) - len(unlisted)
    for what, code, name in unlisted:
        print(f"survived ({code}) {what}   [{name.rpartition('_')[2]}]")
    killed = len(codes) - len(lived)
    typed = sum(code == BY_TYPES for code in codes.values())
    share = 100 * killed / max(1, len(codes) - equivalent)
    print(
        f"{len(codes)} mutants, {killed} killed ({typed} of them by the types), {equivalent} listed"
        f" with a reason, {len(unlisted)} more survived: {share:.1f} % of the others killed"
    )
    return 0 if share >= options.least else 1


if __name__ == "__main__":
    sys.exit(main())
