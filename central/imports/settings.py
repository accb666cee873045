"""The ``[[import]]`` tables of ``central.toml``: each one foreign booking system."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints, model_validator

from central.faults import SetupError
from wire.ids import FhirId
from wire.settings import Settings

Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s@#]+$", max_length=2000)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Days = Annotated[int, Field(ge=0, le=366)]

CSV_COLUMNS = (
    "id",
    "start",
    "end",
    "minutes",
    "date",
    "time",
    "room",
    "status",
    "kind",
    "practitioner",
    "name",
    "personnummer",
    "phone",
    "email",
    "language",
    "interpreter",
    "protected",
    "confirmed",
)
"""What a CSV source can tell; its own headings are given under ``columns``."""


class Credentials(Settings):
    """How a source is asked: nobody, a password, a fixed token, or SMART Backend Services.

    Secrets stand in files of their own; their last line end is cut off.
    """

    kind: Literal["none", "basic", "bearer", "smart"] = "none"
    user: Text | None = None
    password_file: Path | None = None
    token_file: Path | None = None
    client_id: Text | None = None
    key_file: Path | None = None
    """PEM of an EC (P-256, P-384) or RSA private key."""
    key_id: Text | None = None
    token_url: Address | None = None
    scope: Text = "system/Appointment.rs system/Patient.rs"

    @model_validator(mode="after")
    def _whole(self) -> Self:
        needed = {
            "none": (),
            "basic": ("user", "password_file"),
            "bearer": ("token_file",),
            "smart": ("client_id", "key_file", "token_url"),
        }[self.kind]
        for key in needed:
            if getattr(self, key) is None:
                raise ValueError(f"{key} is missing for kind {self.kind}")
        return self


class ImportSettings(Settings):
    """One foreign booking system; what the source itself cannot say is told here."""

    name: Name
    """What people and records call it; bookings are kept under it."""
    kind: Literal["fhir", "ical", "caldav", "csv"]
    address: Address | None = None
    """fhir: the server's base; ical: the calendar; caldav: the collection."""
    path: Path | None = None
    """csv: a file, or a folder whose ``*.csv`` are read together."""
    credentials: Credentials = Credentials()
    ca: Path | None = None
    """PEM of an authority that is trusted besides the system's."""
    private_addresses: bool = False
    """Allow the host to be in a private net or this machine."""
    rooms: dict[Text, FhirId] = Field(default_factory=dict)
    """What the source calls a room, and which location of ours that is."""
    location: FhirId | None = None
    """The location of every booking that names no room of ``rooms``."""
    only_kinds: tuple[Text, ...] = ()
    """Only bookings whose kind holds one of these words are video visits; none: all are."""
    invite: bool = True
    must_confirm: bool = False
    """R04 for this source's bookings."""
    links: Literal["respect", "ignore"] = "respect"
    """respect: a booking whose own link leads to another video system is not ours to hold."""
    days_back: Days = 1
    days_ahead: Annotated[int, Field(ge=1, le=366)] = 60
    poll_seconds: Annotated[int, Field(ge=10, le=86_400)] = 60
    timezone: Text | None = None
    """Of times without one; absent: the clinic's."""
    timezones: dict[Text, Text] = Field(default_factory=dict)
    """Calendars: what the source calls a time zone that nobody else knows, and which it is."""
    attendee: Literal["ignore", "patient"] = "ignore"
    """Calendars: whether an event's one attendee is the patient."""
    summary: Literal["ignore", "kind"] = "ignore"
    """Calendars: whether SUMMARY may be shown as the kind of visit; it often names a person."""
    columns: dict[Text, Text] = Field(default_factory=dict)
    """csv: our word -> the file's heading."""
    delimiter: Annotated[str, StringConstraints(pattern=r"^[;,|\t]$")] = ";"
    encoding: Literal["utf-8", "iso-8859-1", "windows-1252", "utf-16"] = "utf-8"

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "csv":
            self._of_file()
        elif self.address is None:
            raise ValueError("address is missing")
        elif self.path is not None:
            raise ValueError("path is only for kind csv")
        elif not urlsplit(self.address).hostname:
            raise ValueError("address names no host")
        if not self.rooms and self.location is None:
            raise ValueError("rooms or location must say which room the bookings are in")
        return self

    def _of_file(self) -> None:
        if self.path is None:
            raise ValueError("path is missing for kind csv")
        if self.address is not None:
            raise ValueError("address is not for kind csv")
        for word in self.columns:
            if word not in CSV_COLUMNS:
                raise ValueError(f"columns may not name {word}")


def placed(tables: tuple[ImportSettings, ...], folder: Path, file: str) -> list[ImportSettings]:
    """The tables with their paths in ``folder``; SetupError names ``file`` and the bad key."""
    names: set[str] = set()
    for number, table in enumerate(tables):
        if table.name in names:
            raise SetupError(f"{file}: import.{number}.name: is given twice")
        names.add(table.name)
        if table.timezone is not None and not _is_zone(table.timezone):
            raise SetupError(f"{file}: import.{number}.timezone: is no known time zone")
        for known in table.timezones.values():
            if not _is_zone(known):
                raise SetupError(f"{file}: import.{number}.timezones: has an unknown time zone")
    return [_placed(table, folder, f"{file}: import.{n}") for n, table in enumerate(tables)]


def _placed(table: ImportSettings, folder: Path, where: str) -> ImportSettings:
    credentials = table.credentials
    keys = ("password_file", "token_file", "key_file")
    secrets = {key: folder / path for key in keys if (path := getattr(credentials, key))}
    for key, path in secrets.items():
        _readable(path, f"{where}.credentials.{key}")
    changed: dict[str, object] = {"credentials": credentials.model_copy(update=secrets)}
    if table.ca is not None:
        changed["ca"] = folder / table.ca
        _readable(folder / table.ca, f"{where}.ca")
    if table.path is not None:
        changed["path"] = folder / table.path
    return table.model_copy(update=changed)


def _readable(path: Path, where: str) -> None:
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise SetupError(f"{where}: {error.strerror}") from None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
