"""Checks on a path that is not there yet are said again each half second (S8).

aioice doubles the time between two tries of a check, up to 16 s: for so long nobody would notice
that a network is back.
"""

from aioice import Connection

EACH_S = 0.5


class Knocking:
    """Of one connection; does nothing once it has a path."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._at = 0.0

    def again(self, now: float) -> None:
        """Send every check that waits for its answer once more, at most each half second."""
        if now < self._at or self._connection._nominated:  # noqa: SLF001
            return
        self._at = now + EACH_S
        for protocol in self._connection._protocols:  # noqa: SLF001
            if protocol.transport.is_closing():
                continue
            for waiting in protocol.transactions.values():
                request, addr = (
                    getattr(waiting, f"_Transaction__{name}") for name in ("request", "addr")
                )
                protocol.send_stun(request, addr)
