"""The ring that a room shows on the fleet page."""

from dataclasses import replace

import pytest

from central.core.fleet import (
    PartLine,
    ReadyLine,
    Ring,
    SignLine,
    UnitLine,
    as_json,
    mender,
    ring,
)

READY = UnitLine(
    "north/room12", "Videorum 12", "ready", 1.0, SignLine("clear", "clear", lamp_ok=True)
)


@pytest.mark.parametrize(
    ("wanted", "actual", "shown"),
    [
        ("clear", "clear", "clear"),
        ("clear", "unknown", "clear"),
        ("soon", "soon", "soon"),
        ("occupied", "occupied", "occupied"),
        ("paused", "paused", "paused"),
        ("clear", "occupied", "occupied"),
        ("unknown", "occupied", "occupied"),
        ("unknown", "unknown", "none"),
        ("invented", "unknown", "none"),
    ],
)
def test_the_ring_follows_the_sign(wanted: str, actual: str, shown: Ring) -> None:
    assert (
        ring(replace(READY, sign=SignLine(wanted, actual, lamp_ok=True)), listening=True) == shown
    )


@pytest.mark.parametrize("state", ["init", "disconnected", "lost", None])
def test_silence_looks_silent(state: str | None) -> None:
    assert ring(replace(READY, state=state), listening=True) == "none"
    assert ring(READY, listening=False) == "none"
    assert ring(replace(READY, sign=None), listening=True) == "none"


def test_a_failed_part_and_a_dead_lamp_are_faults_a_degraded_part_is_none() -> None:
    part = PartLine("camera", "failed", "camera-missing", 2.0)
    assert ring(replace(READY, health={"camera": part}), listening=True) == "fault"
    degraded = replace(part, condition="degraded")
    assert ring(replace(READY, health={"camera": degraded}), listening=True) == "clear"
    assert (
        ring(replace(READY, sign=SignLine("clear", "clear", lamp_ok=False)), listening=True)
        == "fault"
    )


def test_one_unit_as_the_page_gets_it() -> None:
    part = PartLine("camera", "ok", None, 2.0, {"brightness": 120.4})
    said = as_json(replace(READY, health={"camera": part}, seen=9.0), listening=True, now=5.0)
    assert said == {
        "unit": "north/room12",
        "site": "north",
        "room": "Videorum 12",
        "state": "ready",
        "since": 1.0,
        "sign": {"wanted": "clear", "actual": "clear", "lamp_ok": True},
        "health": [
            {
                "part": "camera",
                "condition": "ok",
                "code": None,
                "since": 2.0,
                "mends": "it",
                "evidence": {"brightness": 120.4},
            }
        ],
        "visits": [],
        "ring": "clear",
        "seen": 9.0,
    }


def test_its_visits_in_order_and_none_that_is_over() -> None:
    def line(start: float, end: float) -> ReadyLine:
        return ReadyLine("at-risk", start, end, "camera", "camera-frozen", 1.0)

    unit = replace(READY, ready={"b": line(20, 30), "a": line(40, 50), "c": line(0, 10)})
    said = as_json(unit, listening=True, now=10.0)
    assert said["visits"] == [
        {
            "start": start,
            "end": start + 10,
            "state": "at-risk",
            "part": "camera",
            "code": "camera-frozen",
            "since": 1.0,
            "mends": "room",
        }
        for start in (20, 40)
    ]
    assert len(as_json(unit, listening=True, now=9.9)["visits"]) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["camera-frozen", "camera-failed", "headset-failed"])
def test_a_plug_is_pulled_out_and_put_back_in_the_room(code: str) -> None:
    assert mender(code) == "room"
    assert mender("call-fails") == "it"
