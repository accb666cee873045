"""Identity providers for tests: a foreign program, and a strict small server that can lie."""

import contextlib
import hashlib
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.support.central_house import free_port

LOA3 = "http://id.sambi.se/loa/loa3"
EVA: dict[str, Any] = {
    "employeeHsaId": "SE2321000016-1003",
    "name": "Eva Ek",
    "title": "Distriktsläkare",
    "acr": LOA3,
    "commissionHsaId": "SE2321000016-C001",
}


@contextlib.contextmanager
def mock_provider() -> Iterator[str]:
    """``oidc-provider-mock`` as a process of its own; its issuer."""
    port = free_port()
    words = ["--port", str(port), "--host", "localhost", "--require-registration", "true"]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", *words]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*command, "--require-nonce"], stdout=quiet, stderr=quiet)
    try:
        _wait(process, port)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(5)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert process.poll() is None, "the provider ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the provider does not answer")


async def register(http: aiohttp.ClientSession, issuer: str, back: str) -> tuple[str, str]:
    """Make central known to the foreign provider; client id and secret."""
    asked = {"redirect_uris": [back], "scope": "openid profile"}
    async with http.post(f"{issuer}/oauth2/clients", json=asked) as answer:
        told = await answer.json()
    return told["client_id"], told["client_secret"]


async def put_person(http: aiohttp.ClientSession, issuer: str, **claims: Any) -> None:
    """What the foreign provider says of ``eva`` from now on."""
    async with http.put(f"{issuer}/users/eva", json=claims) as answer:
        assert answer.status == 204


async def answer_as(http: aiohttp.ClientSession, way: str, sub: str = "eva") -> str:
    """Sign in at the foreign provider; where it sends the browser back to."""
    async with http.post(way, data={"sub": sub}, allow_redirects=False) as answer:
        assert answer.status in (302, 303), await answer.text()
        return answer.headers["Location"]


@dataclass
class StrictProvider:
    """A provider that checks PKCE and the client's assertion, and says what a test tells it to."""

    claims: dict[str, Any] = field(default_factory=dict)
    """Replace the right claims of the next token; None takes one away."""
    more: dict[str, Any] = field(default_factory=dict)
    """What the userinfo endpoint says."""
    algorithm: str = "ES256"
    signer: ECKey | RSAKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    discovery: dict[str, Any] = field(default_factory=dict)
    """Replace what discovery says."""
    redirects: bool = False
    issuer: str = ""
    client_key: ECKey | None = None
    challenge: str = ""
    nonce: str = ""
    asked: int = 0
    """How often the token endpoint was asked and all was right."""

    def __post_init__(self) -> None:
        self.key = self.signer

    def remember(self, way: str) -> str:
        """The browser comes by; the state that it brings back."""
        asked = {name: one[0] for name, one in parse_qs(urlsplit(way).query).items()}
        assert asked["code_challenge_method"] == "S256"
        assert (asked["response_type"], asked["acr_values"]) == ("code", LOA3)
        self.challenge, self.nonce = asked["code_challenge"], asked["nonce"]
        return asked["state"]

    async def about(self, _: web.Request) -> web.Response:
        """Discovery."""
        if self.redirects:
            raise web.HTTPFound(f"{self.issuer}/elsewhere")
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
        }
        return web.json_response(told | self.discovery)

    async def keys(self, _: web.Request) -> web.Response:
        """The public halves."""
        return web.json_response({"keys": [self.key.as_dict(private=False)]})

    async def token(self, request: web.Request) -> web.Response:
        """RFC 7636, 4.6 and RFC 7523, 3."""
        form = await request.post()
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        right = urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
        assert self.client_key
        shown = jwt.decode(str(form["client_assertion"]), self.client_key, algorithms=["ES256"])
        if not right or shown.claims["aud"] != f"{self.issuer}/token":
            return web.json_response({"error": "invalid_grant"}, status=400)
        self.asked += 1
        return web.json_response(
            {"access_token": "seen", "token_type": "Bearer", "id_token": self._token()}
        )

    async def userinfo(self, request: web.Request) -> web.Response:
        """OpenID Connect Core, 5.3."""
        assert request.headers["Authorization"] == "Bearer seen"
        return web.json_response(self.more)

    def _token(self) -> str:
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "aud": "ostord",
            "sub": "eva",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 60,
            **EVA,
        }
        told = {name: one for name, one in (right | self.claims).items() if one is not None}
        return jwt.encode({"alg": self.algorithm}, told, self.signer, algorithms=[self.algorithm])


@contextlib.asynccontextmanager
async def strict_provider(client_key: Path) -> AsyncIterator[StrictProvider]:
    """A strict provider that listens; the key of the client that it knows is ``client_key``."""
    provider, port = StrictProvider(), free_port()
    provider.issuer = f"http://127.0.0.1:{port}"
    provider.client_key = ECKey.import_key(client_key.read_text())
    app = web.Application()
    app.add_routes(
        [
            web.get("/.well-known/openid-configuration", provider.about),
            web.get("/keys", provider.keys),
            web.post("/token", provider.token),
            web.get("/userinfo", provider.userinfo),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield provider
    finally:
        await runner.cleanup()
