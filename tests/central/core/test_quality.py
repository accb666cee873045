"""How calls went, out of a unit's numbers."""

from central.core.quality import Quality, qualities


def sample(at: float, **values: float) -> tuple[float, dict[str, float]]:
    return at, {"call.grade": values.pop("grade", 0.0), **values}


def test_calls_are_told_apart_by_silence_and_by_counters_that_fall() -> None:
    calls = qualities(
        [
            sample(0, bytesReceived=10),
            (5, {"system.cpu.utilization": 0.1}),
            sample(15, bytesReceived=20, packetsLost=5, packetsReceived=95, roundTripTime=0.03),
            sample(30, bytesReceived=30, packetsLost=10, packetsReceived=190, grade=2.0),
            sample(45, bytesReceived=1),
            sample(60, bytesReceived=2, totalFreezesDuration=3),
            sample(300, bytesReceived=3),
        ]
    )
    assert calls == [
        Quality(0, 30, 0.05, None, 30.0, 2.0),
        Quality(45, 60, None, 0.2, None, 0.0),
    ]


def test_what_a_unit_invents_is_no_number() -> None:
    odd = [(at, {"call.grade": "x", "packetsLost": True, "bytesReceived": []}) for at in (0.0, 9.0)]
    assert qualities(odd) == [Quality(0.0, 9.0, None, None, None, None)]
