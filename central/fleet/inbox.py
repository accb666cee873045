"""What has arrived and waits for the database; bounded, whoever sends and however much.

Levels: the newest of each topic is enough. Events: all wait, as long as their number is sane.
Numbers: the oldest give way, and are counted.
"""

import threading
from collections import deque
from typing import NamedTuple

from central.fleet.ingest import LEVELS, Message, place_of

TOPICS = 65_536
NUMBERS = 20_000
EVENTS = 100_000
"""More than a broker gives that keeps to RECEIVE_MAXIMUM. That Mosquitto 2.0.11 does not was
inferred, not seen on the wire. What is dropped beyond is not acknowledged, and its unit sends it
again."""
RECEIVE_MAXIMUM = 2_000
"""Events on the way at a time (MQTT 5, 3.1.2.11.3)."""


class Receipt(NamedTuple):
    """What the broker is told after the commit: the message ``mid`` of one connection."""

    connection: int
    mid: int


class Inbox:
    """Filled by the client's thread, emptied by the loop's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._levels: dict[str, Message] = {}
        self._events: deque[tuple[Message, Receipt | None]] = deque()
        self._numbers: deque[Message] = deque(maxlen=NUMBERS)
        self.dropped = 0
        """Numbers that gave way, and events that must come again."""

    def put(self, message: Message, receipt: Receipt | None) -> bool:
        """Keep a message; whether there was none before. One without a receipt may give way."""
        level = place_of(message.topic).name in LEVELS
        with self._lock:
            was_empty = not (self._levels or self._events or self._numbers)
            if level and (message.topic in self._levels or len(self._levels) < TOPICS):
                self._levels.pop(message.topic, None)
                self._levels[message.topic] = message
            elif receipt is not None and len(self._events) < EVENTS:
                self._events.append((message, receipt))
            elif receipt is not None:
                self.dropped += 1
            else:
                self.dropped += len(self._numbers) == NUMBERS
                self._numbers.append(message)
        return was_empty

    def take(self, most: int) -> tuple[list[Message], list[Receipt]]:
        """What came first, levels before the rest: at most ``most``, and what to say of it."""
        with self._lock:
            names = list(self._levels)[:most]
            messages = [self._levels.pop(name) for name in names]
            receipts = list[Receipt]()
            while self._events and len(messages) < most:
                message, receipt = self._events.popleft()
                messages.append(message)
                receipts += [receipt] if receipt else []
            while self._numbers and len(messages) < most:
                messages.append(self._numbers.popleft())
        return messages, receipts

    def __len__(self) -> int:
        """How many wait."""
        return len(self._levels) + len(self._events) + len(self._numbers)
