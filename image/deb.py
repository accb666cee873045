"""``make packages``: the Debian packages ``ostord-unit`` and ``ostord-central``.

Usage: python -m image.deb [--arch amd64|arm64]. Each holds its own tree of Python packages under
``/usr/lib/ostord``, from wheels by the hashes of ``requirements.lock`` (so that a package for the
other architecture needs no machine of it), run by Debian's own Python 3.11; the unit files; and no
settings. Prints where the packages are and how large.
"""

import argparse
import importlib.metadata as metadata
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from image.needed import locked, needed

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "var" / "packages"
FROM_DEBIAN = frozenset({"systemd-python"})
"""No wheels; Debian has it as python3-systemd."""
GLIBC = range(17, 37)
"""manylinux tags up to Debian 12's glibc 2.36."""
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


@dataclass(frozen=True, slots=True)
class Part:
    """What is its own in one of the packages."""

    folders: tuple[str, ...]
    command: str
    """The module whose ``main`` the program runs."""
    units: tuple[str, ...]
    accounts: str
    depends: str
    started: str
    """What is enabled when it is installed."""
    settings: tuple[str, ...]
    """Examples of what must stand in ``/etc/ostord``."""
    about: str


MANUALS = ("docs/operations.md", "docs/network.md", "docs/central.md")
SHIPPED = {
    "ostord-unit": Part(
        ("appliance", "hardware", "wire"),
        "appliance.command",
        ("ostord-sign", "ostord-room", "ostord-stage", "ostord-help", "ostord-replug"),
        "ostord-unit.conf",
        "libc6 (>= 2.36), python3 (>= 3.11), python3 (<< 3.12), python3-systemd, libportaudio2, "
        "libopus0, libraqm0, libfribidi0, fonts-noto-core, espeak-ng, libdrm2, libgbm1, libegl1, "
        "libgles2, libgl1-mesa-dri, adduser, systemd",
        "ostord.target",
        ("sign.toml", "room.toml", "stage.toml"),
        "a room for video care: sign, room and stage",
    ),
    "ostord-central": Part(
        ("central", "wire"),
        "central.command",
        ("ostord-central",),
        "ostord-central.conf",
        "libc6 (>= 2.36), python3 (>= 3.11), python3 (<< 3.12), adduser, systemd",
        "ostord-central.service",
        ("central.toml",),
        "bookings, lobby, pages and fleet of rooms for video care",
    ),
}
PROGRAM = """\
#!/usr/bin/python3 -I
import os
import sys

os.environ["PYTHONPATH"] = "/usr/lib/ostord/{tree}"  # for processes of its own
sys.path.insert(0, os.environ["PYTHONPATH"])
from {module} import main

sys.exit(main())
"""
CONTROL = """\
Package: {name}
Version: {version}
Architecture: {arch}
Maintainer: {maintainer}
Section: comm
Priority: optional
Installed-Size: {size}
Depends: {depends}
{recommends}Description: Ostörd, {about}
 Turns a computer with a camera, a headset, a screen and a lamp over the door
 into a room for video care, with its server.
"""
POSTINST = """\
#!/bin/sh
set -e
[ "$1" = configure ] || exit 0
systemd-sysusers {accounts}
{folders}if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl enable --quiet {started}
  systemctl try-restart {started} || true
  if [ -e {settings} ]; then systemctl start {started} || true; fi
else
  systemctl enable --quiet {started} || true
fi
"""
PRERM = """\
#!/bin/sh
set -e
[ "$1" = remove ] || exit 0
if [ -d /run/systemd/system ]; then systemctl stop {stopped} || true; fi
systemctl disable --quiet {started} || true
"""
POSTRM = """\
#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
if [ "$1" = purge ]; then
  rm -rf {left}
  rmdir /etc/ostord/keys /etc/ostord 2>/dev/null || true
fi
"""
LEFT = {
    "ostord-unit": "/var/lib/ostord /run/ostord /etc/ostord/sign.toml /etc/ostord/room.toml "
    "/etc/ostord/stage.toml /etc/ostord/keys/unit.key /etc/ostord/keys/unit.crt "
    "/etc/ostord/keys/ca.crt",
    "ostord-central": "/var/lib/ostord-central /etc/ostord/central.toml",
}
"""What a purge takes along."""


