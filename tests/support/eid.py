"""A simulated BankID on a port of its own, and a clinic that offers it."""

import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from aiohttp import web

from central.eid.settings import BankIdSettings
from tests.support.central_house import Clock, House, free_port, make_house, serving
from workbench.eid import SimulatedBankId


@contextlib.asynccontextmanager
async def served(
    app: web.Application, port: int, tls: ssl.SSLContext | None = None
) -> AsyncIterator[None]:
    """``app`` listens on ``port`` while the block runs."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls).start()
    try:
        yield
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def a_bankid(
    clock: Clock | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[SimulatedBankId, str]]:
    """The simulated BankID and the address of its API."""
    bankid = SimulatedBankId(*([clock] if clock else []))
    app, port = web.Application(), free_port()
    bankid.add_routes(app)
    async with served(app, port, tls):
        yield bankid, f"{'https' if tls else 'http'}://127.0.0.1:{port}/rp/v6.0"


@contextlib.asynccontextmanager
async def a_clinic(folder: Path, address: str, **more: Any) -> AsyncIterator[House]:
    """A central that offers BankID at ``address``, then the birth date."""
    bankid = BankIdSettings(address=address)
    known: dict[str, Any] = {"ways": ("bankid", "birth-date"), "bankid": bankid} | more
    house = make_house(folder, **known)
    async with serving(house):
        yield house
    house.database.close()
