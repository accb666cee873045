"""Every fault of the camera's and the headset's twins × every check: seen, missed, false alarm.

One stage with its real works for each fault, in the function test. A fault is a verb of a twin, or
what its camera sees or its microphone hears all the time. What a check shall say nothing of and
does is a false alarm.
"""

import asyncio
import os
import sys
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from appliance.core.rules import Rules
from appliance.core.views import StageView, TestLine
from appliance.core.words import DeviceState, Hearing, Reason, Sight, TestStep
from hardware.pictures import from_bgr
from hardware.sound import RATE_HZ
from hardware.voice import voice
from tests.support.devices import control
from tests.support.persons import Picture, nearer, person
from tests.support.stage_call import stage_view, until
from tests.support.stage_works import WorksBench, works_bench

FILM = (640, 360)
PICTURES = 60
LOOKS_S = 9.0
"""So long a fault of the picture is waited for; of the sound, the function test's own time."""
Samples = np.ndarray[tuple[int], np.dtype[np.int16]]

CHECKS: dict[str, Callable[[WorksBench], str | None]] = {
    "device": lambda b: _ill(b.room.doing.camera, b.room.doing.microphone),
    "lid": lambda b: "covered" if b.room.doing.sight is Sight.COVERED else None,
    "frozen": lambda b: "frozen" if b.room.doing.sight is Sight.FROZEN else None,
    "advice": lambda b: b.board.advice,
    "microphone": lambda b: None,
}
"""What each check says now; None: all is well. The microphone's is judged at its end."""


def _ill(*states: DeviceState) -> str | None:
    return next((state.value for state in states if state is not DeviceState.OK), None)


@dataclass(frozen=True)
class Fault:
    """One row: how it is made, and which checks must see it."""

    name: str
    seen_by: frozenset[str]
    device: str = "camera"
    verb: str | None = None
    film: Callable[[int], Picture] | None = None
    said: Callable[[Samples], Samples] | None = None


def _by(*checks: str) -> frozenset[str]:
    return frozenset(checks)


def _loud(gain: float) -> Callable[[Samples], Samples]:
    return lambda said: np.clip(said * gain, -32768, 32767).astype(np.int16)


def _fan(said: Samples) -> Samples:
    return np.random.default_rng(4).normal(0, 600, said.size).astype(np.int16)


FAULTS: tuple[Fault, ...] = (
    Fault("nothing wrong, picture", _by()),
    Fault("unplugged", _by("device"), verb="unplug"),
    Fault("frozen", _by("frozen"), verb="freeze"),
    Fault("lid closed", _by("lid", "advice"), verb="close-lid"),
    Fault("black, no noise", _by("lid", "advice"), verb="blacken"),
    Fault("blurred", _by("advice"), verb="blur"),
    Fault("nobody there", _by("advice"), film=lambda n: _wall(n)),
    Fault("in the dark", _by("advice"), film=lambda n: person(light=0.25, at=n)),
    Fault("light from behind", _by("advice"), film=lambda n: person(light=0.35, behind=235, at=n)),
    Fault("too much light", _by("advice"), film=lambda n: person(light=2.2, at=n)),
    Fault("at the side", _by("advice"), film=lambda n: person(right=0.26, at=n)),
    Fault("far away", _by("advice"), film=lambda n: nearer(person(at=n), 0.55)),
    Fault("very near", _by("advice"), film=lambda n: nearer(person(at=n), 2.3)),
    Fault("nothing wrong, sound", _by(), device="headset"),
    Fault("headset unplugged", _by("device", "microphone"), device="headset", verb="unplug"),
    Fault("silence", _by("microphone"), device="headset", said=np.zeros_like),
    Fault("nobody speaks, a fan", _by("microphone"), device="headset", said=_fan),
    Fault("a voice far away", _by("microphone"), device="headset", said=_loud(0.004)),
    Fault("so loud it is cut off", _by("microphone"), device="headset", said=_loud(40)),
    Fault("dead microphone", _by("microphone"), device="headset", verb="hear-silence"),
    Fault("clipping microphone", _by("microphone"), device="headset", verb="hear-clipping"),
    Fault("noise over the voice", _by("microphone"), device="headset", verb="hear-noise"),
)


def _wall(number: int) -> Picture:
    dice = np.random.default_rng(number)
    return from_bgr(dice.integers(118, 142, (720, 1280, 3), np.uint8))


