"""A small foreign FHIR server with SMART Backend Services, which checks every claim it is shown."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey

from tests.support.torture_pages import booking
from wire.appointment import write_booking

CLIENT = "video-room-7"
SCOPE = "system/Appointment.rs"


class SmallFhirServer:
    """Gives tokens for one client's key; what a test does to it stands in plain attributes."""

    def __init__(self, key: ECKey | RSAKey, algorithm: str) -> None:
        self.key, self.algorithm = key, algorithm
        self.configuration: dict[str, Any] = {}
        """Replaces what it says of itself."""
        self.base = ""
        self.headers: list[dict[str, Any]] = []
        """Of the assertions it took."""
        self.asked: list[str] = []
        self.tokens: set[str] = set()
        self._seen: set[str] = set()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Its base URL while it listens."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/r4/.well-known/smart-configuration", self._configured),
                web.post("/auth/token", self._token),
                web.get("/r4/Appointment", self._search),
            ]
        )
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}/r4"
        try:
            yield self.base
        finally:
            await runner.cleanup()

    @property
    def endpoint(self) -> str:
        """Where it gives tokens."""
        return self.base.removesuffix("/r4") + "/auth/token"

    async def _configured(self, _: web.Request) -> web.Response:
        said = {
            "token_endpoint": self.endpoint,
            "token_endpoint_auth_signing_alg_values_supported": [self.algorithm],
        }
        return web.json_response(said | self.configuration)

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        text = str(form["client_assertion"])
        self.headers.append(dict(jws.extract_compact(text.encode()).protected))
        claims = jwt.decode(text, self.key, algorithms=[self.algorithm]).claims
        right = (
            form["grant_type"] == "client_credentials",
            form["scope"] == SCOPE,
            claims["iss"] == claims["sub"] == CLIENT,
            claims["aud"] == self.endpoint,
            time.time() < claims["exp"] <= time.time() + 300,
            claims["jti"] not in self._seen,
        )
        if not all(right):
            return web.json_response({"error": "invalid_client"}, status=400)
        self._seen.add(claims["jti"])
        token = f"token-{len(self._seen)}"
        self.tokens.add(token)
        granted = {"access_token": token, "token_type": "bearer", "expires_in": 300}
        return web.json_response(granted | {"scope": SCOPE})

    async def _search(self, request: web.Request) -> web.Response:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.asked.append(shown)
        if shown not in self.tokens:
            return web.json_response({}, status=401)
        entries = [{"resource": write_booking(booking())}]
        body = json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries})
        return web.Response(text=body, content_type="application/fhir+json")
