"""The far side of every kind of importer behind one face: a test books there and reads here."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

from central.imports.settings import ImportSettings
from tests.support.foreign_servers import (
    Foreign,
    foreign_fhir,
    make_collection,
    radicale,
    xandikos,
)

ROOM = "Rum 12"


@dataclass(frozen=True)
class Event:
    """A booking as its own system holds it; Unix seconds."""

    name: str
    start: float
    minutes: int = 30
    cancelled: bool = False
    kind: str = "Återbesök"
    start_text: str | None = None
    """In place of the start: something that is none."""


class FarSide(Protocol):
    """One foreign booking system, as its own users see it."""

    settings: ImportSettings

    def put(self, *events: Event) -> None:
        """Book, or change what is booked."""

    def drop(self, name: str) -> None:
        """Delete a booking, without a trace."""

    def clear(self) -> None:
        """Delete everything."""


@dataclass
class FhirSide:
    """Medplum's FHIR server."""

    server: Foreign
    settings: ImportSettings
    names: set[str] = field(default_factory=set)

    def put(self, *events: Event) -> None:
        for event in events:
            self.names.add(event.name)
            self.server.put_resource(appointment(event))

    def drop(self, name: str) -> None:
        self.names.discard(name)
        self.server.drop_resource("Appointment", name)

    def clear(self) -> None:
        for name in list(self.names):
            self.drop(name)


@dataclass
class CaldavSide:
    """A CalDAV server's collection."""

    server: Foreign
    collection: str
    settings: ImportSettings
    names: set[str] = field(default_factory=set)

    def put(self, *events: Event) -> None:
        for event in events:
            self.names.add(event.name)
            self.server.put_event(self.collection, event.name, calendar(event))

    def drop(self, name: str) -> None:
        self.names.discard(name)
        self.server.drop_event(self.collection, name)

    def clear(self) -> None:
        for name in list(self.names):
            self.drop(name)


@dataclass
class IcalSide:
    """A calendar behind an address."""

    settings: ImportSettings
    shown: "Shown"
    events: dict[str, Event] = field(default_factory=dict)

    def put(self, *events: Event) -> None:
        self.events |= {event.name: event for event in events}
        self._write()

    def drop(self, name: str) -> None:
        del self.events[name]
        self._write()

    def clear(self) -> None:
        self.events.clear()
        self._write()

    def _write(self) -> None:
        self.shown.body = calendar(*self.events.values()).encode()


@dataclass
class CsvSide:
    """A file that the clinic's system writes."""

    settings: ImportSettings
    path: Path
    events: dict[str, Event] = field(default_factory=dict)

    def put(self, *events: Event) -> None:
        self.events |= {event.name: event for event in events}
        self._write()

    def drop(self, name: str) -> None:
        del self.events[name]
        self._write()

    def clear(self) -> None:
        self.events.clear()
        self._write()

    def _write(self) -> None:
        lines = ["id;start;minutes;room;status;kind"]
        for one in self.events.values():
            start = one.start_text or datetime.fromtimestamp(one.start, UTC).isoformat()
            status = "avbokad" if one.cancelled else "bokad"
            kind = one.kind.replace('"', '""')
            lines.append(f'{one.name};{start};{one.minutes};{ROOM};{status};"{kind}"')
        self.path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        os.utime(self.path, (0, 0))


def appointment(event: Event, *participants: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A FHIR R4 Appointment."""
    room = {"reference": "Location/rum-12", "display": ROOM}
    return {
        "resourceType": "Appointment",
        "id": event.name,
        "status": "cancelled" if event.cancelled else "booked",
        "serviceType": [{"text": event.kind}],
        "start": event.start_text or _iso(event.start),
        "end": _iso(event.start + event.minutes * 60),
        "participant": [{"actor": room, "status": "accepted"}, *participants],
        **more,
    }


def calendar(*events: Event) -> str:
    """An iCalendar text."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tidbok//Tidbok//SV"]
    for one in events:
        start = one.start_text or f"{datetime.fromtimestamp(one.start, UTC):%Y%m%dT%H%M%SZ}"
        end = datetime.fromtimestamp(one.start + one.minutes * 60, UTC)
        lines += ["BEGIN:VEVENT", f"UID:{one.name}", "DTSTAMP:20261101T080000Z"]
        lines += [f"DTSTART:{start}", f"DTEND:{end:%Y%m%dT%H%M%SZ}", f"LOCATION:{ROOM}"]
        lines += ["STATUS:CANCELLED"] if one.cancelled else []
        said = one.kind.replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")
        lines += [f"CATEGORIES:{said}", "SUMMARY:Anna Berg", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


@dataclass
class Shown:
    """What a small web server shows, and what it was asked."""

    port: int = 0
    body: bytes = b""
    status: int = 200
    asked: list[str] = field(default_factory=list)
    pages: list[bytes] = field(default_factory=list)
    """Shown one after the other before ``body``."""
    statuses: list[int] = field(default_factory=list)
    """The same for ``status``."""


@contextmanager
def showing() -> Iterator[Shown]:
    """A small web server that shows one thing at every address."""
    shown = Shown()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            shown.asked.append(self.path)
            body = shown.pages.pop(0) if shown.pages else shown.body
            self.send_response(shown.statuses.pop(0) if shown.statuses else shown.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the standard library names it

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shown.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shown
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def far_side(kind: str, folder: Path) -> Iterator[FarSide]:
    """A running far side: fhir, radicale, xandikos, ical or csv."""
    known: dict[str, Any] = {"name": kind, "rooms": {ROOM: "room-12"}, "private_addresses": True}
    with ExitStack() as stack:
        if kind == "fhir":
            server = stack.enter_context(foreign_fhir())
            known["rooms"] = {"rum-12": "room-12"}
            yield FhirSide(server, ImportSettings(kind="fhir", address=server.base, **known))
        elif kind in ("radicale", "xandikos"):
            starts = radicale if kind == "radicale" else xandikos
            server = stack.enter_context(starts(folder))
            collection = "/user/calendars/rum12/" if kind == "xandikos" else "/user/rum12/"
            if kind == "radicale":
                server.send("MKCOL", "/user/")
            make_collection(server, collection)
            address = f"{server.base}{collection}"
            settings = ImportSettings(kind="caldav", address=address, **known)
            yield CaldavSide(server, collection, settings)
        elif kind == "ical":
            shown = stack.enter_context(showing())
            address = f"http://127.0.0.1:{shown.port}/calendar.ics"
            ical = IcalSide(ImportSettings(kind="ical", address=address, **known), shown)
            ical.clear()
            yield ical
        else:
            path = folder / "bookings.csv"
            csv = CsvSide(ImportSettings(kind="csv", path=path, **known), path)
            csv.clear()
            yield csv


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
