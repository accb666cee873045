"""The sign process: the lamp by the door, driven under room's and stage's leases."""

import asyncio
import contextlib
import math
import signal
import time
from pathlib import Path

from appliance.core.sign_leases import Now
from appliance.link import lines, watchdog
from appliance.link.duties import carry
from appliance.link.journal import record, start_journal
from appliance.sign.door import Door
from appliance.sign.keeper import Keeper
from appliance.sign.settings import SignSettings, read_sign_settings
from appliance.sign.state_file import StateFile
from hardware import choose
from hardware.sign_kinds import Wiring


def main(config: Path) -> int:
    """Run until SIGTERM or SIGINT; the door says what the state file knows before it listens."""
    settings = read_sign_settings(config)
    start_journal("sign", settings.log_level)
    wiring = Wiring(pin=settings.lamp_pin, **settings.lamp_options.model_dump())
    lamp = choose.lamp(settings.lamp, Path(settings.runtime), wiring)
    keeper = Keeper(Door(lamp), StateFile(Path(settings.state_file)), _now)
    try:
        asyncio.run(_keep(keeper, settings))
    finally:
        keeper.close()
        record("sign.stopped")
    return 0


async def _keep(keeper: Keeper, settings: SignSettings) -> None:
    path = Path(settings.runtime) / "sign.sock"
    server = await lines.listen(path, keeper.serve)
    record("sign.listens")
    watchdog.ready()
    duty = asyncio.create_task(carry({"look": _look(keeper)}))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, duty.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await duty
    finally:
        keeper.close()
        server.close()
        path.unlink(missing_ok=True)
        await keeper.hang_up()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=1.0)


async def _look(keeper: Keeper) -> None:
    patience_s = watchdog.interval_s() or math.inf
    while True:
        pause_s = keeper.look()
        watchdog.earned()
        await asyncio.sleep(min(pause_s, patience_s))


def _now() -> Now:
    return Now(time.monotonic(), time.time())
