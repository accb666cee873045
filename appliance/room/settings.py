"""The room process's settings: one TOML file, checked at start."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from appliance.link.zones import ZoneName
from wire.commands import public_key
from wire.ids import FhirId, UnitId
from wire.records import Record
from wire.settings import Settings, read_settings

Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


WebPath = Annotated[str, Field(pattern=r"^/[!-~]*$", max_length=200)]


class BrokerAddress(Record):
    """Where the MQTT broker listens, with TLS."""

    host: str = "localhost"
    port: Port = 8883
    websocket: WebPath | None = None
    """The path of its WebSocket (MQTT 5, 6); absent: MQTT straight over TLS."""


Pin = Annotated[int, Field(ge=0, le=27)]
"""A GPIO line by its BCM number."""


class ButtonPins(Record):
    """The lines of the buttons beside the screen; null for one that is not fitted."""

    start: Pin | None = 5
    pause: Pin | None = 6
    end: Pin | None = 13
    occupied: Pin | None = 19
    help: Pin | None = 26
    back: Pin | None = None
    next: Pin | None = None
    choose: Pin | None = None
    bell: Pin | None = None
    """The bell at the door."""

    def fitted(self) -> dict[str, int]:
        """Each button that is there, and its line."""
        return {name: pin for name, pin in self.model_dump().items() if pin is not None}


Algorithm = Literal["ES256", "ES384", "RS384"]
"""How a client assertion is signed (RFC 7518, 3.1)."""


def _web_address(address: str) -> str:
    """An address as it is kept; raises ValueError for what is none."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError("is not an http or https address without user name")
    written = address.isprintable() and " " not in address
    if not written or parts.port == 0 or parts.query or parts.fragment:
        raise ValueError("is no base URL: scheme, host and path alone, without blanks")
    return address.rstrip("/")


WebAddress = Annotated[str, AfterValidator(_web_address)]


def proxy_address(address: str) -> str:
    """A proxy's address as it is kept; raises ValueError for what is none."""
    parts = urlsplit(address)
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a log-in; put name:password into a file and name it proxy_login")
    if parts.scheme != "http" or not parts.hostname or parts.port is None:
        raise ValueError("is not of the form http://host:port")
    if parts.path not in ("", "/") or parts.query or parts.fragment or not address.isprintable():
        raise ValueError("is not of the form http://host:port")
    return address.rstrip("/")


def _command_key(text: str) -> str:
    """A key as it is kept; raises ValueError for what is none."""
    try:
        public_key(text)
    except ValueError:
        raise ValueError("is no Ed25519 key in base64 (central's commands.pub)") from None
    return text.strip()


ProxyUser = Literal["central", "feed"]
"""Who may be asked through the proxy: central, and another server that bookings are read from."""


class ForeignFeed(Record):
    """Another FHIR server that the bookings are read from, R4 or R5."""

    base: WebAddress
    """Its base URL."""
    location: FhirId | None = None
    """The room's Location there; default: the same id as in central."""
    client: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    """The client id that it gave the unit (SMART Backend Services); absent: no log-in."""
    key: Path | None = None
    """The key whose public half it knows; default: the unit's."""
    key_id: str | None = None
    """What it calls the key; default: its thumbprint (RFC 7638)."""
    algorithm: Algorithm = "ES256"
    scope: str = "system/Appointment.rs"
    private_addresses: bool = False
    """Its name may lead to an address of the site's own network."""


class RoomSettings(Settings):
    """What a room process must know; relative paths are relative to the file's folder."""

    runtime: Path
    """The folder of the local sockets and of the store's key; on tmpfs."""
    store: Path
    unit: UnitId
    location: FhirId
    """The id of the room's FHIR Location."""
    place: str
    """The room's name and house, as people say it."""
    central: WebAddress = "http://localhost:8080"
    """Central's base URL."""
    feed: ForeignFeed | None = None
    """Absent: the bookings come from central."""
    key: Path = Path("unit.key")
    certificate: Path = Path("unit.crt")
    ca: Path | None = None
    """The site's certificate authority, for the broker and for all https."""
    commands: Annotated[str, AfterValidator(_command_key)] | None = None
    """By what acts from afar are known: an Ed25519 key in base64, as it stands in central's
    ``commands.pub``. Absent: nothing is done from afar."""
    proxy: Annotated[str, AfterValidator(proxy_address)] | None = None
    """The site's HTTP proxy (CONNECT, RFC 9110, 9.3.6): ``http://host:port``; absent: none."""
    proxy_login: Path | None = None
    """A file with one line ``name:password`` for it (Basic, RFC 7617); absent: it asks for none."""
    proxy_for: frozenset[ProxyUser] = frozenset({"central", "feed"})
    """Which https addresses are asked through it."""
    broker: BrokerAddress | None = None
    """Absent: no health reports."""
    board: Literal["linux", "simulated"] = "linux"
    """The computer that is watched: this one, or one that can be made ill."""
    presence: Literal["simulated", "gpiozero", "disabled"] = "disabled"
    presence_pin: Pin = 27
    buttons: Literal["simulated", "gpiozero", "disabled"] = "disabled"
    button_pins: ButtonPins = ButtonPins()
    start: Literal["automatic", "on-press"] = "automatic"
    sole_use: bool = False
    """The room serves video alone: clear may be *Ledigt* (R10)."""
    opens: time = time(7, 30)
    """When the room opens in the morning; the self-test comes 30 min before."""
    silent: tuple[time, time] = (time(20, 0), time(6, 30))
    """From, until: at night the self-test plays no tone. The same time twice: there is none."""
    after_hold_s: Annotated[float, Field(ge=0, le=600)] = 5.0
    countdown_s: Annotated[float, Field(ge=0, le=120)] = 10.0
    poll_s: Seconds = 15.0
    metrics_s: Seconds = 15.0
    timezone: ZoneName = "Europe/Stockholm"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="after")
    def _secret_through_the_proxy(self) -> Self:
        asked = {"central": self.central, "feed": self.feed.base if self.feed else ""}
        for who in sorted(self.proxy_for if self.proxy else ()):
            if asked[who].startswith("http:"):
                raise ValueError(
                    f"{who} is no https address: a proxy would read all that is said; "
                    f"make it https, or leave {who} out of proxy_for"
                )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The unit's time zone."""
        return ZoneInfo(self.timezone)


def load(config: Path) -> RoomSettings:
    """Read ``config``; raises WireError naming file and key, OSError where it cannot be read."""
    settings = read_settings(RoomSettings, config.read_bytes(), str(config))
    folder = config.resolve().parent
    places = ("runtime", "store", "key", "certificate", "ca", "proxy_login")
    given = {name: getattr(settings, name) for name in places}
    changes: dict[str, object] = {
        name: folder / path for name, path in given.items() if path is not None
    }
    if settings.feed and settings.feed.key:
        at = {"key": folder / settings.feed.key}
        changes["feed"] = settings.feed.model_copy(update=at)
    return settings.model_copy(update=changes)
