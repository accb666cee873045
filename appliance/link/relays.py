"""Which STUN and TURN servers central told last: their addresses, never the rights to them."""

import contextlib
import re
from collections.abc import Iterable
from pathlib import Path

from appliance.link.files import write_whole
from wire.faults import WireError
from wire.signaling import IceServer

FILE = "relays"
URL = re.compile(
    r"(?P<kind>stuns?|turns?):(?P<host>\[[0-9A-Fa-f:.]+\]|[^:?\[\]\s/]+)(:(?P<port>\d{1,5}))?"
    r"(\?transport=(?P<transport>udp|tcp))?"
)
"""RFC 7064 and 7065."""
PORTS = {"stun": 3478, "turn": 3478, "stuns": 5349, "turns": 5349}


def relay_address(url: str) -> tuple[str, str, str, str]:
    """Kind, host, port and transport of a server; raises WireError for what is no such URL."""
    found = URL.fullmatch(url)
    if found is None:
        raise WireError("command", "relay", "is no stun:, turn: or turns: URL")
    kind, usual = found["kind"], "tcp" if found["kind"].endswith("s") else "udp"
    port = found["port"] or str(PORTS[kind])
    return kind, found["host"].strip("[]"), port, found["transport"] or usual


def keep_relays(runtime: Path, servers: Iterable[IceServer]) -> None:
    """Write them down for who asks on this machine; a folder that takes nothing is no fault."""
    text = "".join(f"{url}\n" for server in servers for url in server.urls if URL.fullmatch(url))
    file = runtime / FILE
    with contextlib.suppress(OSError):
        if not file.is_file() or file.read_text() != text:
            write_whole(file, text.encode())


def known_relays(runtime: Path) -> list[str]:
    """Their URLs; none where central was never heard since the machine started."""
    file = runtime / FILE
    return file.read_text().split() if file.is_file() else []
