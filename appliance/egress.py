"""``ostord-unit egress``: all that a unit asks of a network, one table out of its settings."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from appliance.link.relays import known_relays, relay_address
from appliance.room.settings import ProxyUser, RoomSettings
from appliance.room.settings import load as load_room
from appliance.stage.settings import StageSettings
from appliance.stage.settings import read as read_stage

HEADINGS = ("host", "port", "protocol", "why")
MEDIA = "picture and sound"
RESOLVERS = ("run/systemd/resolve/resolv.conf", "etc/resolv.conf")
"""Where a system says whom it asks for names; systemd-resolved's own word first."""
TIMES = "etc/systemd/timesyncd.conf"


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that must be let out."""

    host: str
    port: str
    protocol: str
    why: str


def egress(
    room: RoomSettings, stage: StageSettings, relays: Sequence[str], system: Path = Path("/")
) -> tuple[Way, ...]:
    """Everything that a unit with these settings sends, and to whom; nothing else is needed.

    ``relays`` are the URLs of central's STUN and TURN servers, ``system`` the root that the
    resolver's and the clock's own settings are read from.
    """
    ways = [*_web(room), *_broker(room), *_media(stage, relays), *_system(system)]
    return tuple(dict.fromkeys(ways))


def _web(room: RoomSettings) -> Iterable[Way]:
    yield _asked(room, "central", room.central, "bookings, tokens, signaling, outcomes (central)")
    if room.feed is not None:
        yield _asked(room, "feed", room.feed.base, "bookings (another FHIR server)")
        if room.feed.client is not None:
            why = "log-in there, where the server names a token endpoint on another host"
            yield Way("(as that server tells)", "443", "TCP, https", why)


def _asked(room: RoomSettings, who: ProxyUser, address: str, why: str) -> Way:
    parts = urlsplit(address)
    port = str(parts.port or {"http": 80}.get(parts.scheme, 443))
    if room.proxy is None or who not in room.proxy_for:
        return Way(parts.hostname or "", port, f"TCP, {parts.scheme}", why)
    proxy = urlsplit(room.proxy)
    through = f"TCP, CONNECT to {parts.hostname}:{port}"
    return Way(proxy.hostname or "", str(proxy.port), through, f"{why}, through the proxy")


def _broker(room: RoomSettings) -> Iterable[Way]:
    if room.broker is not None:
        kind = "MQTT over a WebSocket" if room.broker.websocket else "MQTT"
        why = "state, health and numbers of the unit (broker)"
        yield Way(room.broker.host, str(room.broker.port), f"TCP, {kind} in TLS", why)


def _media(stage: StageSettings, relays: Sequence[str]) -> Iterable[Way]:
    direct = stage.media != "relay-only"
    for url in relays:
        kind, host, port, transport = relay_address(url)
        if kind == "stun":
            if direct:
                yield Way(host, port, "UDP, STUN", "the unit's own address as others see it")
            continue
        carried = "TCP, TURN in TLS" if kind == "turns" else f"{transport.upper()}, TURN"
        yield Way(host, port, carried, f"{MEDIA}, through the relay")
    if not relays:
        yield Way("(as central tells)", "3478", "UDP, TURN", f"{MEDIA}, through the relay")
    if direct:
        yield Way("any", "1024-65535", "UDP, DTLS-SRTP", f"{MEDIA}, straight to the other end")


def _system(system: Path) -> Iterable[Way]:
    for server in _resolvers(system) or ("(as DHCP tells)",):
        yield Way(server, "53", "UDP and TCP, DNS", "names (the system's resolver)")
    for server in _times(system) or ("(as DHCP tells, else the distribution's)",):
        yield Way(server, "123", "UDP, NTP", "the right time (the system's clock)")


def _resolvers(system: Path) -> list[str]:
    for file in RESOLVERS:
        words = [line.split() for line in _lines(system / file)]
        found = [two[1] for two in words if len(two) > 1 and two[0] == "nameserver"]
        if found:
            return found
    return []


def _times(system: Path) -> list[str]:
    files = [system / TIMES, *sorted((system / f"{TIMES}.d").glob("*.conf"))]
    said = [line.partition("=") for file in files for line in _lines(file)]
    return [host for key, _, value in said if key.strip() == "NTP" for host in value.split()]


def _lines(file: Path) -> list[str]:
    return file.read_text(errors="replace").splitlines() if file.is_file() else []


def table(ways: Iterable[Way]) -> str:
    """The ways as lines under headings."""
    rows = [HEADINGS, *(astuple(way) for way in ways)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    cells = (zip(row, widths, strict=True) for row in rows)
    return "\n".join("  ".join(f"{word:{width}}" for word, width in row).rstrip() for row in cells)


def show(room_file: Path, stage_file: Path, relays: Sequence[str], *, as_json: bool) -> str:
    """The table of a unit with these settings, as lines or as JSON.

    Without ``relays`` those that central told this unit last count. Raises WireError or OSError
    for settings that are wrong, WireError for a relay's URL that is none.
    """
    room, (stage, _) = load_room(room_file), read_stage(stage_file)
    ways = egress(room, stage, relays or known_relays(room.runtime))
    return json.dumps([asdict(way) for way in ways], ensure_ascii=False) if as_json else table(ways)
