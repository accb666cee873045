"""What every answer carries, how large a question may be, and the access log without people."""

import re
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.journal import record
from central.web.origin import is_own

BODY_LIMIT = 262_144
UPLOAD_LIMIT = 10_000_000
UPLOADS = re.compile(r"/api/visit/(photos|files)|/api/staff/visits/[A-Za-z0-9.-]{1,64}/files")
"""The doors that take more, at UPLOAD_LIMIT; their whole path."""
CSP = (
    "default-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
}
PROGRAM = (".js", ".css")
"""What no window shows by itself; it needs fewer headers, and comes in many small files."""
OF_PROGRAM = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")
CACHED = ("/static/", "/fonts/")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""


class Guard:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self._app = app
        self._base_url = base_url
        secure = base_url.startswith("https:")
        self._headers = HEADERS | (
            {"Strict-Transport-Security": "max-age=31536000"} if secure else {}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on; log its route's pattern, never its address, query or headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.monotonic(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(scope["path"], MutableHeaders(scope=message))
            await send(message)

        try:
            limit = _limit(scope)
            if _announced(scope) > limit:
                await _refuse(answer, 413, b'{"code":"too-large"}')
            elif scope["method"] not in SAFE and not self._own(scope):
                await _refuse(answer, 403, b'{"code":"refused"}')
            else:
                await self._app(scope, _limited(receive, limit), answer)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            took = round((time.monotonic() - started) * 1000, 1)
            record("asked", method=scope["method"], route=route, status=status, ms=took)

    def _own(self, scope: Scope) -> bool:
        """A foreign page may change nothing here, with whatever cookies its visitor has."""
        headers = Headers(scope=scope)
        return is_own(headers.get("origin"), headers.get("host"), self._base_url)

    def _add_headers(self, path: str, headers: MutableHeaders) -> None:
        program = path.startswith("/static/") and path.endswith(PROGRAM)
        for name, value in self._headers.items():
            if program and name not in OF_PROGRAM:
                continue
            headers.setdefault(name, value)
        headers.setdefault("Cache-Control", "no-cache" if path.startswith(CACHED) else "no-store")


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _limit(scope: Scope) -> int:
    return UPLOAD_LIMIT if UPLOADS.fullmatch(scope["path"]) else BODY_LIMIT


def _limited(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def take() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            return {"type": "http.disconnect"}
        return message

    return take


async def _refuse(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
