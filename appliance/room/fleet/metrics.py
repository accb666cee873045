"""How this machine is: numbers by OpenTelemetry names, of its board and from /proc."""

from pathlib import Path

from hardware.board import Board

CPU = "system.cpu.utilization"


class Machine:
    """Reads the numbers; processor load is that since the last reading."""

    def __init__(self, board: Board, proc: Path = Path("/proc")) -> None:
        self._board = board
        self._proc = proc
        self._ticks = self._cpu_ticks()

    def read(self) -> dict[str, float]:
        """What can be read now; what a machine does not have is left out."""
        board = self._board.read()
        free, speed = board.memory_free, board.link_mbit_s
        readings = {
            CPU: self._load(),
            "system.memory.utilization": None if free is None else round(1 - free, 4),
            "process.memory.usage": self._resident(),
            "hw.temperature": board.temperature_c,
            "hw.physical_disk.endurance_utilization": board.disk_worn,
            "hw.network.bandwidth.limit": None if speed is None else speed * 125_000,
            "system.uptime": self._uptime(),
        }
        return {name: value for name, value in readings.items() if value is not None}

    def _load(self) -> float | None:
        before, self._ticks = self._ticks, self._cpu_ticks()
        if before is None or self._ticks is None or self._ticks[1] <= before[1]:
            return None
        busy, whole = self._ticks[0] - before[0], self._ticks[1] - before[1]
        return round(busy / whole, 4)

    def _cpu_ticks(self) -> tuple[int, int] | None:
        """Busy and all ticks since the machine started (proc(5), /proc/stat)."""
        text = _text(self._proc / "stat")
        if text is None or not text.startswith("cpu "):
            return None
        ticks = [int(word) for word in text.split("\n", 1)[0].split()[1:9]]
        return sum(ticks) - ticks[3] - ticks[4], sum(ticks)

    def _resident(self) -> float | None:
        text = _text(self._proc / "self" / "status")
        for line in (text or "").splitlines():
            if line.startswith("VmRSS:"):
                return float(line.split()[1]) * 1024
        return None

    def _uptime(self) -> float | None:
        text = _text(self._proc / "uptime")
        return None if text is None else float(text.split()[0])


def _text(file: Path) -> str | None:
    try:
        return file.read_text()
    except OSError:
        return None