def main() -> int:
    """Build both packages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arch", choices=sorted(MACHINES), default=_here())
    arch = parser.parse_args().arch
    PLACE.mkdir(parents=True, exist_ok=True)
    for name in SHIPPED:
        file = _build(name, arch)
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1e6:.0f} MB", flush=True)
    return 0


def _here() -> str:
    said = subprocess.run(("dpkg", "--print-architecture"), capture_output=True, text=True)
    return said.stdout.strip() or "amd64"


def _build(name: str, arch: str) -> Path:
    part, tree = SHIPPED[name], name.removeprefix("ostord-")
    root = PLACE / f"{name}-{arch}"
    shutil.rmtree(root, ignore_errors=True)
    packages = root / "usr/lib/ostord" / tree
    _put_packages(name, arch, packages)
    _put_own(part, packages)
    _put_programs(name, part, root)
    _put_scripts(name, part, root)
    installed = sum(one.stat().st_size for one in root.rglob("*") if one.is_file()) // 1024
    version = metadata.version("ostord")
    (root / "DEBIAN/control").write_text(
        CONTROL.format(
            name=name,
            version=version,
            maintainer=os.environ.get("MAINTAINER", "Ostörd <ostord@localhost>"),
            arch=arch,
            size=installed,
            depends=part.depends,
            recommends="Recommends: mosquitto\n" if tree == "central" else "",
            about=part.about,
        )
    )
    _own(root)
    file = PLACE / f"{name}_{version}_{arch}.deb"
    build = ("dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", str(root), str(file))
    _run(*build)
    shutil.rmtree(root)
    return file


def _put_packages(name: str, arch: str, into: Path) -> None:
    """Other people's packages, from wheels of ``arch`` by their hashes."""
    entries = locked(ROOT)
    names = [one for one in needed(name) if one not in FROM_DEBIAN]
    wishes = PLACE / f"{name}.requirements"
    wishes.write_text("\n".join(entries[one].rstrip() for one in names) + "\n")
    tags = [f"--platform=manylinux_2_{minor}_{MACHINES[arch]}" for minor in GLIBC]
    _run(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile"),
        *("--implementation=cp", "--python-version=3.11", "--abi=cp311", "--abi=abi3"),
        *("--abi=none", *tags, f"--target={into}", f"--requirement={wishes}"),
    )
    wishes.unlink()
    shutil.rmtree(into / "bin", ignore_errors=True)


def _put_own(part: Part, into: Path) -> None:
    """The product's own folders, as they are installed from a wheel."""
    whole = into.parent / "whole"
    shutil.rmtree(ROOT / "build", ignore_errors=True)  # else what is gone from the tree comes along
    _run(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--no-build-isolation", "--no-index", "--no-compile"),
        *(f"--target={whole}", str(ROOT)),
    )
    for folder in (*part.folders, *(one.name for one in whole.glob("*.dist-info"))):
        shutil.move(whole / folder, into / folder)
    shutil.rmtree(whole)
    _run("/usr/bin/python3", "-m", "compileall", "-q", "--invalidation-mode=unchecked-hash", into)


def _put_programs(name: str, part: Part, root: Path) -> None:
    program = root / "usr/lib/ostord/bin" / name
    program.parent.mkdir(parents=True)
    tree = name.removeprefix("ostord-")
    program.write_text(PROGRAM.format(tree=tree, module=part.command))
    program.chmod(0o755)
    link = root / "usr/bin" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(f"../lib/ostord/bin/{name}")
    units = root / "usr/lib/systemd/system"
    units.mkdir(parents=True)
    for unit in part.units:
        shutil.copy(ROOT / f"systemd/{unit}.service", units)
    if part.started.endswith(".target"):
        shutil.copy(ROOT / "systemd" / part.started, units)
        shutil.copy(ROOT / "systemd/ostord-replug.path", units)
    for kind in ("sysusers.d", "tmpfiles.d", "udev"):
        _put_if_there(ROOT / "systemd" / kind, part.accounts, root, kind)
    manual = root / "usr/share/doc" / name
    manual.mkdir(parents=True)
    for text in ("README.md", "SECURITY.md", "LICENSE", *MANUALS):
        shutil.copy(ROOT / text, manual)
    examples = manual / "examples"
    examples.mkdir()
    for settings in part.settings:
        shutil.copy(ROOT / "image/examples" / settings, examples)
    if part.accounts == "ostord-unit.conf":
        shutil.copy(ROOT / "systemd/nftables/ostord-unit.nft", examples)
    (manual / "copyright").write_text((ROOT / "LICENSE").read_text())
    (manual / "LICENSE").unlink()


def _put_if_there(folder: Path, accounts: str, root: Path, kind: str) -> None:
    """``sysusers.d`` and ``tmpfiles.d`` of this part; udev's rules are a unit's."""
    if kind == "udev":
        if accounts != "ostord-unit.conf":
            return
        files, into = list(folder.glob("*.rules")), root / "usr/lib/udev/rules.d"
    else:
        files, into = list(folder.glob(accounts)), root / "usr/lib" / kind
    if files:
        into.mkdir(parents=True)
    for file in files:
        shutil.copy(file, into)


def _put_scripts(name: str, part: Part, root: Path) -> None:
    """What the package does when it comes and goes."""
    unit = name == "ostord-unit"
    values = {
        "accounts": part.accounts,
        "folders": f"systemd-tmpfiles --create {part.accounts}\n" if unit else "",
        "started": part.started,
        "settings": "/etc/ostord/room.toml" if unit else "/etc/ostord/central.toml",
        "stopped": f"{part.started} " + " ".join(f"{one}.service" for one in part.units),
        "left": LEFT[name],
    }
    control = root / "DEBIAN"
    control.mkdir(parents=True)
    for script, text in (("postinst", POSTINST), ("prerm", PRERM), ("postrm", POSTRM)):
        (control / script).write_text(text.format(**values))
        (control / script).chmod(0o755)


def _own(root: Path) -> None:
    """Nobody but root may write anything of it."""
    for one in (root, *root.rglob("*")):
        if not one.is_symlink():
            one.chmod(one.stat().st_mode & ~0o022 | 0o444)


def _run(*command: str | Path) -> None:
    """Run it; SystemExit with its words where it fails."""
    said = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if said.returncode:
        raise SystemExit(f"{command[0]}: {said.stderr.strip()[-800:]}")


if __name__ == "__main__":
    sys.exit(main())
