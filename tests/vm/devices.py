"""Runs the devices' contracts in the virtual machine and says which of its devices held which."""

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as Xml

from tests.vm.machine import NotRun, run

TESTS = ["tests/hardware", "tests/vm"]
PYTEST = [
    *("-m", "pytest", "-p", "pytest_asyncio.plugin", "-p", "pytest_timeout"),
    *("-p", "no:cacheprovider", "-m", "''", "--timeout", "300", "-v"),
]
KERNEL = re.compile(r"kernel|/dev/video0")
"""The names of implementations that are the kernel's own devices."""
ASKED = "kernel or video0"
"""The same for pytest: what is asked inside."""
ALONE = "kernel devices"
"""The contracts that only those can be asked to hold."""
MARKS = {"held": "yes", "broken": "BROKEN", "skipped": "-"}
ENDS = {"skipped": "skipped", "failure": "broken", "error": "broken"}


def outcomes(*results: Path) -> dict[str, dict[str, str]]:
    """For each contract the implementations (or one of no name) and how each ended, last."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for case in (case for one in results for case in Xml.parse(one).iter("testcase")):
        test, _, which = case.get("name", "").rstrip("]").partition("[")
        module = case.get("classname", "").split(".")[-1].removeprefix("test_")
        contract = f"{module}: {test.removeprefix('test_')}".replace("_", " ")
        ended = [ENDS[part.tag] for part in case if part.tag in ENDS]
        found[contract][which] = ended[0] if ended else "held"
    return found


def table(found: dict[str, dict[str, str]]) -> list[str]:
    """One line for each contract that a kernel device was asked to hold."""
    lines = [f"{'contract':<88} {'simulated or mock':<18} kernel"]
    for contract, ended in found.items():
        kernel = {one: how for one, how in ended.items() if KERNEL.search(one)}
        twins = [how for one, how in ended.items() if one not in kernel and how != "skipped"]
        if contract.startswith(ALONE):
            kernel, twins = ended, []
        if kernel:
            said = worst(list(kernel.values()))
            which = ", ".join(one for one in kernel if one)
            lines.append(f"{contract[:87]:<88} {worst(twins):<18} {said:<7} {which}")
    return lines


def worst(ended: list[str]) -> str:
    """How all of them ended, in a word."""
    held = ended.count("held")
    if "broken" in ended:
        return MARKS["broken"]
    return f"{MARKS['held']} ({held})" if held > 1 else MARKS["held" if held else "skipped"]


def here(tests: list[str], results: Path) -> None:
    """Ask the simulated devices on this machine: an emulated one is too slow for their paces."""
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={results}", *tests]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)


def main() -> int:
    """Run here and inside, tell; 0 where every contract held."""
    tests = sys.argv[1:] or TESTS
    command = (
        f"python3 {' '.join(PYTEST)} --junitxml=/out/results.xml -k '{ASKED}' {' '.join(tests)}"
    )
    with tempfile.TemporaryDirectory(prefix="ostord-vm-") as folder:
        out = Path(folder)
        here(tests, out / "here.xml")
        try:
            code, said = run(command, out)
            found = outcomes(out / "here.xml", out / "results.xml")
        except (NotRun, FileNotFoundError) as error:
            print(error, file=sys.stderr)
            return 2
    print(said if code else said.splitlines()[0], *table(found), "", sep="\n")
    print(said.strip().splitlines()[-1].strip("= "))
    broken = any("broken" in ended.values() for ended in found.values())
    return code or int(broken)


if __name__ == "__main__":
    sys.exit(main())
