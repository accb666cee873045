"""The newest lines of this process's own record, in RAM, for who asks from afar.

Which visit a line is about is left out: what goes to IT names none (S6).
"""

import logging
from collections import deque

from appliance.link.journal import JournalFormatter, log

KEPT, LONGEST = 120, 300
"""So that all of them, escaped, are well below what a message may hold."""
LEFT_OUT = frozenset({"visit", "appointment"})


class Newest(logging.Handler):
    """Keeps the last ``KEPT`` lines, each cut at ``LONGEST`` characters."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._format = JournalFormatter(process)
        self._lines: deque[str] = deque(maxlen=KEPT)

    def emit(self, entry: logging.LogRecord) -> None:
        """Keep one line."""
        told = logging.makeLogRecord(entry.__dict__)
        facts = getattr(entry, "facts", {})
        told.__dict__["facts"] = {n: f for n, f in facts.items() if n not in LEFT_OUT}
        self._lines.append(self._format.format(told)[:LONGEST])

    def lines(self) -> tuple[str, ...]:
        """The oldest first."""
        return tuple(self._lines)


def keep_newest(process: str) -> Newest:
    """From now on ``process``'s own lines are kept too."""
    newest = Newest(process)
    log.addHandler(newest)
    return newest
