"""What every door needs: settings, database, booking desk, lobby, fleet, and the clock."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from starlette.requests import HTTPConnection

from central.bookings import Bookings
from central.core.rate import Bucket, take
from central.outbox import Outbox
from central.pictures.easel import Easel
from central.sealing import Seal, own_secret
from central.settings import CentralSettings
from central.store.database import Database

SECRET = "session-secret"  # noqa: S105 - the file's name
CALLERS = 4096


@dataclass(slots=True)
class Clerk:
    """Central as its doors know it; ``clock`` gives Unix seconds."""

    settings: CentralSettings
    database: Database
    bookings: Bookings
    outbox: Outbox
    clock: Callable[[], float]
    secret: bytes
    seal: Seal
    easel: Easel = field(default_factory=Easel)
    callers: dict[tuple[str, str], Bucket] = field(default_factory=dict)

    def peer_id(self, holder: str, client: str) -> str:
        """The same holder and client are the same peer, after a restart of central too."""
        text = f"{holder}\0{client}".encode()
        made = hmac.new(self.secret, text, hashlib.sha256).digest()[:18]
        return urlsafe_b64encode(made).decode()

    def too_fast(self, request: HTTPConnection, per_second: float, burst: float) -> bool:
        """Whether one address asks one door more often than ``per_second`` behind a ``burst``."""
        return self.hurries(
            request.client.host if request.client else "", request.url.path, per_second, burst
        )

    def hurries(self, who: str, door: str, per_second: float, burst: float) -> bool:
        """Whether somebody asks for one thing more often than ``per_second`` behind a ``burst``."""
        caller = (who, door)
        if len(self.callers) > CALLERS:
            self.callers.clear()
        now = self.clock()
        bucket = self.callers.get(caller, Bucket(burst, now))
        self.callers[caller], allowed = take(bucket, now, per_second, burst)
        return not allowed


def clerk_of(connection: HTTPConnection) -> Clerk:
    """The clerk behind a request or a WebSocket."""
    return cast("Clerk", connection.app.state.clerk)


def session_secret(keys: Path) -> bytes:
    """What peer ids are made with."""
    return own_secret(keys, SECRET)
