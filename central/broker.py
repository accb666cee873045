"""Writes Mosquitto's settings: TLS, a certificate for everybody, each unit in its own topics."""

import getpass
import os
import signal
from collections.abc import Iterable
from pathlib import Path

from central.faults import SetupError
from central.pki import BROKER, CA, CENTRAL
from wire.fleet import ROOT, Topic

WRITTEN = ("state", "birth", "health/+", "ready/+", "sign", "metrics", "event", "cmd-result/+")
"""What a unit says of itself."""
READ = (Topic.ACKED.value, Topic.NUDGE.value, "cmd/+", "ready/+")
"""What central tells it, and what it said of its bookings before it started anew."""
CONFIG = "mosquitto.conf"
ACCESS = "acl"
PROCESS = "mosquitto.pid"


def write_broker_config(
    folder: Path, keys: Path, port: int, websocket_port: int | None = None
) -> Path:
    """Write ``mosquitto.conf`` and ``acl`` into ``folder``; give the settings' path.

    ``websocket_port``: MQTT over a WebSocket is spoken there as well, on any path.
    """
    folder, keys = folder.absolute(), keys.absolute()
    for name in (f"{CA}.crt", f"{BROKER}.crt", f"{BROKER}.key"):
        if not (keys / name).is_file():
            raise SetupError(f"{keys / name}: is missing; run `ostord-central pki init`")
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    _write(folder / ACCESS, access_list(), 0o600)
    _write(folder / CONFIG, config(folder, keys, port, websocket_port), 0o640)
    return folder / CONFIG


def config(folder: Path, keys: Path, port: int, websocket_port: int | None = None) -> str:
    """Mosquitto's settings; only this machine may connect."""
    trust = f"""cafile {keys / f"{CA}.crt"}
certfile {keys / f"{BROKER}.crt"}
keyfile {keys / f"{BROKER}.key"}
require_certificate true
use_identity_as_username true
tls_version tlsv1.2"""
    second = f"listener {websocket_port} 127.0.0.1\nprotocol websockets\n{trust}\n"
    return f"""user {getpass.getuser()}
per_listener_settings false
allow_anonymous false
listener {port} 127.0.0.1
{trust}
{second if websocket_port else ""}acl_file {folder / ACCESS}
pid_file {folder / PROCESS}
persistence true
persistence_location {folder}/
autosave_interval 30
max_packet_size 131072
max_inflight_messages 2000
max_queued_messages 20000
log_dest stderr
log_type error
log_type warning
log_type notice
connection_messages false
"""


def access_list(withdrawn: Iterable[str] = ()) -> str:
    """Units by the common name of their certificate (``%u``); central reads and writes all.

    Who was withdrawn may stay connected, says nothing that anybody hears, and hears nothing.
    """
    lines = [f"pattern write {ROOT}/%u/{name}" for name in WRITTEN]
    lines += [f"pattern read {ROOT}/%u/{name}" for name in READ]
    denied = [line for unit in withdrawn for line in (f"user {unit}", "topic deny #", "")]
    return "\n".join([f"user {CENTRAL}", f"topic readwrite {ROOT}/#", "", *denied, *lines, ""])


def deny(folder: Path, withdrawn: Iterable[str]) -> bool:
    """Let the broker of ``folder`` refuse these units from now on; whether it was told.

    False where central may not write there or wake the broker: it reads the list when it is told
    to (``systemctl reload mosquitto``).
    """
    try:
        _write(folder / ACCESS, access_list(withdrawn), 0o600)
        os.kill(int((folder / PROCESS).read_text()), signal.SIGHUP)
    except (OSError, ValueError):
        return False
    return True


def _write(path: Path, text: str, mode: int) -> None:
    """In one piece: the broker may read it at any time."""
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    new.replace(path)
