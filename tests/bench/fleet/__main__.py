"""Side by side in one run: a C sink, a bare subscriber, our ingest, a naive one.

Each gets the same messages of the same C program (mosquitto_pub) through the same Mosquitto, over
TLS. What is compared is the wall time from the first message to the last one counted or committed,
and the processor time that the subscriber takes for a message. Only the broker's queue is longer
than a site's, so that the slow ones lose nothing and can be counted.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import func, select

from central import pki
from central.broker import write_broker_config
from central.store.database import Database
from central.store.migrate import migrate
from central.store.tables import Event, Sample, Unit
from tests.support.central_house import free_port
from tests.support.postgres import running_postgres

ROOT = Path(__file__).parents[3]
UNITS = 8
TICK_S = os.sysconf("SC_CLK_TCK")
STILL_S = 5.0
"""Nothing more comes after so long without progress."""
REACH = 0.6
KINDS = {"metrics": 0, "event": 1}
"""What is sent, and with which quality of service units send it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; processor time in µs a message, without the database's own."""

    what: str
    kind: str
    store: str
    workers: int
    messages: int
    lost: int
    per_second: float
    cpu_us: float
    broker_cpu_us: float


class Bench:
    """A broker, keys, and the units' messages in files."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder, self.number = folder, number
        self.keys, self.port = folder / "keys", free_port()
        pki.init_site(self.keys, "north", 7)
        config = write_broker_config(folder / "broker", self.keys, self.port)
        config.write_text(config.read_text().replace("_messages 20000", "_messages 1000000"))
        self.broker = subprocess.Popen(
            ["/usr/sbin/mosquitto", "-c", str(config)], stderr=subprocess.DEVNULL
        )
        for kind in KINDS:
            for unit in range(UNITS):
                lines = (_message(kind, n) for n in range(self.of_one(number, unit)))
                (folder / f"{kind}-{unit}").write_text("\n".join(lines) + "\n")

    def of_one(self, number: int, unit: int) -> int:
        """How many of ``number`` messages this unit sends."""
        return number // UNITS + (unit < number % UNITS)

    def send(self, kind: str, number: int) -> None:
        """Start the units; they end by themselves."""
        self.senders = []
        for unit in range(UNITS):
            lines = self.of_one(number, unit)
            head = subprocess.Popen(
                ["head", "-n", str(lines), str(self.folder / f"{kind}-{unit}")],
                stdout=subprocess.PIPE,
            )
            topic = f"ostord/1/north/room{unit}/{kind}"
            command = [*self._client("mosquitto_pub"), "-q", str(KINDS[kind]), "-t", topic, "-l"]
            self.senders += [head, subprocess.Popen(command, stdin=head.stdout)]

    def sent(self) -> None:
        """Wait until they have."""
        for sender in self.senders:
            sender.wait(300)

    def sink(self, kind: str, number: int) -> list[str]:
        """The C sink."""
        topic = f"ostord/1/+/+/{kind}"
        return [*self._client("mosquitto_sub"), "-q", "1", "-t", topic, "-C", str(number)]

    def _client(self, program: str) -> list[str]:
        keys = self.keys
        files = ["--cafile", f"{keys}/ca.crt", "--cert", f"{keys}/central.crt"]
        files += ["--key", f"{keys}/central.key"]
        return [program, "-V", "5", "-h", "localhost", "-p", str(self.port), *files]


def _message(kind: str, number: int) -> str:
    if kind == "event":
        told = {"boot": "0123abcd", "seq": number + 1, "at": 1e9 + number, "code": "call-proven"}
        return json.dumps(told, separators=(",", ":"))
    values = {
        "system.cpu.utilization": round(number % 97 / 97, 4),
        "system.memory.utilization": 0.4121,
        "process.memory.usage": 91_234_304.0,
        "hw.temperature": 51.5,
        "hw.network.bandwidth.limit": 125_000_000,
        "system.uptime": 90_000.5 + number,
    }
    return json.dumps({"at": 1e9 + number, "values": values}, separators=(",", ":"))


def cpu_s(pid: int) -> float:
    """Processor time of a process that lives, seconds (proc(5), /proc/pid/stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK_S


def run(
    bench: Bench, kind: str, number: int, done: Callable[[], int], pids: Sequence[int]
) -> tuple[float, int, float, float]:
    """Send; seconds until all is done, what is missing, processor s of ``pids`` and the broker."""
    before, broker = sum(map(cpu_s, pids)), cpu_s(bench.broker.pid)
    began = moved = time.monotonic()
    bench.send(kind, number)
    count = 0
    while count < number:
        time.sleep(0.05)
        found = done()
        now = time.monotonic()
        if found > count:
            count, moved = found, now
        elif now - moved > STILL_S:
            break
    took = moved - began
    used = sum(map(cpu_s, pids)) - before, cpu_s(bench.broker.pid) - broker
    bench.sent()
    return took, number - count, *used


def ended(process: subprocess.Popen[bytes], number: int) -> Callable[[], int]:
    """All when the process has ended, which it does after so many; it stays in /proc till then."""

    def done() -> int:
        state = Path(f"/proc/{process.pid}/stat").read_text().rpartition(") ")[2][0]
        return number if state == "Z" else 0

    return done


def counted(database: Database, kind: str) -> Callable[[], int]:
    """How many are committed."""
    query = select(func.count()).select_from(Event if kind == "event" else Sample)

    def done() -> int:
        with database.begin() as session:
            return session.scalar(query) or 0

    return done


@contextmanager
def started(command: Sequence[str], says: str | None) -> Iterator[subprocess.Popen[bytes]]:
    """A process that listens; ``says`` is what it writes then (None: a second is enough)."""
    out = subprocess.DEVNULL if says is None else subprocess.PIPE
    process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT)
    try:
        if says is None:
            time.sleep(1.0)
        else:
            assert process.stdout is not None
            for line in process.stdout:
                if says.encode() in line:
                    break
            else:
                raise SystemExit(f"{command[0]} ended before it listened")
        yield process
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()


