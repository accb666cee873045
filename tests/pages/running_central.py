"""The real central as a subprocess on a free port, with one unit made known to it."""

import asyncio
import json
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

UNIT = "north/room12"
LOCATION = "room-12"
FLEET_KEY = "en-nyckel-att-prova-med"
PERSON = {"name": "Tolvan Tolvansson", "personnummer": "19121212-1212", "phone": "070-123 45 88"}
BIRTH_DATE = "1912-12-12"

CONFIG = """
listen_port = {port}
base_url = "http://localhost:{port}"
clinic = "Borlänge vårdcentral"
clinic_phone = "0243-49 60 00"
fleet_key_file = "fleet.key"
"""


@dataclass(slots=True)
class RunningCentral:
    """Its folder, port and process; ``start`` again after ``kill`` goes on with the same data."""

    folder: Path
    port: int = 0
    process: asyncio.subprocess.Process | None = None
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://localhost:{self.port}"

    async def prepare(self) -> None:
        """Settings, database, keys and one unit."""
        self.port = _free_port()
        (self.folder / "central.toml").write_text(CONFIG.format(port=self.port))
        (self.folder / "fleet.key").write_text(FLEET_KEY + "\n")
        self._write_request()
        await self.run("migrate", "--config", "central.toml")
        await self.run("pki", "init", "--folder", "pki", "--site", "north")
        await self.run(
            "pki", "sign", "--folder", "pki", "--request", "unit.csr", "--out", "unit.crt"
        )
        await self.run(
            *("add-unit", "--config", "central.toml", "--unit", UNIT, "--location", LOCATION),
            *("--room", "Videorum 12", "--certificate", "unit.crt"),
        )

    async def start(self) -> None:
        """Serve; returns when the first answer has come."""
        self.process = await self._command("serve", "--config", "central.toml")
        async with aiohttp.ClientSession() as http:
            while True:
                assert self.process.returncode is None, "central ended at once"
                try:
                    async with http.get(self.url + "/healthz"):
                        return
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.05)

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process with a signal and wait for its end."""
        if self.process and self.process.returncode is None:
            self.process.send_signal(how)
            await self.process.wait()

    async def book(self, in_seconds: float = 240, **more: str) -> str:
        """Book a visit of 30 minutes; the link of its invitation."""
        wish = PERSON | {"location": LOCATION, "in": str(in_seconds), "minutes": "30"} | more
        arguments = [part for key, value in wish.items() for part in (f"--{key}", value)]
        said = json.loads(await self.run("book", "--config", "central.toml", *arguments))
        return str(said["link"])

    async def run(self, *arguments: str) -> str:
        """One command to its end; what it printed."""
        process = await self._command(*arguments)
        out, _ = await process.communicate()
        assert process.returncode == 0, arguments
        return out.decode()

    async def _command(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-c",
                "import sys; from central.command import main; sys.exit(main())",
            ),
            *arguments,
            cwd=self.folder,
            stdout=asyncio.subprocess.PIPE
            if arguments[0] != "serve"
            else asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL if arguments[0] == "serve" else None,
        )

    def _write_request(self) -> None:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, UNIT)])
        request = (
            x509.CertificateSigningRequestBuilder()
            .subject_name(name)
            .sign(self.key, hashes.SHA256())
        )
        (self.folder / "unit.csr").write_bytes(request.public_bytes(serialization.Encoding.PEM))

    def key_pem(self) -> bytes:
        """The unit's private key, for its client assertions."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: Any = probe.getsockname()[1]
    return int(port)
