"""The check that a booked visit happens by itself: one whole visit, judged by what it left behind.

Nobody types at the unit: a patient's browser follows the link, somebody is in the room, and after
the call one touch confirms the outcome. The verdict is one JSON object, the last line printed.
"""

import asyncio
import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbench.choices import Choices
from workbench.demo import Demo, book_today, running
from workbench.faults import WorkbenchError
from workbench.listener import Heard, Listener
from workbench.outcome import read_appointment
from workbench.patient import Patient, between, patient
from workbench.records import Records
from workbench.traces import capture_handles, file_contents, traces
from workbench.verdict import Evidence, judge

START_IN_S = 30
TALK_S = 10.0
FIRST_PICTURE_S = 5.0
"""The browser's estimate of the bandwidth settles first; figures count from then on."""


async def check(folder: Path, screenshots: Path | None = None) -> int:
    """Run the whole visit; print the verdict; 0 only if everything held."""
    verdict: dict[str, Any] = {"ok": False}
    try:
        verdict = await _visit(folder, screenshots)
    except (WorkbenchError, TimeoutError, OSError) as error:
        verdict["failed"] = [str(error) or type(error).__name__]
    except Exception as error:
        verdict["failed"] = [f"{type(error).__name__}: {str(error).splitlines()[0]}"]
        raise
    finally:
        print(json.dumps(verdict, ensure_ascii=False), flush=True)
    return 0 if verdict["ok"] else 1


async def _visit(folder: Path, screenshots: Path | None) -> dict[str, Any]:
    choices = Choices(folder=folder, port_base=0, start_in_s=START_IN_S)
    evidence, listener = Evidence(), _Late()
    async with running(choices, _say, listener.start) as demo:
        await book_today(demo, _say)
        records = Records(demo.places.log)
        film = await _film(demo) if screenshots else None
        async with patient(film) as person:
            await _call(demo, person, records, evidence, screenshots)
        await _confirm_outcome(demo, records, evidence)
        evidence.heard = listener.stop()
    assert demo.booked is not None
    evidence.found = _search(demo, evidence)
    return judge(Records(demo.places.log), evidence)


async def _call(
    demo: Demo, person: Patient, records: Records, evidence: Evidence, screenshots: Path | None
) -> None:
    assert demo.booked is not None
    _say("The patient follows the link")
    await person.enter(demo.booked.link, demo.booked.person.birth_date)
    _say("The patient waits in the lobby; the visit shall start by itself")
    await records.wait("room", "phase", lambda it: it["phase"] == "in-call", timeout_s=90)
    await person.wait_for_call()
    _say(f"Both talk for {TALK_S:.0f} s")
    await asyncio.sleep(FIRST_PICTURE_S)
    begin = await person.now()
    mono = time.monotonic()
    await asyncio.sleep(TALK_S / 2)
    if screenshots is not None:
        from workbench.screenshots import take

        await take(demo, person, screenshots)
    await asyncio.sleep(TALK_S / 2)
    evidence.talk = (mono, time.monotonic())
    evidence.samples = between(await person.samples(), begin, await person.now())
    _say("The patient leaves")
    await person.leave()
    ended = await records.wait("room", "phase", lambda it: it["phase"] == "ended")
    await asyncio.sleep(max(0.0, ended["mono"] + 1.0 - time.monotonic()))
    pid = demo.supervisor.pid("stage")
    if pid is not None:
        evidence.handles = capture_handles(pid, demo.places.runtime / "devices")


async def _confirm_outcome(demo: Demo, records: Records, evidence: Evidence) -> None:
    _say("A touch on the unit's screen confirms the outcome")
    assert demo.booked is not None
    controls = await demo.bench.desk.controls()
    if "held" not in controls:
        raise WorkbenchError(f"The screen offers {', '.join(controls) or 'no button'}, not held.")
    await demo.bench.desk.touch(*controls["held"])
    central = f"http://localhost:{demo.ports.central}"
    deadline = time.monotonic() + 15
    while evidence.status != "fulfilled" and time.monotonic() < deadline:
        key = demo.places.unit / "unit.key"
        found = await read_appointment(central, key, demo.booked.appointment)
        evidence.status = str(found.get("status"))
        await asyncio.sleep(0.3)
    closed = records.of("stage", "capture.closed")
    with suppress(WorkbenchError):
        await records.wait(
            "sign",
            "sign.shown",
            lambda it: it["state"] != "occupied",
            since=closed[-1]["mono"] if closed else 0.0,
            timeout_s=15,
        )


async def _film(demo: Demo) -> Path:
    from workbench.portrait import film

    path = demo.places.runtime / "patient.y4m"
    await asyncio.to_thread(film, path)
    return path


def _search(demo: Demo, evidence: Evidence) -> list[str]:
    assert demo.booked is not None
    messages = [
        (f"mqtt {one.topic}", one.topic.encode() + b" " + one.payload) for one in evidence.heard
    ]
    files = file_contents(demo.places.unit, demo.places.log)
    return traces(demo.booked.person, [*messages, *files])


class _Late:
    """The listener, which can only be made when the demo's ports and keys are there."""

    def __init__(self) -> None:
        self._listener: Listener | None = None

    def start(self, demo: Demo) -> None:
        """Listen from now on."""
        self._listener = Listener(demo.places.keys, demo.ports.broker)
        self._listener.start()

    def stop(self) -> list[Heard]:
        """Hang up and give everything that was heard."""
        assert self._listener is not None
        self._listener.stop()
        return self._listener.heard


def _say(text: str) -> None:
    print(f"• {text}", flush=True)
