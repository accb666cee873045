"""A real coturn on free ports, with the secret that central would share with it."""

import datetime
import ipaddress
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from appliance.stage.net.addresses import host_addresses
from central.core.relay_rights import right
from tests.support.central_house import free_port
from wire.signaling import IceServer

SECRET = "en-hemlighet-att-prova-med"
USAGE = re.compile(r"usage: .*?username=<([^>]*)>, rp=(\d+), rb=(\d+), sp=(\d+), sb=(\d+)")


@dataclass(frozen=True)
class Coturn:
    """A running server."""

    host: str
    port: int
    tls_port: int
    ca: Path
    log: Path

    def url(self, way: str) -> str:
        """Its address for udp, tcp or tls."""
        if way == "tls":
            return f"turns:{self.host}:{self.tls_port}?transport=tcp"
        return f"turn:{self.host}:{self.port}?transport={way}"

    def server(self, *ways: str, lasts_s: float = 600, secret: str = SECRET) -> IceServer:
        """What central would give: these ways, with a right for so long."""
        name, word = right(secret.encode(), "enhet7", time.time() + lasts_s)
        urls = tuple(self.url(way) for way in ways)
        return IceServer(urls=urls, username=name, credential=word)

    def carried(self) -> int:
        """Bytes that ended sessions sent and received by its own counters."""
        found = USAGE.findall(self.log.read_text(errors="replace"))
        return sum(int(received) + int(sent) for _, _, received, _, sent in found)


def certificates(folder: Path, host: str, *names: str) -> Path:
    """A certificate for ``host`` and its key in ``folder``; the path of its own authority."""
    now = datetime.datetime.now(datetime.UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address(host)), *map(x509.DNSName, names)]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "relay.crt").write_bytes(made.public_bytes(pem))
    (folder / "relay.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "relay.crt"


@contextmanager
def coturn(
    folder: Path, *more: str, relay_ip: str | None = None, name: str | None = None
) -> Iterator[Coturn]:
    """A server for as long as the block runs, by ``name`` too; ``more`` of its options."""
    program = shutil.which("turnserver") or "/usr/bin/turnserver"
    host = host_addresses(use_ipv4=True, use_ipv6=False)[0]
    ca = certificates(folder, host, *filter(None, [name]))
    made = Coturn(host, free_port(), free_port(), ca, folder / "coturn.log")
    command = [
        *(program, "-n", "--verbose", "--log-file=stdout", "--simple-log", "--no-cli"),
        *(
            f"--listening-ip={host}",
            f"--relay-ip={relay_ip or host}",
            f"--listening-port={made.port}",
        ),
        *(f"--tls-listening-port={made.tls_port}", f"--cert={ca}", f"--pkey={ca.stem}.key"),
        *("--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=ostord"),
        *("--allow-loopback-peers", f"--pidfile={folder / 'coturn.pid'}"),
        *(f"--userdb={folder / 'coturn.db'}", "--no-dtls", "--relay-threads=1"),
        *more,
    ]
    with (
        made.log.open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT) as process,
    ):
        try:
            _wait(made, process)
            yield made
        finally:
            process.terminate()


def _wait(made: Coturn, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    for port in (made.port, made.tls_port):
        while True:
            assert process.poll() is None, made.log.read_text(errors="replace")[-2000:]
            assert time.monotonic() < deadline, "coturn does not listen"
            try:
                with socket.create_connection((made.host, port), timeout=1):
                    break
            except OSError:
                time.sleep(0.05)
