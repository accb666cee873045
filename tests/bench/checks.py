"""What the looks at a picture cost: ms each of this thread's own CPU, and of a core at 2 Hz."""

import time
from collections.abc import Callable

import numpy as np

from appliance.stage.checks.advice import advice
from appliance.stage.checks.faces import Faces
from appliance.stage.checks.look import look
from appliance.stage.checks.seen import EACH_S
from appliance.stage.media.sight import Watch
from hardware.scene import Scene

TIMES = 200
TARGET = 0.01
"""Of a core, all picture checks together (issue: less than 1 %)."""


def costs(each: Callable[[int], object]) -> list[float]:
    """Seconds of each of TIMES rounds, after one to warm up."""
    each(0)
    found = []
    for number in range(TIMES):
        begun = time.thread_time()
        each(number)
        found.append(time.thread_time() - begun)
    return found


def main() -> None:
    """One row a check, and all of them together."""
    scene = Scene(1280, 720)
    pictures = [scene.picture(7 * n, 1 / 30) for n in range(8)]
    faces, watch = Faces(), Watch()
    face = faces.find(pictures[0], middle=True)
    rows = {
        "face, middle": costs(lambda n: faces.find(pictures[n % 8], middle=True)),
        "face, whole picture": costs(lambda n: faces.find(pictures[n % 8], middle=False)),
        "light and place": costs(lambda n: advice(look(pictures[n % 8], face))),
        "lid, frozen": costs(lambda n: watch.see(pictures[n % 8], float(n))),
    }
    print(f"{'':24}{'median ms':>10}{'worst ms':>10}{'of a core':>10}")
    for name, taken in rows.items():
        middle = float(np.median(taken))
        print(f"{name:24}{middle * 1e3:10.2f}{max(taken) * 1e3:10.2f}{middle / EACH_S:10.2%}")
    medians = {name: float(np.median(taken)) for name, taken in rows.items()}
    one_pass = max(medians.pop("face, middle"), medians.pop("face, whole picture"))
    whole = sum(medians.values()) + one_pass
    kept = "within" if whole / EACH_S < TARGET else "above"
    print(f"{'together':24}{whole * 1e3:10.2f}{'':10}{whole / EACH_S:10.2%}  {kept} {TARGET:.0%}")


if __name__ == "__main__":
    main()
