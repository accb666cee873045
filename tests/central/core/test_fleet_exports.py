"""The fleet in the words of Prometheus and FHIR."""

import json
import re
from pathlib import Path

from fhir.resources.R4B.device import Device

from central.core.fleet import PartLine, ReadyLine, SignLine, UnitLine
from central.core.fleet_exports import Equipped, device, metrics, rows

LINE = UnitLine(
    "north/room12",
    'Rum "12"\n',
    "alert",
    1.0,
    SignLine("clear", "clear", lamp_ok=True),
    {"camera": PartLine("camera", "failed", "camera-frozen", 1.0)},
    9.0,
    {"a": ReadyLine("at-risk", 200.0, 300.0, "camera", "camera-frozen", 1.0)},
)
ONE = Equipped(LINE, "room-12", "room", {"ostord": "1.0"}, {"camera": "v4l2"})
SAMPLE = re.compile(r'(\w+)(\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9.e+]+)')
DASHBOARD = Path(__file__).parents[3] / "docs" / "grafana-fleet.json"


def read(**how: bool) -> dict[str, str]:
    """Every line that is no comment, parsed by the format's own grammar."""
    text = metrics([LINE], [("camera-frozen", True)], 3, listening=True, now=100.0, **how)
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            parts = SAMPLE.fullmatch(line)
            assert parts, line
            found[parts[1] + (parts[2] or "")] = parts[3]
    return found


def test_prometheus_reads_what_is_wrong_and_nobodys_words_break_a_line() -> None:
    found = read()
    room = r'site="north",unit="north/room12",room="Rum \"12\"\n"'
    assert found[f"ostord_unit_up{{{room}}}"] == "1.0"
    fault = f'{room},part="camera",condition="failed",code="camera-frozen"'
    assert found[f"ostord_part_fault{{{fault}}}"] == "1.0"
    assert found['ostord_visits_at_risk{site="north"}'] == "1.0"
    assert found['ostord_alerts_open{code="camera-frozen",urgent="true"}'] == "1.0"
    assert found["ostord_bad_messages"] == "3.0"


def test_the_dashboard_asks_for_metrics_that_there_are() -> None:
    asked = {
        name
        for panel in json.loads(DASHBOARD.read_text())["panels"]
        for target in panel["targets"]
        for name in re.findall(r"ostord_\w+", target["expr"])
    }
    there = {name.partition("{")[0] for name in read()}
    assert asked <= there
    assert len(asked) >= 6


def test_a_unit_is_a_fhir_device() -> None:
    told = Device.model_validate(device(ONE, "https://central.example"))
    assert told.location is not None
    assert told.location.reference == "Location/room-12"
    bare = Equipped(UnitLine("north/room1", "R"), "room-1", None, {}, {})
    Device.model_validate(device(bare, "https://central.example"))


def test_the_inventory_has_a_row_for_each_unit() -> None:
    (row,) = rows([ONE], listening=True)
    assert row["parts"] == "camera=v4l2"
    assert (row["unit"], row["version"], row["ring"]) == ("north/room12", "1.0", "fault")
