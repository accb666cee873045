"""The real central as a subprocess on a free port, with one unit made known to it."""

import json
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

UNIT = "north/room12"
LOCATION = "room-12"
FLEET_KEY = "en-nyckel-att-prova-med"
PERSON = {"name": "Tolvan Tolvansson", "personnummer": "19121212-1212", "phone": "070-123 45 88"}
BIRTH_DATE = "1912-12-12"
CENTRAL = (sys.executable, "-c", "import sys; from central.command import main; sys.exit(main())")
CONFIG = """
listen_port = {port}
base_url = "http://localhost:{port}"
clinic = "Borlänge vårdcentral"
clinic_phone = "0243-49 60 00"
fleet_key_file = "fleet.key"
"""
BROKER = """
[broker]
port = {port}
ca = "pki/{ca}"
certificate = "pki/{certificate}"
key = "pki/{key}"
"""


def new_key() -> ec.EllipticCurvePrivateKey:
    """A key as a unit makes it."""
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(slots=True)
class RunningCentral:
    """Its folder, port and process; ``start`` again after ``stop`` goes on with the same data."""

    folder: Path
    port: int = 0
    database: str = "central.sqlite"
    process: subprocess.Popen[bytes] | None = None
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_key)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://localhost:{self.port}"

    def prepare(self) -> None:
        """Settings, database, keys and one unit."""
        self.port = free_port()
        (self.folder / "central.toml").write_text(CONFIG.format(port=self.port))
        (self.folder / "fleet.key").write_text(FLEET_KEY + "\n")
        self._write_request()
        self.run("migrate", "--config", "central.toml")
        self.run("pki", "init", "--folder", "pki", "--site", "north")
        request = ("--request", "unit.csr", "--out", "unit.crt")
        self.run("pki", "sign", "--folder", "pki", *request)
        self.run(
            *("add-unit", "--config", "central.toml", "--unit", UNIT, "--location", LOCATION),
            *("--room", "Videorum 12", "--certificate", "unit.crt"),
        )

    def start(self) -> None:
        """Serve; returns when the first answer has come."""
        self.process = subprocess.Popen(
            [*CENTRAL, "serve", "--config", "central.toml"],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 50
        while not self._answers():
            assert self.process.poll() is None, "central ended at once"
            assert time.monotonic() < deadline, "central does not answer"
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process with a signal and wait for its end."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(10)

    def book(self, in_seconds: float = 240, **more: str) -> str:
        """Book a visit of 30 minutes; the link of its invitation."""
        wish = PERSON | {"location": LOCATION, "in": str(in_seconds), "minutes": "30"} | more
        arguments = [part for key, value in wish.items() for part in (f"--{key}", value)]
        said = json.loads(self.run("book", "--config", "central.toml", *arguments))
        return str(said["link"])

    def run(self, *arguments: str) -> str:
        """One command to its end; what it printed."""
        command = [*CENTRAL, *arguments]
        done = subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.PIPE)
        return done.stdout.decode()

    def key_pem(self) -> bytes:
        """The unit's private key, for its client assertions."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def _answers(self) -> bool:
        try:
            with urlopen(self.url + "/healthz", timeout=5):
                return True
        except (URLError, ConnectionError):
            return False

    def _write_request(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, UNIT)])
        builder = x509.CertificateSigningRequestBuilder().subject_name(name)
        request = builder.sign(self.key, hashes.SHA256())
        (self.folder / "unit.csr").write_bytes(request.public_bytes(serialization.Encoding.PEM))
        (self.folder / "unit.key").write_bytes(self.key_pem())


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