@contextmanager
def stores(folder: Path, cluster_url: Callable[[], str] | None) -> Iterator[dict[str, str]]:
    """An empty database of each kind that is here, with the units known."""
    urls = {"sqlite": f"sqlite:///{folder / 'central.sqlite'}"}
    if cluster_url is not None:
        urls["postgresql"] = cluster_url()
    for file in folder.glob("central.sqlite*"):
        file.unlink()
    for kind, url in urls.items():
        if kind == "sqlite":
            migrate(url)
        database = Database(url)
        with database.begin() as session:
            session.add_all(
                Unit(
                    id=f"north/room{n}", location=f"room-{n}", room="x", certificate="", added_at=0
                )
                for n in range(UNITS)
            )
        database.close()
    yield urls


def central_toml(bench: Bench, url: str) -> Path:
    """Settings of an ingest on ``url``."""
    keys = bench.keys
    file = bench.folder / "central.toml"
    file.write_text(
        f'base_url = "http://localhost:1"\ndatabase = "{url}"\n[broker]\nport = {bench.port}\n'
        f'ca = "{keys}/ca.crt"\ncertificate = "{keys}/central.crt"\nkey = "{keys}/central.key"\n'
    )
    return file


def subscribers(bench: Bench, kind: str) -> Iterator[Row]:
    """Those that store nothing."""
    number = bench.number
    arguments = [str(bench.port), str(bench.keys), str(number), kind]
    bare = [sys.executable, "-m", "tests.bench.fleet.counting", *arguments]
    for what, command, says in (
        ("mosquitto_sub (C)", bench.sink(kind, number), None),
        ("bare paho", bare, "listening"),
    ):
        with started(command, says) as process:
            told = run(bench, kind, number, ended(process, number), [process.pid])
        yield row(what, kind, "-", 1, number, told)


