"""Runs central until it is told to stop."""

import asyncio
from typing import Any

import uvicorn
from fastapi import FastAPI

from central.doorway import Doorway
from central.faults import SetupError
from central.journal import record
from central.settings import CentralSettings
from central.web.app import build_app
from wire.signaling import MESSAGE_LIMIT

GRACE_S = 2


class Server(uvicorn.Server):
    """Uvicorn that hangs up long answers and sockets before it waits for their end."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self.app = app

    async def shutdown(self, sockets: Any = None) -> None:
        """Close what never ends by itself, then the rest."""
        self.app.state.closing.set()
        self.app.state.hall.hang_up()
        await super().shutdown(sockets)


def server_for(app: FastAPI, settings: CentralSettings) -> Server:
    """The web server of ``app``: no access log of its own, bounded messages, quick pings."""
    config = uvicorn.Config(
        app,
        host=settings.listen_host,
        port=settings.listen_port,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=str(settings.tls_key) if settings.tls_key else None,
        access_log=False,
        log_config=None,
        http=Doorway,
        ws="websockets-sansio",
        ws_max_size=2 * MESSAGE_LIMIT,
        ws_ping_interval=5.0,
        ws_ping_timeout=10.0,
        timeout_graceful_shutdown=GRACE_S,
        server_header=False,
        date_header=True,
    )
    return Server(config, app)


def serve(settings: CentralSettings) -> None:
    """Serve until SIGINT or SIGTERM; SetupError when the port is taken or a duty ended."""
    failed = False

    def fail() -> None:
        nonlocal failed
        failed = True
        server.should_exit = True

    app = build_app(settings, on_failure=fail)
    server = server_for(app, settings)
    record("starting", port=settings.listen_port)
    try:
        asyncio.run(server.serve())
    except SystemExit:
        raise SetupError(
            f"listen_port: cannot listen on {settings.listen_host}:{settings.listen_port}"
        ) from None
    except KeyboardInterrupt:
        pass
    if failed:
        raise SetupError("a background duty ended; see the record")
