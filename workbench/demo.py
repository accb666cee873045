"""The whole demo: broker, central, one unit's three processes and the workbench, top to bottom."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout

from workbench import choices as c
from workbench.bench import Bench
from workbench.bookings import Booked, book_day, staff_link
from workbench.choices import Choices
from workbench.faults import JobFailed, WorkbenchError
from workbench.papers import make_keys, write_settings
from workbench.places import Places, take_places
from workbench.ports import Ports, choose_ports
from workbench.supervisor import Job, Supervisor
from workbench.tools import program, run

Say = Callable[[str], None]
WATCHDOGS_S = {"sign": 5.0, "room": 10.0, "stage": 10.0}
"""As in the service files: how long each of the unit's processes may be silent."""


@dataclass(slots=True)
class Demo:
    """A running demo: its processes, devices, ports and the visit that is about to start."""

    places: Places
    ports: Ports
    choices: Choices
    supervisor: Supervisor
    bench: Bench
    booked: Booked | None = None
    desk_link: str = ""
    """Signs in at the staff's page, once."""

    @property
    def central_config(self) -> Path:
        """Central's settings."""
        return self.places.central / "central.toml"

    def links(self) -> dict[str, str]:
        """What a person can open, by what it is."""
        central = f"http://localhost:{self.ports.central}"
        fleet_key = (self.places.keys / "fleet.key").read_text().strip()
        return {
            "Patient's page": self.booked.link if self.booked else central,
            "Staff's page": self.desk_link or f"{central}/rum",
            "Workbench": f"http://localhost:{self.ports.workbench}/",
            "BankID (simulated)": f"http://localhost:{self.ports.workbench}/bankid/",
            "All rooms": f"{central}/fleet#{fleet_key}",
            "API docs": f"{central}/docs",
        }

    def job(self, name: str) -> Job:
        """One of the demo's processes, by its name."""
        if name == "broker":
            config = self.places.broker / "mosquitto.conf"
            return Job(name, (_mosquitto(), "-c", str(config)))
        if name == "central":
            return Job(
                name, (program("ostord-central"), "serve", "--config", str(self.central_config))
            )
        config = self.places.unit / f"{name}.toml"
        return Job(name, (program("ostord-unit"), name, "--config", str(config)), WATCHDOGS_S[name])

    async def start(self, name: str) -> None:
        """Start one process and wait until it does its work."""
        self.supervisor.start(self.job(name))
        if name in WATCHDOGS_S:
            await self.supervisor.ready(name)
        else:
            probe = self._broker_listens if name == "broker" else self._central_answers
            await self._until(name, probe)

    async def _until(self, name: str, works: Callable[[], Awaitable[bool]]) -> None:
        deadline = time.monotonic() + 30
        while not await works():
            failed = self.supervisor.failed(name)
            if failed is not None:
                raise failed
            if time.monotonic() > deadline:
                raise JobFailed(name, "it does not answer")
            await asyncio.sleep(0.1)

    async def _broker_listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.ports.broker)
        except OSError:
            return False
        writer.close()
        return True

    async def _central_answers(self) -> bool:
        address = f"http://127.0.0.1:{self.ports.central}/healthz"
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=2)) as client,
                client.get(address) as answer,
            ):
                return answer.status == 200
        except (ClientError, TimeoutError, OSError):
            return False


@asynccontextmanager
async def running(
    choices: Choices, say: Say, with_broker: Callable[[Demo], None] = lambda _: None
) -> AsyncIterator[Demo]:
    """A demo for as long as the block runs; afterwards nothing of it is left running.

    ``with_broker`` is called as soon as the broker listens, before anybody speaks there.
    """
    places = take_places(choices.folder)
    try:
        demo = _lay_out(places, choices, say)
        try:
            await _bring_up(demo, say, with_broker)
            yield demo
        finally:
            await demo.supervisor.stop_all()
            await demo.bench.stop()
    finally:
        places.give_back()


async def book_today(demo: Demo, say: Say) -> None:
    """Put today's bookings in place and publish the links."""
    say("Booking today's visits")
    demo.booked = await book_day(demo.central_config, demo.choices.start_in_s, datetime.now(UTC))
    demo.desk_link = await staff_link(demo.central_config)
    demo.places.publish(demo.links())


def _lay_out(places: Places, choices: Choices, say: Say) -> Demo:
    ports, taken = choose_ports(choices.port_base)
    if taken:
        said = ", ".join(map(str, taken))
        say(f"Ports {said} are taken; using {ports.central}, {ports.workbench}, {ports.broker}")
    if choices.screen == "window" and not _has_display():
        say("No display here: the workbench shows the unit's screen instead")
        choices = replace(choices, screen="simulated")
    supervisor = Supervisor(places.log, places.runtime, _Journal(places.log).tell)
    bench = Bench(places.runtime / "devices", ports.workbench, choices.real)
    return Demo(places, ports, choices, supervisor, bench)


async def _bring_up(demo: Demo, say: Say, with_broker: Callable[[Demo], None]) -> None:
    places = demo.places
    say("Making keys and certificates")
    await make_keys(places)
    write_settings(places, demo.ports, demo.choices)
    say("Starting the broker (Mosquitto)")
    await run(
        "ostord-central",
        "broker-config",
        "--folder",
        places.broker,
        "--keys",
        places.keys,
        "--port",
        str(demo.ports.broker),
    )
    await demo.start("broker")
    with_broker(demo)
    say("Starting central")
    await run("ostord-central", "migrate", "--config", demo.central_config)
    await _add_unit(demo)
    await demo.start("central")
    say("Starting the room's three processes: sign, room, stage")
    await demo.bench.start()
    if demo.choices.somebody:
        await demo.bench.desk.do("presence", "come")
    await asyncio.gather(*(demo.start(name) for name in WATCHDOGS_S))


async def _add_unit(demo: Demo) -> None:
    await run(
        "ostord-central",
        "add-unit",
        "--config",
        demo.central_config,
        "--unit",
        c.UNIT,
        "--location",
        c.LOCATION,
        "--room",
        c.ROOM,
        "--certificate",
        demo.places.unit / "unit.crt",
    )


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _mosquitto() -> str:
    """Debian keeps it where a person's PATH does not look."""
    for folder in (*os.environ.get("PATH", "").split(":"), "/usr/sbin", "/usr/local/sbin"):
        path = Path(folder) / "mosquitto"
        if path.is_file():
            return str(path)
    raise WorkbenchError("Mosquitto is missing: apt-get install -y mosquitto")


class _Journal:
    """The supervisor's own record, in the form of the others'."""

    def __init__(self, log: Path) -> None:
        self._file = log / "supervisor.jsonl"

    def tell(self, what: str, **facts: object) -> None:
        """Write that ``what`` happened now."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {
            "mono": round(time.monotonic(), 4),
            "at": at,
            "process": "supervisor",
            "what": what,
            **facts,
        }
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