@dataclass
class Row:
    """What became of one fault."""

    fault: Fault
    seen: dict[str, tuple[float, str]] = field(default_factory=dict)
    """Seconds after the fault, and the check's word."""
    made: bool = True

    def wrong(self) -> bool:
        """A check missed it that shall see it, or spoke that shall not."""
        return self.made and set(self.seen) != self.fault.seen_by


async def judged(fault: Fault, folder: Path) -> Row:
    """Let it happen."""
    row = Row(fault)
    step = TestStep.PICTURE if fault.device == "camera" else TestStep.VOICE
    film = _film(fault.film, folder) if fault.film else None
    said = _wav(fault.said, folder) if fault.said else None
    async with works_bench(folder, film=film, said=said) as bench:
        await until(lambda: bench.room.connected)
        if fault.verb is not None and not _has(folder, fault):
            row.made = False
            return row
        if fault.verb is not None and step is TestStep.VOICE:
            await bench.tell(fault.device, fault.verb)
        bench.room.want(_wanted(step))
        if step is TestStep.PICTURE:
            await until(lambda: bench.handles() == {"camera"}, 10.0)
            if fault.verb is not None:
                await until(lambda: bench.board.sure, 10.0)
        begun = time.monotonic()
        if fault.verb is not None and step is TestStep.PICTURE:
            await bench.tell(fault.device, fault.verb)
        lasts = LOOKS_S if step is TestStep.PICTURE else Rules().test_listens
        while (after := time.monotonic() - begun) < lasts:
            for name, check in CHECKS.items():
                if word := check(bench):
                    row.seen.setdefault(name, (after, word))
            if bench.room.doing.hearing is Hearing.VOICE:
                break
            await asyncio.sleep(0.05)
        if step is TestStep.VOICE and bench.room.doing.hearing is not Hearing.VOICE:
            row.seen["microphone"] = (after, str(bench.room.doing.hearing))
    return row


def _has(folder: Path, fault: Fault) -> bool:
    """Whether the twin knows this fault: asked for what no twin can, it names all that it can."""
    with control(folder, fault.device) as wire:
        wire.hear()
        knows = str(wire.do("no such verb").get("error", ""))
    return fault.verb in knows.partition("knows only ")[2].split(", ")


def _wanted(step: TestStep) -> StageView:
    camera = step is TestStep.PICTURE
    view = stage_view(call=False, capture=Reason.FUNCTION_TEST)
    screen = view.screen.model_copy(update={"test": TestLine(step=step)})
    return view.model_copy(update={"screen": screen, "camera": camera, "microphone": not camera})


def _film(make: Callable[[int], Picture], folder: Path) -> Path:
    path = folder / "film.y4m"
    width, height = FILM
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F15:1 C420\n".encode())
        for number in range(PICTURES):
            bgr = cv2.cvtColor(make(2 * number), cv2.COLOR_YUV2BGR_I420)
            small = cv2.resize(bgr, FILM, interpolation=cv2.INTER_AREA)
            file.write(b"FRAME\n" + from_bgr(np.asarray(small, np.uint8)).tobytes())
    return path


def _wav(make: Callable[[Samples], Samples], folder: Path) -> Path:
    path = folder / "said.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(make(voice().reshape(-1)).astype("<i2").tobytes())
    return path


def line(row: Row) -> str:
    """The row as people read it."""
    if not row.made:
        return f"{row.fault.name:24}" + "  the twin does not know this fault"
    cells = []
    for name in CHECKS:
        wanted, seen = name in row.fault.seen_by, row.seen.get(name)
        cell = "·" if seen is None else f"{seen[0]:.1f} s {seen[1]}"
        if wanted and seen is None:
            cell = "MISSED"
        if seen is not None and not wanted:
            cell = "FALSE ALARM"
        cells.append(f"{cell:18}")
    return f"{row.fault.name:24}" + "".join(cells)


def main() -> int:
    """The table; 1 where a check missed a fault or spoke without one."""
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    print(f"{'':24}" + "".join(f"{name:18}" for name in CHECKS))
    rows = []
    for fault in FAULTS:
        with TemporaryDirectory() as folder:
            rows.append(asyncio.run(judged(fault, Path(folder))))
        print(line(rows[-1]), flush=True)
    wrong = [row.fault.name for row in rows if row.wrong()]
    made = sum(row.made for row in rows)
    said = f": {', '.join(wrong)}" if wrong else ""
    print(f"{made} rows, {len(wrong)} not as they shall be{said}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
