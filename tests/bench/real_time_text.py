"""How long a letter takes from one page's keyboard to the other page's screen: real browsers.

``python -m tests.bench.real_time_text``: one JSON object; milliseconds over LETTERS letters, typed
with the pauses of a hand, with a call running beside.
"""

import asyncio
import json
import statistics
import tempfile
from pathlib import Path

from tests.pages.patient_page import chromium
from tests.pages.running_central import RunningCentral
from tests.pages.test_talk import WRITE, call

LETTERS = 60
PAUSE_MS = 140
MARK = """(end) => {
  const marks = (window.marks = {});
  const note = (text) => {
    if (text) marks[text.length] ??= performance.timeOrigin + performance.now();
  };
  const line = document.querySelector("textarea");
  if (end === "sends") return line.addEventListener("input", () => note(line.value));
  const grows = document.querySelector(".growing");
  const watch = new MutationObserver(() => note(grows.querySelector("bdi")?.textContent));
  watch.observe(grows, { childList: true, subtree: true, characterData: true });
}"""


async def measure(central: RunningCentral) -> dict[str, float]:
    """Type at the patient's, watch the clinician's."""
    async with chromium() as browser, call(central, browser) as (person, desk, unit):
        await desk.vouch(unit.patients()[0]["peer"])
        await person.press("Chatt")
        line = person.page.get_by_label(WRITE)
        await line.wait_for()
        await person.page.evaluate(MARK, "sends")
        await desk.page.evaluate(MARK, "reads")
        await line.press_sequentially("x" * LETTERS, delay=PAUSE_MS)
        await desk.page.get_by_text("x" * LETTERS).first.wait_for()
        typed = await person.page.evaluate("() => window.marks")
        seen = await desk.page.evaluate("() => window.marks")
    return summary(typed, seen)


def summary(typed: dict[str, float], seen: dict[str, float]) -> dict[str, float]:
    """A letter is seen when a line at least as long is shown."""
    shown = sorted((int(length), at) for length, at in seen.items())
    waits = [
        min(when for length, when in shown if length >= int(letter)) - at
        for letter, at in typed.items()
    ]
    waits.sort()
    return {
        "letters": len(waits),
        "median_ms": round(statistics.median(waits), 1),
        "p95_ms": round(waits[int(0.95 * (len(waits) - 1))], 1),
        "max_ms": round(waits[-1], 1),
    }


def main() -> None:
    """Start a central, measure, print."""
    with tempfile.TemporaryDirectory(prefix="ostord-") as folder:
        central = RunningCentral(Path(folder))
        central.prepare()
        central.start()
        try:
            print(json.dumps(asyncio.run(measure(central))))
        finally:
            central.stop()


if __name__ == "__main__":
    main()
