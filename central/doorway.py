"""One HTTP connection that must ask in time: a caller who drips a question is hung up."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

ASKED_S = 15.0
"""From the connection, or the answer before, to the question's last byte."""
EARNS = 262_144
"""Bytes of a long question that earn it as much time again: a photo over a slow network."""
ASKING = (h11.IDLE, h11.SEND_BODY)


class Doorway(H11Protocol):
    """Uvicorn's connection with a limit to how long a question may take."""

    _limit: asyncio.TimerHandle | None = None
    _came = 0

    def connection_made(self, transport: Any) -> None:
        """Somebody came: the question must follow."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """A part of a question."""
        if self._limit is None:
            self._wait()
        self._came += len(data)
        if self._came >= EARNS:
            self._have_it()
            self._wait()
        super().data_received(data)
        if self.conn.their_state not in ASKING:
            self._have_it()

    def on_response_complete(self) -> None:
        """A further question may have begun meanwhile."""
        super().on_response_complete()
        if self._limit is None and not self.transport.is_closing():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._have_it()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._came = 0
        self._limit = self.loop.call_later(ASKED_S, self._hang_up)

    def _have_it(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _hang_up(self) -> None:
        self._limit = None
        if self.transport.get_protocol() is self:
            self.transport.abort()
