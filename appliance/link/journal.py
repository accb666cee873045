"""Each process's time-stamped record of what it did: one JSON object a line on standard error.

No name, number, word of a person, token or key belongs here (S6): facts are codes and numbers.
"""

import json
import logging
import sys
import time
from datetime import UTC, datetime

log = logging.getLogger("ostord")


def record(what: str, level: int = logging.INFO, **facts: object) -> None:
    """Write that ``what`` (such as ``capture.opened``) happened now, with its facts."""
    log.log(level, what, extra={"facts": facts})


class JournalFormatter(logging.Formatter):
    """``{"mono": s, "at": iso, "process": p, "level": l, "what": w, …facts}``."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, entry: logging.LogRecord) -> str:
        """One line; an exception is named with its place, its text left out (it may quote data)."""
        line: dict[str, object] = {
            "mono": round(time.monotonic(), 4),
            "at": datetime.fromtimestamp(entry.created, UTC).isoformat(timespec="milliseconds"),
            "process": self._process,
            "level": entry.levelname.lower(),
            "what": entry.getMessage() if entry.name == "ostord" else f"library.{entry.name}",
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


def start_journal(process: str, level: str = "INFO") -> None:
    """Send this process's records to standard error; libraries speak from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JournalFormatter(process))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    log.setLevel(level)
