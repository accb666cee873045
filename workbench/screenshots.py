"""The pictures of README and docs, taken from a running visit."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from workbench.demo import Demo
from workbench.patient import Patient


async def take(demo: Demo, person: Patient, folder: Path) -> None:
    """``call.png`` (the unit's screen), ``workbench.png``, ``patient.png``, ``fleet.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    await person.page.screenshot(path=folder / "patient.png")
    bench = await person.page.context.new_page()
    await bench.set_viewport_size({"width": 1440, "height": 900})
    links = demo.links()
    await bench.goto(f"{links['Workbench']}?lang=sv")
    await bench.wait_for_timeout(2500)
    await bench.screenshot(path=folder / "workbench.png")
    await bench.goto(links["All rooms"])
    await bench.wait_for_timeout(1500)
    await bench.screenshot(path=folder / "fleet.png")
    await bench.close()
    with Image.open(BytesIO(await demo.bench.desk.frame())) as screen:
        screen.save(folder / "call.png")
