"""Headset and camera are pulled out in a call: named at once, back at once, and the call goes on.

``make unplugged``: with times, so never in the default run.
"""

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.scenes.test_a_visit_with_trouble import calls, press
from tests.support.demo import demo_in, until_async
from workbench.demo import Demo
from workbench.patient import patient
from workbench.records import Records

pytestmark = [pytest.mark.scene, pytest.mark.long, pytest.mark.timeout(240)]
NAMED_S, BACK_S = 2.0, 3.0
ASIDE = 36
"""Pixels from the middle of a control to where it has its own colour and no icon."""
LIGHT = 160


async def is_off(demo: Demo, button: str) -> bool:
    """Whether the control on the glass says *Du hörs inte* or *Du syns inte*: filled and light."""
    x, y = (await demo.bench.desk.controls())[button]
    glass = cv2.imdecode(np.frombuffer(await demo.bench.desk.frame(), np.uint8), 1)
    assert glass is not None
    return int(glass[y, x - ASIDE].min()) > LIGHT


async def seconds_until(demo: Demo, device: str, verb: str, button: str, *, off: bool) -> float:
    """Do ``verb`` to ``device``; how long the screen took to say what is so."""

    async def is_so() -> bool:
        return await is_off(demo, button) is off

    begun = time.monotonic()
    await demo.bench.desk.do(device, verb)
    await until_async(is_so, 20, f"{device}: {verb} is shown")
    return time.monotonic() - begun


async def test_what_is_pulled_out_in_a_call_is_named_and_comes_back(tmp_path: Path) -> None:
    async with demo_in(tmp_path / "demo", start_in_s=600) as demo, patient() as person:
        assert demo.booked is not None
        records = Records(demo.places.log)
        await person.enter(demo.booked.link, demo.booked.person.birth_date)
        await press(demo, "start")
        await calls(records, 1)
        await person.wait_for_call()
        for device, button in (("headset", "microphone"), ("camera", "camera")):
            named = await seconds_until(demo, device, "unplug", button, off=True)
            back = await seconds_until(demo, device, "plug", button, off=False)
            print(f"{device}: named after {named:.1f} s, back {back:.1f} s after its plug")
            assert named <= NAMED_S
            assert back <= BACK_S
        phases = [entry["phase"] for entry in records.of("room", "phase")]
        assert phases.count("joining") == 1, phases
        assert phases[-1] == "in-call", "the same call, with nobody's leave"
