"""The unit as a contestant: the demo's processes, its real signaling through central.

The film is before its simulated camera, the speech at its microphone; what its screen shows and
its loudspeaker plays is read at the simulated devices.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np

from hardware.sound_simulated import RECORDED
from tests.bench.call.contestant import Line, Rows, until
from tests.bench.call.evidence import Evidence
from tests.bench.call.film import PICTURES
from tests.bench.call.patient import Patient
from tests.bench.call.processes import family
from tests.bench.call.sounds import Piece
from tests.bench.call.time_code import points, read
from workbench import choices as c
from workbench.bookings import NEXT
from workbench.choices import Choices
from workbench.demo import Demo, running
from workbench.faults import WorkbenchError
from workbench.listener import Listener
from workbench.records import Records
from workbench.tools import run_json

PROCESSES = ("sign", "room", "stage")
SCREEN = (1280, 800)
MINUTES = 180
STARTS_IN_S = 600
NOWHERE = (2, 2)


class Unit:
    """A unit with one long visit; each call after the first is *Återuppta samtal*."""

    name = "unit"

    def __init__(self, demo: Demo, patient: Patient, listener: Listener) -> None:
        self._demo = demo
        self._patient = patient
        self._listener = listener
        self._records = Records(demo.places.log)
        self._joined_at = 0.0
        self._watched_at = 0.0
        self._button = "start"

    async def join(self, line: Line) -> float | None:
        """Press the button that begins the call; from *joining* to the first decoded picture."""
        self._patient.line = line
        before = time.monotonic()
        await self._press(self._button)
        self._button = "restart"
        joining = await self._records.wait(
            "room", "phase", lambda it: it["phase"] == "joining", since=before
        )
        self._joined_at = joining["mono"]
        try:
            first = await self._records.wait(
                "stage", "call.first-frame", since=self._joined_at, timeout_s=15.0
            )
        except WorkbenchError:
            return None
        return float(first["mono"]) - self._joined_at

    async def leave(self) -> None:
        """*Lämna videobesök*"""
        before = time.monotonic()
        await self._press("leave")
        await self._records.wait("room", "phase", lambda it: it["phase"] == "ended", since=before)
        assert self._patient.line is not None
        await self._patient.line.far.call("hangUp")
        self._patient.line = None

    async def _press(self, button: str, within_s: float = 40.0) -> None:
        desk = self._demo.bench.desk
        woken = time.monotonic()
        deadline = woken + within_s
        while True:
            controls = await desk.controls()
            if button in controls:
                return await desk.touch(*controls[button])
            if time.monotonic() > deadline:
                raise WorkbenchError(f"The screen offers {', '.join(controls)}, not {button}.")
            if time.monotonic() - woken > 3:
                woken = time.monotonic()
                await desk.touch(*NOWHERE)
            await asyncio.sleep(0.05)

    def pids(self) -> dict[str, list[int]]:
        """Sign, room and stage, with what they started."""
        found = {name: self._demo.supervisor.pid(name) for name in PROCESSES}
        return {name: family(pid) for name, pid in found.items() if pid is not None}

    async def watch(self) -> None:
        """Note what passes, at the simulated devices."""
        watched = [_on_screen(x, y) for x, y in points()]
        await self._ask("screen", "device", do="watch", points=watched)
        into = str(self._demo.places.runtime / "headset.recorded")
        await self._ask("headset", "device", do="record", into=into)
        self._watched_at = time.monotonic()

    async def notes(self) -> Evidence:
        """What passed."""
        end = time.monotonic()
        rows = (await self._ask("screen", "seen", do="seen"))["seen"]
        clock = await self._ask("camera", "began", do="clock")
        await self._ask("screen", "device", do="watch", points=[])
        await self._ask("headset", "device", do="record-end")
        recorded = np.fromfile(self._demo.places.runtime / "headset.recorded", RECORDED)

        def pieces(kind: bytes) -> list[Piece]:
            chosen = recorded[recorded["kind"] == kind]
            return [Piece(float(one["at"]), one["block"]) for one in chosen]

        return Evidence(
            sent=_film_clock(clock["began"], clock["step_s"], self._watched_at - 2.0, end),
            seen=[(at, read(values)) for at, values in rows],
            said=pieces(b"m"),
            heard=pieces(b"s"),
        )

    async def sound(self) -> Rows:
        """As stage counts, told by room over MQTT."""
        found = []
        for heard in self._listener.heard:
            if b'"values"' not in heard.payload or heard.mono < self._joined_at:
                continue
            values = json.loads(heard.payload)["values"]
            if "totalSamplesReceived" in values and "concealedSamples" in values:
                found.append(
                    {
                        "at": heard.mono,
                        "concealed": values["concealedSamples"],
                        "samples": values["totalSamplesReceived"],
                        "discarded": values.get("packetsDiscarded", 0.0),
                    }
                )
        return found

    async def _ask(self, device: str, answer: str, **message: Any) -> dict[str, Any]:
        return await self._demo.bench.desk._links[device].ask(message, answer)


def _on_screen(x: float, y: float) -> tuple[int, int]:
    """Where a part of a picture of 16:9 stands on the screen, which it covers."""
    scale = max(SCREEN[0] / 1280, SCREEN[1] / 720)
    left, top = (1280 * scale - SCREEN[0]) / 2, (720 * scale - SCREEN[1]) / 2
    return int(x * 1280 * scale - left), int(y * 720 * scale - top)


def _film_clock(
    began: float, step_s: float, since: float, end: float
) -> list[tuple[float, int | None]]:
    """When the simulated camera took which picture of the film."""
    first = int((since - began) / step_s)
    times = (began + count * step_s for count in range(first, int((end - began) / step_s) + 1))
    return [(at, int(at / step_s) % PICTURES) for at in times]


@asynccontextmanager
async def unit(
    folder: Path, film: Path, speech: Path, minutes: int = MINUTES
) -> AsyncIterator[Unit]:
    """A demo with a patient in the lobby, for as long as the block runs."""
    chosen = Choices(
        folder=folder / "unit",
        port_base=0,
        camera=f"simulated:{film}",
        headset=f"simulated:{speech}",
    )
    listeners: list[Listener] = []

    def listen(demo: Demo) -> None:
        listeners.append(Listener(demo.places.keys, demo.ports.broker))
        listeners[0].start()

    async with running(chosen, lambda _: None, listen) as demo:
        booked = await _book(demo, minutes)
        demo.supervisor.kill("room")  # it comes back and reads the bookings at once
        patient = Patient(f"http://localhost:{demo.ports.central}")
        try:
            ticket = booked["link"].partition("#")[2]
            await patient.enter(ticket, NEXT.birth_date, booked["appointment"])
            room = Unit(demo, patient, listeners[0])
            await until(_offers(demo, "start"), 60.0)
            yield room
        finally:
            await patient.close()
            listeners[0].stop()


def _offers(demo: Demo, button: str) -> Any:
    async def look() -> bool:
        await demo.bench.desk.touch(*NOWHERE)
        return button in await demo.bench.desk.controls()

    return look


async def _book(demo: Demo, minutes: int) -> dict[str, Any]:
    person = NEXT
    words = {
        "--config": demo.central_config,
        "--location": c.LOCATION,
        "--in": STARTS_IN_S,
        "--minutes": minutes,
        "--name": person.name,
        "--personnummer": person.personnummer,
        "--phone": person.phone,
        "--confirm": "not-needed",
        "--practitioner": c.CLINICIAN,
        "--practitioner-id": c.CLINICIAN_ID,
    }
    given = [str(part) for pair in words.items() for part in pair]
    answer: dict[str, Any] = await run_json("ostord-central", "book", *given)
    return answer
