"""A real Mosquitto with TLS and client certificates, and central's ears on it."""

import asyncio
import contextlib
import queue
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

UNIT = "north/room12"
ACL = "pattern readwrite ostord/1/%u/#\n\nuser central\ntopic readwrite ostord/1/#\n"


class Certificates:
    """A site's authority and what it has signed, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("test site")
        self._write("ca.crt", self._sign("test site", self._key.public_key(), ca=True))
        self.make("localhost", "broker")
        self.make("central", "central")

    def make(self, common_name: str, file: str) -> None:
        """A key and a certificate of its own."""
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (self.folder / f"{file}.key").write_bytes(pem)
        self._write(f"{file}.crt", self._sign(common_name, key.public_key()))

    def sign(self, request: Path, file: str) -> None:
        """What the unit asked for."""
        asked = x509.load_pem_x509_csr(request.read_bytes())
        name = asked.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        key = asked.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        self._write(f"{file}.crt", self._sign(str(name), key))

    def _sign(
        self, name: str, key: ec.EllipticCurvePublicKey, *, ca: bool = False
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _write(self, file: str, certificate: x509.Certificate) -> None:
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        (self.folder / file).write_bytes(pem)


class SmallBroker:
    """Mosquitto on a port of its own; nothing survives its end."""

    def __init__(self, certificates: Certificates) -> None:
        self.certificates = certificates
        with socket.socket() as free, socket.socket() as another:
            for one in (free, another):
                one.bind(("127.0.0.1", 0))
            self.port, self.websocket_port = free.getsockname()[1], another.getsockname()[1]
        folder = certificates.folder
        (folder / "acl").write_text(ACL)
        trust = (
            f"cafile {folder}/ca.crt\ncertfile {folder}/broker.crt\nkeyfile {folder}/broker.key\n"
            "require_certificate true\nuse_identity_as_username true\n"
        )
        (folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\n{trust}"
            f"listener {self.websocket_port} 127.0.0.1\nprotocol websockets\n{trust}"
            f"user root\nacl_file {folder}/acl\npersistence false\nlog_type none\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it listens."""
        program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin")
        assert program, "mosquitto is needed"
        config = self.certificates.folder / "mosquitto.conf"
        self._process = subprocess.Popen([program, "-c", str(config)], stderr=subprocess.DEVNULL)
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"mosquitto ended: {self._process.wait(0.02)}")
        raise AssertionError("mosquitto does not listen")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)
            self._process = None

    @contextmanager
    def listener(self) -> Iterator["Ears"]:
        """Central's connection."""
        ears = Ears(self)
        try:
            yield ears
        finally:
            ears.close()


class Ears:
    """Hears everything under ``ostord/1`` and can speak as central."""

    def __init__(self, broker: SmallBroker) -> None:
        self.messages: queue.Queue[tuple[str, str, bool]] = queue.Queue()
        self.heard: list[tuple[str, str]] = []
        folder = broker.certificates.folder
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        trust = ssl.create_default_context(cafile=str(folder / "ca.crt"))
        trust.load_cert_chain(folder / "central.crt", folder / "central.key")
        self._client.tls_set_context(trust)
        self._client.on_connect = lambda client, *_: client.subscribe("ostord/1/#", 1)
        self._client.on_message = lambda _c, _u, m: self.messages.put(
            (m.topic, m.payload.decode(), m.retain)
        )
        self._client.connect("localhost", broker.port)
        self._client.loop_start()

    def say(self, topic: str, payload: str) -> None:
        """Publish as central."""
        self._client.publish(topic, payload, qos=1).wait_for_publish(5)

    async def hears(self, name: str, holding: str = "", within_s: float = 10.0) -> str:
        """The next payload of the unit's ``name`` that holds ``holding``."""
        deadline = asyncio.get_running_loop().time() + within_s
        while asyncio.get_running_loop().time() < deadline:
            try:
                topic, payload, _ = self.messages.get_nowait()
            except queue.Empty:
                await asyncio.sleep(0.02)
                continue
            self.heard.append((topic, payload))
            if topic == f"ostord/1/{UNIT}/{name}" and holding in payload:
                return payload
        raise AssertionError(f"never heard {name} with {holding!r}; heard {self.heard[-20:]}")

    def close(self) -> None:
        """Go."""
        self._client.disconnect()
        self._client.loop_stop()


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
