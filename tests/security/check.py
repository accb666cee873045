"""``make security``: bandit, the house's own semgrep rules and a scan for secrets; nothing open.

The tools live in a folder of their own (``var/security``), apart from the product's packages. What
they name must be mended, or stand in ``accepted.toml`` with the reason. Prints a table of the
tools and every open finding; the exit status says whether there is any.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "var" / "security" / "bin"
HERE = Path(__file__).parent
PRODUCT = ("appliance", "central", "hardware", "wire", "workbench")
UNREAD = (".png", ".mo", ".lock", "requirements.txt", "package-lock.json")
"""Files of the tree that are no text, or hold nothing but hashes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a tool names."""

    tool: str
    rule: str
    path: str
    line: int
    said: str


class Accepted(BaseModel):
    """Findings that may stay."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tool: str
    rule: str
    paths: list[str]
    why: str

    def fits(self, finding: Finding) -> bool:
        """Whether it is one of these."""
        if (self.tool, self.rule) not in ((finding.tool, finding.rule), (finding.tool, "*")):
            return False
        return any(
            finding.path.startswith(path) if path.endswith("/") else finding.path == path
            for path in self.paths
        )


def bandit() -> list[Finding]:
    """Python that a linter of security frowns on."""
    told = _told("bandit", "--quiet", "--recursive", "--format", "json", *PRODUCT)
    return [
        Finding("bandit", one["test_id"], one["filename"], one["line_number"], one["issue_text"])
        for one in told["results"]
    ]


def semgrep() -> list[Finding]:
    """What breaks a rule of ``rules.yml``."""
    told = _told(
        *("semgrep", "scan", "--metrics=off", "--disable-version-check", "--quiet", "--json"),
        *("--config", str(HERE / "rules.yml"), *PRODUCT),
    )
    if told["errors"]:
        raise SystemExit(f"semgrep: {told['errors'][0]}")
    return [
        Finding(
            "semgrep",
            one["check_id"].rpartition(".")[2],
            one["path"],
            one["start"]["line"],
            one["extra"]["message"],
        )
        for one in told["results"]
    ]


def secrets() -> list[Finding]:
    """What looks like a key or a password in any file of the tree."""
    listed = subprocess.run(("git", "ls-files"), cwd=ROOT, capture_output=True, text=True)
    files = [name for name in listed.stdout.split("\n") if name and not name.endswith(UNREAD)]
    told = _told("detect-secrets", "scan", "--no-verify", *files)
    return [
        Finding("detect-secrets", one["type"], path, one["line_number"], one["type"])
        for path, found in told["results"].items()
        for one in found
    ]


SCANS: dict[str, Callable[[], list[Finding]]] = {
    "bandit": bandit,
    "semgrep": semgrep,
    "detect-secrets": secrets,
}


def main() -> int:
    """Run all of them; 1 where a finding is open or an accepted one is gone."""
    file = tomllib.loads((HERE / "accepted.toml").read_text())
    accepted = [Accepted(**one) for one in file["accepted"]]
    fitted, opened = set[int](), list[Finding]()
    print(f"{'tool':16}{'found':>8}{'accepted':>10}{'open':>6}")
    for name, scan in SCANS.items():
        found = scan()
        mine = [one for one in found if not _fits(one, accepted, fitted)]
        print(f"{name:16}{len(found):8}{len(found) - len(mine):10}{len(mine):6}")
        opened += mine
    gone = [one for place, one in enumerate(accepted) if place not in fitted]
    for finding in opened:
        print(f"{finding.path}:{finding.line}: {finding.tool} {finding.rule}: {finding.said}")
    for one in gone:
        print(f"accepted.toml: nothing fits {one.tool} {one.rule} in {', '.join(one.paths)}")
    return 1 if opened or gone else 0


def _fits(finding: Finding, accepted: list[Accepted], fitted: set[int]) -> bool:
    places = [place for place, one in enumerate(accepted) if one.fits(finding)]
    fitted.update(places)
    return bool(places)


def _told(program: str, *arguments: str) -> dict[str, Any]:
    """What a tool prints as JSON; SystemExit with its words where it fails."""
    environment = {"PATH": f"{TOOLS}:/usr/bin:/bin", "HOME": str(ROOT / "var")}
    said = subprocess.run(
        (str(TOOLS / program), *arguments),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    try:
        told: dict[str, Any] = json.loads(said.stdout)
    except ValueError:
        raise SystemExit(f"{program}: {said.stderr.strip()[-600:]}") from None
    return told


if __name__ == "__main__":
    sys.exit(main())
