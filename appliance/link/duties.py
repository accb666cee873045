"""Background work with names: a duty that ends ends the process, and systemd restarts it."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from appliance.link.journal import record


class DutyEndedError(RuntimeError):
    """A duty that must run for ever came to its end."""


async def carry(duties: dict[str, Coroutine[Any, Any, None]]) -> None:
    """Run all ``duties`` until one of them ends or fails; then cancel the others and raise."""
    tasks = [asyncio.create_task(duty, name=name) for name, duty in duties.items()]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        error = task.exception() if not task.cancelled() else None
        record("duty.ended", duty=task.get_name(), error=type(error).__name__)
        raise error or DutyEndedError(task.get_name())
