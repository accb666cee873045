"""One socket that said hello: who it is, what it was shown, what it must still be told."""

import asyncio
from dataclasses import dataclass, field, replace

from central.core.chairs import Chair
from central.core.talk import Told
from wire.check_in import CheckedIn
from wire.records import Record
from wire.signaling import Lobby as LobbyMessage
from wire.visits import Level, Role

UNREAD = 400
"""Who leaves more messages unread is cut off."""


@dataclass(eq=False, slots=True)
class Connection:
    """One socket that said hello; ``visit`` is a page's only one, ``location`` a unit's room."""

    peer: str
    client: str
    holder: str
    role: Role
    location: str = ""
    visit: str = ""
    level: Level | None = None
    """How surely a page's person is known (R60); a unit has none."""
    guest: str | None = None
    """Which guest it is; None: the unit or the patient."""
    outgoing: asyncio.Queue[Record | None] = field(default_factory=lambda: asyncio.Queue(UNREAD))
    shown: dict[str, LobbyMessage] = field(default_factory=dict)
    room: str = ""
    """What people call a unit's room."""
    attending: CheckedIn | None = None
    """What a unit was last told of who is checked in (R18)."""
    interpreters: set[str] = field(default_factory=set)
    """The visits whose interpreter a unit asked to phone: it is told of a new one (R40)."""
    closed: bool = False
    """The page said that it goes away: a tab that was closed, a link that was followed."""
    told: dict[str, Told] = field(default_factory=dict)
    """What was written at each visit, as far as it was told."""

    def send(self, message: Record | None) -> None:
        """Queue a message; None hangs up, and so does a reader that is far too slow."""
        if self.outgoing.full():
            while not self.outgoing.empty():
                self.outgoing.get_nowait()
            message = None
        self.outgoing.put_nowait(message)

    def chair(self) -> Chair:
        """Where this party would sit."""
        unit = self.role is Role.UNIT
        named = (self.peer, self.client, self.holder, self.role, self.level)
        chair = Chair(*named, joined=not unit, guest=self.guest)
        return replace(chair, location=self.location, room=self.room)
