"""A foreign FHIR server, R4 or R5: Appointments of the span, and the Patients they name.

FHIR R4 3.1 (search, paging, _include). Pages are followed on the same origin only.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from central.imports.reading import access, cleaning
from central.imports.reading.bounded import Line, parse_json
from central.imports.reading.fhir_patient import language, read_patient, who
from central.imports.reading.found import Found, Gathered, SourceError, Span, Standing
from central.imports.settings import ImportSettings
from wire.appointment import Status
from wire.appointment_reading import read_booking
from wire.faults import WireError

LONGEST_S = 8 * 3600.0
MAX_PAGES = 60
ADDRESS = 4000
"""What the address of a page may be long."""
CHUNK = 50
"""How many Patients are asked for at once."""
_STANDING: dict[Status, Standing] = {
    Status.PROPOSED: "undecided",
    Status.WAITLIST: "undecided",
    Status.PENDING: "undecided",
    Status.CANCELLED: "cancelled",
    Status.ENTERED_IN_ERROR: "cancelled",
    Status.FULFILLED: "over",
    Status.NO_SHOW: "over",
}
Json = Mapping[str, Any]


class FhirSource:
    """One server; what it is asked stands in the settings."""

    def __init__(self, settings: ImportSettings, line: Line, today: date) -> None:
        assert settings.address is not None
        self._settings = settings
        self._base = settings.address.rstrip("/")
        self._line = line
        self._today = today

    async def gather(self, span: Span, into: Gathered) -> None:
        """Read the span; see ``found.Source``."""
        shown = await access.headers(self._settings.credentials, self._line)
        shown |= {"Accept": "application/fhir+json"}
        patients: dict[str, Json] = {}
        appointments: list[Json] = []
        problem: SourceError | None = None
        try:
            await self._pages(span, shown, appointments, patients)
            await self._missing(shown, appointments, patients)
        except SourceError as error:
            problem = error
        for resource in appointments:
            self._add(resource, patients, span, into)
        if problem:
            raise problem

    async def _pages(
        self, span: Span, shown: dict[str, str], into: list[Json], patients: dict[str, Json]
    ) -> None:
        address: str | None = self._search(span)
        seen: set[str] = set()
        while address is not None:
            if address in seen:
                raise SourceError("pages-in-a-circle")
            if len(seen) >= MAX_PAGES:
                raise SourceError("too-many-pages")
            seen.add(address)
            bundle = await self._get(address, shown)
            for resource in _resources(bundle):
                if resource.get("resourceType") == "Appointment":
                    into.append(resource)
                elif resource.get("resourceType") == "Patient":
                    patients[str(resource.get("id"))] = resource
            if len(into) > 500:
                raise SourceError("too-many")
            address = self._next(address, bundle)

    async def _missing(
        self, shown: dict[str, str], appointments: list[Json], patients: dict[str, Json]
    ) -> None:
        """Ask for the Patients that the server did not send along; it may keep them to itself."""
        named = {one for each in appointments if (one := who(each, self._base).reference)}
        wanted = sorted(named - patients.keys())
        for at in range(0, len(wanted), CHUNK):
            query = urlencode([("_id", ",".join(wanted[at : at + CHUNK])), ("_count", "500")])
            try:
                bundle = await self._get(f"{self._base}/Patient?{query}", shown)
            except SourceError as error:
                if error.code == "refused":
                    return
                raise
            for resource in _resources(bundle):
                if resource.get("resourceType") == "Patient":
                    patients[str(resource.get("id"))] = resource

    def _search(self, span: Span) -> str:
        query = [
            ("date", "ge" + _instant(span.start)),
            ("date", "lt" + _instant(span.end)),
            ("_include", "Appointment:patient"),
            ("_count", "200"),
        ]
        if self._settings.location is None:
            rooms = [cleaning.identifier(room) for room in self._settings.rooms]
            references = [r if r.startswith("Location/") else f"Location/{r}" for r in rooms if r]
            query.append(("location", ",".join(references)))
        return f"{self._base}/Appointment?{urlencode(query)}"

    async def _get(self, address: str, shown: dict[str, str]) -> Json:
        answer = await self._line.ask("GET", address, headers=shown)
        if answer.status != 200:
            raise SourceError("refused" if answer.status in (401, 403) else "failing")
        bundle = parse_json(answer.body)
        if not isinstance(bundle, Mapping) or bundle.get("resourceType") != "Bundle":
            raise SourceError("garbled")
        return bundle

    def _next(self, address: str, bundle: Json) -> str | None:
        for link in _mappings(bundle.get("link")):
            if link.get("relation") == "next":
                following = link.get("url")
                if not isinstance(following, str):
                    raise SourceError("garbled")
                return self._same_origin(address, following)
        return None

    def _same_origin(self, address: str, following: str) -> str:
        try:
            whole = urljoin(address, following)
            ours, theirs = urlsplit(self._base), urlsplit(whole)
            same = (ours.scheme, ours.hostname, ours.port) == (
                theirs.scheme,
                theirs.hostname,
                theirs.port,
            )
        except ValueError:
            raise SourceError("garbled") from None
        if len(whole) > ADDRESS or not same or theirs.username is not None:
            raise SourceError("page-elsewhere")
        return whole

    def _add(
        self, resource: Json, patients: Mapping[str, Json], span: Span, into: Gathered
    ) -> None:
        identity = cleaning.identifier(resource.get("id"))
        try:
            booking = read_booking(resource)
            start, end = booking.start.timestamp(), booking.end.timestamp()
        except WireError as error:
            into.complain(identity, error.field, error.problem)
            return
        except (OverflowError, ValueError, OSError):
            into.complain(identity, "start", "is no time that a calendar holds")
            return
        if identity is None:
            into.complain(None, "id", "is no id")
            return
        if not span.start <= start < span.end:
            return
        standing = _STANDING.get(booking.status, "booked")
        if end - start > LONGEST_S and standing == "booked":
            into.complain(identity, "end", "is more than 8 hours after start")
            return
        told = who(resource, self._base)
        known = told.contained or patients.get(told.reference or "")
        patient, doubts = read_patient(known, told, self._today)
        into.add(
            Found(
                foreign_id=identity,
                start=start,
                end=end,
                standing=standing,
                version=cleaning.line(booking.version, 64),
                rooms=_actors(resource, "Location"),
                kind=cleaning.line(booking.kind),
                practitioner=next(iter(_actors(resource, "Practitioner", "display")), None),
                language=cleaning.language(booking.language) or language(known),
                interpreter=booking.interpreter,
                confirmed=told.accepted,
                patient=patient,
                join=cleaning.line(booking.join, 2000),
                doubts=doubts,
            )
        )


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _resources(bundle: Json) -> list[Json]:
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise SourceError("garbled")
    if len(entries) > 1200:
        raise SourceError("too-many")
    found = (entry.get("resource") for entry in _mappings(entries))
    return [resource for resource in found if isinstance(resource, Mapping)]


def _mappings(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _actors(resource: Json, kind: str, what: str = "reference") -> tuple[str, ...]:
    """What the participants of this kind are called: their references, or how they are shown."""
    found = []
    for participant in _mappings(resource.get("participant"))[:20]:
        actor = participant.get("actor")
        if not isinstance(actor, Mapping):
            continue
        reference = cleaning.line(actor.get("reference")) or ""
        if actor.get("type") == kind or f"/{kind}/" in f"/{reference}":
            named = [cleaning.line(actor.get("display"))]
            if what == "reference":
                named = [reference[reference.rfind(f"{kind}/") :] if reference else None, *named]
            found += [name for name in named if name]
    return tuple(dict.fromkeys(found))
