"""What stands in ``central.toml``."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from central.clinics import ClinicSettings, Way, clinic_of
from central.clinics import placed as placed_clinics
from central.delivery.settings import MailAddress, MessagesSettings, placed_messages
from central.eid.settings import BankIdSettings, FrejaSettings, eid_placed
from central.faults import SetupError
from central.fleet.settings import FleetSettings, placed_fleet
from central.imports.settings import ImportSettings, placed
from central.sign_in import settings as sign_in
from central.sign_in.settings import SignInSettings, StaffMember
from wire.settings import Settings, read_settings
from wire.signaling import IceServer

Port = Annotated[int, Field(ge=1, le=65535)]
SecurityContact = Annotated[str, StringConstraints(pattern=r"^(mailto:|https://)[^\s]{3,250}$")]
RelayUrl = Annotated[str, StringConstraints(pattern=r"^turns?:[^\s]{1,240}$")]
SQLITE = "sqlite:///"
DATABASES = (SQLITE, "postgresql://")


class BrokerSettings(Settings):
    """Where the broker is and what central shows it; the files are PEM."""

    host: str = "localhost"
    port: Port = 8883
    ca: Path
    certificate: Path
    key: Path
    ingest: bool = True
    """Whether ``serve`` takes in numbers and events itself; else ``ostord-central ingest`` does,
    once or several side by side. What the page shows, it always hears itself."""
    units_host: str | None = None
    """How units reach the broker, where that is not ``host``."""
    folder: Path | None = None
    """What ``broker-config`` wrote, where central may change it and wake the broker: who is
    withdrawn is refused there at once."""


class RelaySettings(Settings):
    """A TURN server (coturn with ``use-auth-secret``) that central gives rights for."""

    urls: Annotated[tuple[RelayUrl, ...], Field(min_length=1, max_length=8)]
    """In the order of trial: ``turn:HOST``, ``turn:HOST?transport=tcp``, ``turns:HOST:443``."""
    secret_file: Path
    """What the server calls ``static-auth-secret``."""
    hours: Annotated[float, Field(ge=1, le=24)] = 6.0
    """How long a right lasts: longer than a visit, as coturn asks for it at each renewal."""
    only: bool = False
    """Pages use no other way; a unit's own setting is ``media`` in stage.toml."""


class CentralSettings(Settings):
    """Every key of ``central.toml``; relative paths start in the file's folder."""

    listen_host: str = "127.0.0.1"
    listen_port: Port = 8080
    base_url: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s?#]+$")]
    """How patients and units reach this server, without a slash at the end."""
    database: str = "sqlite:///central.sqlite"
    """``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/NAME``, a URL as SQLAlchemy's."""
    outbox: Path = Path("outbox")
    keys: Path = Path("keys")
    clinic: str = "Vårdcentralen"
    clinic_phone: str | None = None
    clinic_email: MailAddress | None = None
    """Where letters to the clinic go, with ``[messages] clinic = "smtp"``."""
    staff_check_in: bool | None = None
    """R18, of the only clinic: as ``ClinicSettings.staff_check_in``."""
    clinics: tuple[ClinicSettings, ...] = ()
    """Where one central serves several: ``[[clinics]]`` tables; else ``clinic`` is the only one."""
    timezone: str = "Europe/Stockholm"
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    fleet_key_file: Path | None = None
    """The fleet page's access key; without it nobody opens that page."""
    certificate_days: Annotated[int, Field(ge=1, le=825)] = 90
    """How long a unit's certificate lasts; it is renewed after two thirds of that."""
    fleet: FleetSettings = FleetSettings()
    """Who is told of the fleet's alerts, and what other systems may read of it."""
    broker: BrokerSettings | None = None
    """Absent: central listens to no fleet."""
    imports: tuple[ImportSettings, ...] = Field(default=(), alias="import")
    """Foreign booking systems that are mirrored: ``[[import]]`` tables."""
    messages: MessagesSettings = MessagesSettings()
    """How letters leave, and which are written."""
    missed_fee: dict[str, str] = Field(default_factory=dict)
    """What a missed visit costs, by its kind, such as *200 kr*; ``*`` is any other kind (R05)."""
    sent_kept_hours: Annotated[float, Field(ge=0, le=24)] = 24.0
    """How long after a visit its photos and form stay; 0: until its end (R07)."""
    files_kept_minutes: Annotated[float, Field(ge=5, le=1440)] = 15.0
    """How long after a visit the files of the call stay, to be saved or be gone (R34)."""
    ways: tuple[Way, ...] = ("birth-date",)
    """How patients may come in, the first one foremost on their page (R60), where their clinic
    says nothing else."""
    bankid: BankIdSettings | None = None
    """Without it nobody comes in by BankID; without ``freja`` nobody by Freja."""
    freja: FrejaSettings | None = None
    sign_in: SignInSettings | None = None
    """The identity provider of the staff; without it nobody signs in but by ``staff_links``."""
    security_contact: SecurityContact | None = None
    """Who is told of a hole: ``mailto:`` or ``https:``, for security.txt (RFC 9116)."""
    staff_links: bool = False
    """Whether the local administrator may make one-time links (``ostord-central staff-link``)."""
    staff: tuple[StaffMember, ...] = ()
    """Who has which roles, besides those that the provider's claims give: ``[[staff]]`` tables."""
    ice_servers: tuple[IceServer, ...] = ()
    """STUN servers, and relays whose password never changes."""
    relay: RelaySettings | None = None
    log_level: str = "INFO"

    @property
    def all_clinics(self) -> tuple[ClinicSettings, ...]:
        """Every clinic, at least one; one that names no phone has ``clinic_phone``."""
        only = ClinicSettings(
            name=self.clinic,
            phone=self.clinic_phone,
            email=self.clinic_email,
            staff_check_in=self.staff_check_in,
        )
        common = {"phone": self.clinic_phone}
        named = (one if one.phone else one.model_copy(update=common) for one in self.clinics)
        return tuple(named) or (only,)

    def checks_in(self, clinic: ClinicSettings) -> bool:
        """Whether its staff check in to rooms with their own sign-in (R18)."""
        said = clinic.staff_check_in
        return self.sign_in is not None if said is None else said

    def clinic_of(self, clinic: str | None, location: str) -> ClinicSettings:
        """The clinic of a booking: the one that it names, else the one whose room it is in."""
        return clinic_of(self.all_clinics, clinic, location)

    def ways_of(self, clinic: ClinicSettings) -> tuple[Way, ...]:
        """How its patients may come in (R60)."""
        return clinic.ways or self.ways

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.timezone)


