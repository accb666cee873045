"""An iCalendar file behind an address."""

from zoneinfo import ZoneInfo

from central.imports.reading import access
from central.imports.reading.bounded import Line
from central.imports.reading.calendar import read_calendar
from central.imports.reading.found import Gathered, SourceError, Span
from central.imports.settings import ImportSettings


class IcalSource:
    """One calendar, read whole at each poll; ``zone`` is that of times without one."""

    def __init__(self, settings: ImportSettings, line: Line, zone: ZoneInfo) -> None:
        assert settings.address is not None
        self._settings = settings
        self._address = settings.address
        self._line = line
        self._zone = zone

    async def gather(self, span: Span, into: Gathered) -> None:
        """Read the span; see ``found.Source``."""
        shown = await access.headers(self._settings.credentials, self._line)
        answer = await self._line.ask(
            "GET", self._address, headers=shown | {"Accept": "text/calendar"}
        )
        if answer.status != 200:
            raise SourceError("refused" if answer.status in (401, 403) else "failing")
        read_calendar(answer.body, self._settings, self._zone, span, into)
