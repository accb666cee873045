"""Bookings in CSV: one file that the clinic's own system writes, or a folder of them.

RFC 4180 with the clinic's separator and headings. Files are only read; one that is written just
now is read at the next poll.
"""

import csv
import io
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from central.imports.reading import cleaning
from central.imports.reading.bounded import POLL_LIMIT
from central.imports.reading.found import Found, Gathered, Patient, SourceError, Span, Standing
from central.imports.settings import CSV_COLUMNS, ImportSettings

QUIET_S = 2.0
"""A file that was changed a shorter time ago may still be written."""
MAX_FILES = 50
LONGEST_S = 8 * 3600
_STANDING: dict[str, Standing] = {
    "": "booked",
    "booked": "booked",
    "bokad": "booked",
    "bekräftad": "booked",
    "confirmed": "booked",
    "arrived": "booked",
    "ankommen": "booked",
    "preliminär": "undecided",
    "proposed": "undecided",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "avbokad": "cancelled",
    "avbokat": "cancelled",
    "inställd": "cancelled",
    "fulfilled": "over",
    "genomförd": "over",
    "genomfört": "over",
    "noshow": "over",
    "uteblev": "over",
    "uteblivit": "over",
}
_YES = frozenset({"1", "ja", "j", "yes", "y", "true", "x", "sant"})
_NO = frozenset({"", "0", "nej", "n", "no", "false", "falskt"})
Row = Mapping[str, str]


class _BadError(Exception):
    """A row that is no booking."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(problem)
        self.place, self.problem = place, problem


class CsvSource:
    """The file or folder of the settings; ``zone`` is that of its times."""

    def __init__(
        self, settings: ImportSettings, zone: ZoneInfo, today: date, wall: Callable[[], float]
    ) -> None:
        assert settings.path is not None
        self._settings = settings
        self._path = settings.path
        self._zone = zone
        self._today = today
        self._wall = wall
        self._left = POLL_LIMIT

    async def gather(self, span: Span, into: Gathered) -> None:
        """Read the span; see ``found.Source``."""
        for path in self._files():
            for number, row in self._rows(self._content(path)):
                self._add(number, row, span, into)

    def _files(self) -> list[Path]:
        if not self._path.is_dir():
            return [self._path]
        try:
            files = sorted(p for p in self._path.iterdir() if p.suffix.lower() == ".csv")
        except OSError:
            raise SourceError("unreachable") from None
        if not files:
            raise SourceError("no-file")
        if len(files) > MAX_FILES:
            raise SourceError("too-many")
        return files

    def _content(self, path: Path) -> str:
        """The file's text; only a regular file, whole and quiet."""
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                before = os.fstat(descriptor)
                if not stat.S_ISREG(before.st_mode):
                    raise SourceError("no-file")
                content = file.read(self._left + 1)
                after = os.fstat(descriptor)
        except FileNotFoundError:
            raise SourceError("no-file") from None
        except OSError:
            raise SourceError("unreachable") from None
        if len(content) > self._left:
            raise SourceError("too-large")
        self._left -= len(content)
        changed = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
        if changed or abs(self._wall() - after.st_mtime) < QUIET_S:
            raise SourceError("being-written")
        encoding = "utf-8-sig" if self._settings.encoding == "utf-8" else self._settings.encoding
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            raise SourceError("wrong-charset") from None

    def _rows(self, text: str) -> Iterator[tuple[int, Row]]:
        """Every row under our own words; SourceError without the columns that a booking needs."""
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self._settings.delimiter)
        try:
            head = [name.strip().casefold() for name in next(reader, [])]
            places = {
                word: head.index(said)
                for word in CSV_COLUMNS
                if (said := self._settings.columns.get(word, word).strip().casefold()) in head
            }
            if "id" not in places or not (
                {"start"} <= places.keys() or {"date", "time"} <= places.keys()
            ):
                raise SourceError("no-headings")
            for number, cells in enumerate(reader, 2):
                if number > 20_000:
                    raise SourceError("too-many")
                if any(cells):
                    yield number, {w: cells[n].strip() for w, n in places.items() if n < len(cells)}
        except csv.Error:
            raise SourceError("garbled") from None

    def _add(self, number: int, row: Row, span: Span, into: Gathered) -> None:
        identity = cleaning.identifier(row.get("id"))
        try:
            if identity is None:
                raise _BadError("id", f"is missing or no id in row {number}")
            found = self._read(identity, row)
        except _BadError as bad:
            into.complain(identity, bad.place, bad.problem)
            return
        if span.start <= found.start < span.end:
            into.add(found)

    def _read(self, identity: str, row: Row) -> Found:
        start = self._time("start", row.get("start") or f"{row.get('date')} {row.get('time')}")
        end = self._end(row, start)
        standing = _STANDING.get(row.get("status", "").casefold())
        if standing is None:
            raise _BadError("status", "is none of the known words")
        if standing == "booked" and not 0 < end - start.timestamp() <= LONGEST_S:
            raise _BadError("end", "is not after the start, or by more than 8 hours")
        patient, doubts = self._patient(row)
        room = cleaning.line(row.get("room"))
        return Found(
            foreign_id=identity,
            start=start.timestamp(),
            end=end,
            standing=standing,
            rooms=(room,) if room else (),
            kind=cleaning.line(row.get("kind")),
            practitioner=cleaning.line(row.get("practitioner")),
            language=cleaning.language(row.get("language")),
            interpreter=_flag(row, "interpreter"),
            confirmed=_flag(row, "confirmed") if row.get("confirmed") else None,
            patient=patient,
            doubts=doubts,
        )

    def _end(self, row: Row, start: datetime) -> float:
        if row.get("end"):
            given = row["end"]
            clock_alone = len(given) <= 5 and ":" in given
            text = f"{start:%Y-%m-%d} {given}" if clock_alone else given
            return self._time("end", text).timestamp()
        minutes = row.get("minutes", "")
        if len(minutes) > 3 or not (minutes.isascii() and minutes.isdigit()) or not int(minutes):
            raise _BadError("end", "is missing, and so is a length of 1 to 480 minutes")
        return start.timestamp() + int(minutes) * 60

    def _time(self, place: str, text: str) -> datetime:
        """A local time, or an instant with its offset."""
        try:
            at = datetime.fromisoformat(text.strip())
            local = at if at.tzinfo else at.replace(tzinfo=self._zone)
            shown = datetime.fromtimestamp(local.timestamp(), self._zone)
        except (ValueError, OverflowError, OSError):
            raise _BadError(place, "is no time such as 2026-11-24 10:30") from None
        if at.tzinfo is None and shown.replace(tzinfo=None) != at:
            raise _BadError(place, "does not exist: the clock is put forward then")
        return shown

    def _patient(self, row: Row) -> tuple[Patient | None, tuple[str, ...]]:
        known = {word: row.get(word, "") for word in ("name", "personnummer", "phone", "email")}
        if not any(known.values()):
            return None, ()
        number = cleaning.person_number(known["personnummer"], self._today)
        phone, email = cleaning.phone(known["phone"]), cleaning.email(known["email"])
        read = {"personnummer": number, "phone": phone, "email": email}
        doubts = tuple(
            f"{word}-unreadable" for word, got in read.items() if known[word] and not got
        )
        return Patient(
            name=cleaning.line(known["name"]),
            personnummer=number[0] if number else None,
            birth_date=number[1] if number else None,
            phone=phone,
            email=email,
            protected=_flag(row, "protected"),
        ), doubts


def _flag(row: Row, word: str) -> bool:
    said = row.get(word, "").casefold()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise _BadError(word, "is neither ja nor nej")
