"""When did we last hear the other end for certain? (S8, A6)

Counted is only what is authenticated: SRTP and SRTCP after they were opened, STUN requests and
answers with their integrity checked. A forged datagram changes nothing. Where nothing came for
a moment we ask ourselves: a consent check (RFC 7675) costs one small packet.
"""

import asyncio
import time
from typing import Any

from aioice import Connection
from aioice.stun import TransactionError
from aiortc import RTCDtlsTransport

ASK_AFTER_S = 0.5
"""So long without a packet, and then each so long, a consent check goes out."""


class Heard:
    """Wraps one transport; ``at`` is time.monotonic() of the last authenticated packet."""

    def __init__(self, dtls: RTCDtlsTransport) -> None:
        self.at: float | None = None
        self._connection: Connection = dtls.transport._connection  # noqa: SLF001
        self._asked: set[asyncio.Task[None]] = set()
        self._ask_at = 0.0
        self._count_opened(dtls, "_handle_rtp_data")
        self._count_opened(dtls, "_handle_rtcp_data")
        self._count_checks()

    def _count_opened(self, dtls: RTCDtlsTransport, name: str) -> None:
        """aiortc calls these two with what SRTP has authenticated."""
        handle = getattr(dtls, name)

        async def heard(*arguments: Any, **named: Any) -> None:
            self.at = time.monotonic()
            await handle(*arguments, **named)

        setattr(dtls, name, heard)

    def _count_checks(self) -> None:
        """aioice calls this with a STUN request whose integrity it has checked."""
        handle = self._connection.check_incoming
        connected = self._connection._nominated  # noqa: SLF001

        def heard(*arguments: Any) -> None:
            if connected:
                self.at = time.monotonic()
            handle(*arguments)

        setattr(self._connection, "check_incoming", heard)  # noqa: B010 - an instance's own

    def age(self, now: float) -> float | None:
        """Seconds since the last authenticated packet; None before the first."""
        return None if self.at is None else max(0.0, now - self.at)

    def forgive(self, seconds: float) -> None:
        """So long this process itself stood still: nobody's silence."""
        if self.at is not None:
            self.at = min(self.at + seconds, time.monotonic())

    def ask_if_quiet(self, now: float) -> None:
        """Send a consent check when nothing was heard for half a second."""
        age = self.age(now)
        heard_lately = age is not None and age < ASK_AFTER_S
        if heard_lately or now < self._ask_at or not self._connection._nominated:  # noqa: SLF001
            return
        self._ask_at = now + ASK_AFTER_S
        task = asyncio.create_task(self._ask(), name="consent")
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)

    async def _ask(self) -> None:
        connection = self._connection
        pair = next(iter(connection._nominated.values()), None)  # noqa: SLF001
        if pair is None or connection.remote_password is None:
            return
        request = connection.build_request(pair, nominate=False)
        key = connection.remote_password.encode()
        try:
            await pair.protocol.request(
                request, pair.remote_addr, integrity_key=key, retransmissions=1
            )
        except (TransactionError, OSError):
            return
        self.at = time.monotonic()

    def close(self) -> None:
        """Stop asking."""
        for task in self._asked:
            task.cancel()