def ingests(bench: Bench, kind: str, urls: dict[str, str], workers: int) -> Iterator[Row]:
    """Ours."""
    command = [sys.executable, "-m", "central.command", "ingest", "--config"]
    for store, url in urls.items():
        database = Database(url)
        with ExitStack() as stack:
            each = [*command, str(central_toml(bench, url))]
            every = [stack.enter_context(started(each, "broker.connected")) for _ in range(workers)]
            time.sleep(0.5)
            pids = [process.pid for process in every]
            told = run(bench, kind, bench.number, counted(database, kind), pids)
        database.close()
        yield row("ours", kind, store, workers, bench.number, told)


def naive(bench: Bench, kind: str, urls: dict[str, str]) -> Iterator[Row]:
    """One row a transaction; a tenth of the messages, as it takes so long."""
    number = max(bench.number // 10, 1)
    for store, url in urls.items():
        database = Database(url)
        arguments = [str(bench.port), str(bench.keys), str(number), kind, url]
        command = [sys.executable, "-m", "tests.bench.fleet.naive", *arguments]
        with started(command, "listening") as process:
            told = run(bench, kind, number, counted(database, kind), [process.pid])
        database.close()
        yield row("one row a transaction", kind, store, 1, number, told)


def row(
    what: str,
    kind: str,
    store: str,
    workers: int,
    number: int,
    told: tuple[float, int, float, float],
) -> Row:
    """A line of what ``run`` found."""
    took, lost, used, broker = told
    arrived = max(number - lost, 1)
    each = (round(1e6 * seconds / arrived, 1) for seconds in (used, broker))
    return Row(what, kind, store, workers, number, lost, round(arrived / took), *each)


def main() -> int:
    """Print the table and a JSON object; 1 where the reach is missed or something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench-fleet.json")
    chosen = parser.parse_args()
    rows = list[Row]()
    folder = Path(tempfile.mkdtemp(prefix="ostord-bench-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        made = stack.enter_context(running_postgres()).make_migrated if _has_postgres() else None
        bench = Bench(folder, chosen.messages)
        stack.callback(bench.broker.wait)
        stack.callback(bench.broker.terminate)
        time.sleep(0.5)
        for kind in KINDS:
            cases: list[Callable[[dict[str, str]], Iterator[Row]]] = [
                lambda _, kind=kind: subscribers(bench, kind),  # type: ignore[misc]
                lambda urls, kind=kind: ingests(bench, kind, urls, 1),  # type: ignore[misc]
                lambda urls, kind=kind: ingests(bench, kind, urls, 2),  # type: ignore[misc]
                lambda urls, kind=kind: naive(bench, kind, urls),  # type: ignore[misc]
            ]
            for case in cases:
                with stores(folder, made) as urls:
                    for found in case(urls):
                        rows.append(found)
                        print(_line(found), flush=True)
    return _judge(rows, chosen.out)


def _has_postgres() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin"))


def _line(found: Row) -> str:
    return (
        f"{found.what:24} {found.kind:8} {found.store:10} {found.workers} "
        f"{found.per_second:9.0f}/s {found.cpu_us:8.1f} µs  broker {found.broker_cpu_us:6.1f} µs"
        f"  lost {found.lost}"
    )


def _judge(rows: Sequence[Row], out: Path) -> int:
    """Ours with one worker against the bare subscriber, by wall and by processor."""
    reached = {}
    for kind in KINDS:
        (bare,) = (one for one in rows if one.what == "bare paho" and one.kind == kind)
        for one in rows:
            if one.what == "ours" and one.kind == kind and one.workers == 1:
                reached[f"{kind} {one.store}"] = {
                    "wall": round(one.per_second / bare.per_second, 2),
                    "cpu": round(bare.cpu_us / max(one.cpu_us, 0.1), 2),
                }
    lost = sum(one.lost for one in rows if one.what == "ours")
    told = {"rows": [asdict(one) for one in rows], "of_bare_paho": reached, "lost": lost}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(told, indent=1) + "\n")
    print(json.dumps({"of_bare_paho": reached, "lost": lost, "reach": REACH}))
    return 0 if not lost and all(one["wall"] >= REACH for one in reached.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
