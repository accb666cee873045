"""Every socket that said hello, by its peer."""

from collections.abc import Iterator

from central.core.chairs import OURS
from central.meeting.connection import Connection
from wire.visits import Role

SOCKETS = 8
"""So many sockets one browser may hold; the oldest one more is hung up."""


class Sockets:
    """Who is connected just now; the order is that of their coming."""

    def __init__(self) -> None:
        self._by_peer: dict[str, Connection] = {}

    def __iter__(self) -> Iterator[Connection]:
        return iter(list(self._by_peer.values()))

    def get(self, peer: str) -> Connection | None:
        """The socket of ``peer``."""
        return self._by_peer.get(peer)

    def holds(self, connection: Connection) -> bool:
        """Whether this very socket still speaks for its peer."""
        return self._by_peer.get(connection.peer) is connection

    def put(self, connection: Connection) -> None:
        """It said hello."""
        self._by_peer[connection.peer] = connection

    def drop(self, connection: Connection) -> bool:
        """It is gone; False when a newer socket already has its place."""
        if not self.holds(connection):
            return False
        del self._by_peer[connection.peer]
        return True

    def replaced_by(self, new: Connection) -> list[Connection]:
        """Those whose place ``new`` takes: the same peer, or the same unit before."""
        return [old for old in self if _replaces(new, old)]

    def too_many_beside(self, new: Connection) -> list[Connection]:
        """The oldest of the same browser, so that with ``new`` it holds a few."""
        return [c for c in self if c.holder == new.holder][: -(SOCKETS - 1)]

    def of(self, holder: str) -> list[Connection]:
        """All sockets of one session or unit."""
        return [connection for connection in self if connection.holder == holder]

    def units(self) -> list[Connection]:
        """The connected units."""
        return [connection for connection in self if connection.role is Role.UNIT]

    def unit_at(self, location: str) -> Connection | None:
        """The unit of a room."""
        return next((unit for unit in self.units() if unit.location == location), None)

    def pages_at(self, visit: str) -> list[Connection]:
        """The connected pages of one visit's parties."""
        return [c for c in self if c.role not in OURS and c.visit == visit]

    def staff(self) -> list[Connection]:
        """The staff's pages that stand beside a visit."""
        return [c for c in self if c.role is Role.STAFF]


def _replaces(new: Connection, old: Connection) -> bool:
    return old.peer == new.peer or (new.role is Role.UNIT and old.holder == new.holder)
