"""What the screen shows of the function test, and who answers about what does not work (R69)."""

from appliance.core.day import Day
from appliance.core.function_test import device_of
from appliance.core.views import Answering, TestLine
from appliance.core.words import DeviceState, TestPart


def test_line(day: Day, now: float) -> TestLine | None:
    """The test, while a person takes it."""
    test = day.test
    if test is None:
        return None
    return TestLine(
        step=test.step,
        hearing=day.stage.hearing,
        failed=test.failed,
        plugged=test.failed is None or device_of(day, test.failed) is not DeviceState.MISSING,
        answering=answering(day, test.failed, now) if test.failed else None,
        reported=day.rules.reports,
    )


def answering(day: Day, part: TestPart, now: float) -> Answering | None:
    """The first open line: technology first where the unit itself knows that a device is ill.

    Where it knows of nothing, the unit's own administrator is asked first (R69).
    """
    ill = device_of(day, part) is not DeviceState.OK
    kinds = ("technology", "function") if ill else ("function", "technology")
    wall = day.anchor + now
    for kind in kinds:
        for line in day.support:
            until = next((end for begin, end in line.open if begin <= wall < end), None)
            if line.fault == kind and until is not None:
                return Answering(name=line.name, phone=line.phone, until=until)
    return None
