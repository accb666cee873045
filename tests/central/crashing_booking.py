"""Books a visit and ends without a word at the place that it is told; run by test_post.py."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from central.bookings import Bookings
from central.outbox import Draft
from central.settings import CentralSettings
from central.store import letters
from central.store.database import Database
from central.wishes import Wish

STEPS: dict[str, tuple[object, str]] = {
    "before the commit": (letters, "note"),
    "after the commit": (Draft, "send"),
    "after the letter": (letters, "done"),
}


def end(*_: object) -> None:
    """As kill -9 does."""
    os._exit(9)


def main(folder: Path, url: str, where: str) -> None:
    """Book room-12 for a person who does not exist."""
    settings = CentralSettings(base_url="http://localhost:1", outbox=folder / "outbox")
    database = Database(url)
    start = datetime.now(UTC)
    wish = Wish(
        "room-12", start, start + timedelta(minutes=30), "T T", "19121212-1212", "0701234588"
    )
    owner, step = STEPS[where]
    setattr(owner, step, end)
    Bookings(settings, database).book(wish, start.timestamp())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
