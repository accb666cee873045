"""``make sbom``: what a unit and central are made of, as CycloneDX 1.6, one file each.

Taken from the packages that are installed, along the product's own extras and nothing of the tests;
each with its licence, its hashes from ``requirements.lock``, and the shared libraries that lie in
its wheel (PyAV's bring GPL-licensed encoders). Run with the interpreter of ``.venv``; prints where
the files are and how many components each names.
"""

import hashlib
import importlib.metadata as metadata
import json
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import canonicalize_name

from image.needed import PARTS, locked, needed, sums

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "var" / "sbom"
FFMPEG = ("avcodec", "avdevice", "avfilter", "avformat", "avutil", "swresample", "swscale")
COPYLEFT = dict.fromkeys(("x264", "x265"), "GPL-2.0-or-later") | dict.fromkeys(
    FFMPEG, "LGPL-3.0-or-later"
)
"""In PyAV's wheels; FFmpeg's own word (``av.library_meta``), beside x264 and x265 it is GPL."""
LIBRARY = re.compile(r"(?:^|/)lib([A-Za-z0-9_+-]+?)(?:-[0-9a-f]{8})?\.so(?:\.([0-9.]+))?$")

Component = dict[str, object]


def main() -> int:
    """Write both files; 1 where a package that is needed is not installed."""
    PLACE.mkdir(parents=True, exist_ok=True)
    entries = locked(ROOT)
    for name in PARTS:
        found = needed(name)
        parts = [_component(one, sums(entries.get(key, ""))) for key, one in found.items()]
        file = PLACE / f"{name}.cdx.json"
        file.write_text(json.dumps(_bom(name, parts), indent=1, ensure_ascii=False) + "\n")
        print(f"{file.relative_to(ROOT)}: {len(parts)} packages")
    return 0


def _component(package: metadata.Distribution, hashes: list[str]) -> Component:
    name, version = canonicalize_name(package.name), package.version
    component: Component = {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{version}",
        "name": package.name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "licenses": _licences(package),
        "properties": [{"name": "ostord:file-sha256", "value": one} for one in sorted(hashes)],
    }
    inside = list(_inside(package))
    return component | ({"components": inside} if inside else {})


def _licences(package: metadata.Distribution) -> list[dict[str, object]]:
    """Its licence as it says it: SPDX, else its classifiers, else its own words."""
    told = package.metadata
    if expressions := told.get_all("License-Expression"):
        return [{"expression": expressions[0]}]
    named = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    words = named or [str(one).strip().split("\n")[0] for one in told.get_all("License") or ()]
    return [{"license": {"name": word}} for word in words or ["not told"]]


def _inside(package: metadata.Distribution) -> Iterator[Component]:
    """The shared libraries that its wheel brings beside its own code."""
    for file in package.files or ():
        found = LIBRARY.search(str(file))
        if found is None or ".libs/" not in str(file):
            continue
        digest = hashlib.sha256(Path(str(package.locate_file(file))).read_bytes()).hexdigest()
        licence = COPYLEFT.get(found[1]) if package.name == "av" else None
        component: Component = {
            "type": "library",
            "bom-ref": f"{package.name}:{file}",
            "name": f"lib{found[1]}",
            "hashes": [{"alg": "SHA-256", "content": digest}],
        }
        if found[2]:
            component["version"] = found[2]
        if licence:
            component["licenses"] = [{"license": {"id": licence}}]
        yield component


def _bom(name: str, parts: list[Component]) -> Component:
    product = metadata.distribution("ostord")
    seed = json.dumps(parts, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, seed)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": name,
                "name": name,
                "version": product.version,
                "licenses": [{"expression": product.metadata["License-Expression"]}],
            }
        },
        "components": parts,
    }


if __name__ == "__main__":
    sys.exit(main())
