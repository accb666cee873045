"""A CalDAV collection: REPORT calendar-query of the span, series worked out by the server.

RFC 4791 7.8 and 9.6.5 (expand). Where a server does not expand, the series is worked out here.
"""

from datetime import UTC, datetime
from xml.parsers import expat
from zoneinfo import ZoneInfo

from central.imports.reading import access
from central.imports.reading.bounded import Line
from central.imports.reading.calendar import read_calendar
from central.imports.reading.found import Gathered, SourceError, Span
from central.imports.settings import ImportSettings

DEPTH = 50
MAX_ELEMENTS = 50_000
CALENDAR_DATA = "urn:ietf:params:xml:ns:caldav calendar-data"
STATUS = "DAV: status"
RESPONSE = "DAV: response"
MULTISTATUS = "DAV: multistatus"

_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/>
<C:calendar-data><C:expand start="{start}" end="{end}"/></C:calendar-data></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="{start}" end="{end}"/>
</C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>
"""


class CaldavSource:
    """One collection; ``zone`` is that of times without one."""

    def __init__(self, settings: ImportSettings, line: Line, zone: ZoneInfo) -> None:
        assert settings.address is not None
        self._settings = settings
        self._address = settings.address
        self._line = line
        self._zone = zone

    async def gather(self, span: Span, into: Gathered) -> None:
        """Read the span; see ``found.Source``."""
        shown = await access.headers(self._settings.credentials, self._line)
        shown |= {"Depth": "1", "Content-Type": "application/xml; charset=utf-8"}
        query = _QUERY.format(start=_stamp(span.start), end=_stamp(span.end))
        answer = await self._line.ask("REPORT", self._address, headers=shown, data=query.encode())
        if answer.status != 207:
            raise SourceError("refused" if answer.status in (401, 403) else "failing")
        whole, calendars = read_multistatus(answer.body)
        for calendar in calendars:
            try:
                read_calendar(calendar, self._settings, self._zone, span, into)
            except SourceError as error:
                if error.code == "too-many":
                    raise
                into.complain(None, "calendar-data", f"is {error.code}")
                whole = False
        if not whole:
            raise SourceError("cut-short")


def read_multistatus(body: bytes) -> tuple[bool, list[bytes]]:
    """Whether every response was good, and their calendars.

    SourceError garbled: no multistatus, a document type (entities grow), or too deep.
    """
    reader = _Multistatus()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat's own signature
    except (expat.ExpatError, ValueError, LookupError):
        raise SourceError("garbled") from None
    if not reader.is_multistatus:
        raise SourceError("garbled")
    return reader.whole, reader.calendars


class _Multistatus:
    def __init__(self) -> None:
        self.calendars: list[bytes] = []
        self.whole = True
        self.is_multistatus = False
        self._path: list[str] = []
        self._text: list[str] = []
        self._elements = 0

    def refuse(self, *_: object) -> None:
        raise SourceError("garbled")

    def start(self, name: str, _: dict[str, str]) -> None:
        self._elements += 1
        if len(self._path) >= DEPTH or self._elements > MAX_ELEMENTS:
            raise SourceError("too-many")
        if not self._path:
            self.is_multistatus = name == MULTISTATUS
        self._path.append(name)
        self._text = []

    def text(self, text: str) -> None:
        if self._path and self._path[-1] in (CALENDAR_DATA, STATUS):
            self._text.append(text)

    def end(self, name: str) -> None:
        self._path.pop()
        said = "".join(self._text)
        if name == CALENDAR_DATA and said.strip():
            self.calendars.append(said.encode("utf-8", "replace"))
        elif name == STATUS and self._path[-1:] == [RESPONSE]:
            # A status of a whole response: 507 says that the answer was truncated (RFC 4791 7.8).
            self.whole = self.whole and " 2" in said[:14]
        self._text = []


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")
