"""Central's time-stamped record of what it did: one JSON object a line on standard error.

No name, number, ticket, cookie or key belongs here (S6): facts are codes, counts and unit ids.
"""

import json
import logging
import sys
import time
from datetime import UTC, datetime

log = logging.getLogger("ostord")


def record(what: str, level: int = logging.INFO, **facts: object) -> None:
    """Write that ``what`` (such as ``broker.connected``) happened now, with its facts."""
    log.log(level, what, extra={"facts": facts})


class JournalFormatter(logging.Formatter):
    """``{"mono": s, "at": iso, "process": "central", "level": l, "what": w, …facts}``."""

    def format(self, entry: logging.LogRecord) -> str:
        """One line; an exception is named with its place, its text left out (it may quote data)."""
        own = entry.name == "ostord"
        line: dict[str, object] = {
            "mono": round(time.monotonic(), 4),
            "at": datetime.fromtimestamp(entry.created, UTC).isoformat(timespec="milliseconds"),
            "process": "central",
            "level": entry.levelname.lower(),
            "what": entry.msg if own else f"library.{entry.name}",
            **getattr(entry, "facts", {}),
        }
        if entry.exc_info and entry.exc_info[0]:
            line["error"] = entry.exc_info[0].__name__
            trace = entry.exc_info[2]
            while trace and trace.tb_next:
                trace = trace.tb_next
            if trace:
                line["where"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        return json.dumps(line, ensure_ascii=False, default=str)


def start_journal(level: str = "INFO") -> None:
    """Send central's records to standard error; libraries speak from WARNING on, without text."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JournalFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    log.setLevel(level)