def load_settings(path: Path) -> CentralSettings:
    """Read ``path``; WireError names file and key, SetupError a file that cannot be read."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise SetupError(f"{path}: {error.strerror}") from None
    settings = read_settings(CentralSettings, text, str(path))
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SetupError(f"{path}: timezone: is no known time zone") from None
    folder = path.absolute().parent
    _check_database(settings, str(path))
    _check_clinics(settings, str(path))
    try:
        clinics = placed_clinics(settings.clinics, folder)
    except ValueError as error:
        raise SetupError(f"{path}: {error}") from None
    if settings.messages.clinic == "smtp" and not all(c.email for c in settings.all_clinics):
        raise SetupError(f"{path}: clinic_email: is missing (or a clinic's email)")
    _check_ways(settings, str(path))
    changed: dict[str, object] = {
        "imports": tuple(placed(settings.imports, folder, str(path))),
        "clinics": clinics,
        "messages": placed_messages(settings.messages, folder, str(path)),
        "fleet": placed_fleet(settings.fleet, folder, str(path)),
    }
    for name, eid in (("bankid", settings.bankid), ("freja", settings.freja)):
        changed[name] = eid and eid.model_copy(update=eid_placed(eid, folder))
    return _from_folder(settings, folder).model_copy(update=changed)


def _check_database(settings: CentralSettings, file: str) -> None:
    """The two that are known and tested; the URL may hold a password and is not repeated."""
    try:
        is_url = make_url(settings.database).database is not None
    except ArgumentError:
        is_url = False
    if not is_url or not settings.database.startswith(DATABASES):
        raise SetupError(f"{file}: database: must be {' or '.join(DATABASES)}… with a name")


def _check_ways(settings: CentralSettings, file: str) -> None:
    """A way that is offered works."""
    offered = [("ways", settings.ways)]
    offered += [(f"clinics.{n}.ways", c.ways) for n, c in enumerate(settings.clinics) if c.ways]
    for way, configured in (("bankid", settings.bankid), ("freja", settings.freja)):
        for key, ways in offered:
            if way in ways and not configured:
                raise SetupError(f"{file}: {key}: {way} needs its table [{way}]")


def _check_clinics(settings: CentralSettings, file: str) -> None:
    """Whoever has a role has it in a clinic that is known."""
    known = {clinic.id for clinic in settings.all_clinics}
    grants = settings.sign_in.grants if settings.sign_in else ()
    named = [(f"sign_in.grants.{n}", grant.clinic) for n, grant in enumerate(grants)]
    named += [(f"staff.{n}", member.clinic) for n, member in enumerate(settings.staff)]
    for key, clinic in named:
        if clinic not in known:
            raise SetupError(f"{file}: {key}.clinic: is no known clinic")


def _from_folder(settings: CentralSettings, folder: Path) -> CentralSettings:
    places = ("outbox", "keys", "tls_certificate", "tls_key", "fleet_key_file")
    changed: dict[str, object] = {
        name: folder / value for name in places if (value := getattr(settings, name)) is not None
    }
    if settings.database.startswith(SQLITE):
        changed["database"] = SQLITE + str(folder / settings.database.removeprefix(SQLITE))
    if settings.broker:
        files = {
            name: folder / value
            for name in ("ca", "certificate", "key", "folder")
            if (value := getattr(settings.broker, name)) is not None
        }
        changed["broker"] = settings.broker.model_copy(update=files)
    if settings.relay:
        file = folder / settings.relay.secret_file
        changed["relay"] = settings.relay.model_copy(update={"secret_file": file})
    if settings.sign_in:
        changed["sign_in"] = sign_in.placed(settings.sign_in, folder, "central.toml")
    return settings.model_copy(update=changed)
