"""One bounded way to a provider: mutual TLS, a few seconds, a few kilobytes, no redirect."""

import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp

from central.eid.port import EidFault
from central.eid.settings import EidSettings
from central.faults import SetupError

EXCHANGE_S = 5.0
ANSWER_LIMIT = 65_536


class Line:
    """Posts to one provider and reads its short answers."""

    def __init__(self, settings: EidSettings) -> None:
        self._base = settings.address
        self._trust = _trust(settings)
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, path: str, json: Mapping[str, Any] | None = None, data: bytes | None = None
    ) -> tuple[int, bytes]:
        """Status and body; EidFault ``unreachable`` for silence, a redirect or far too much."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._trust, limit=20),
                timeout=aiohttp.ClientTimeout(total=EXCHANGE_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        url = f"{self._base}/{path}"
        try:
            async with self._session.post(
                url, json=json, data=data, allow_redirects=False
            ) as answer:
                body = await answer.content.read(ANSWER_LIMIT + 1)
                while len(body) <= ANSWER_LIMIT and (more := await answer.content.read(4096)):
                    body += more
                if len(body) > ANSWER_LIMIT or 300 <= answer.status < 400:
                    raise EidFault("unreachable")
                return answer.status, body
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise EidFault("unreachable") from None

    async def close(self) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()


def _trust(settings: EidSettings) -> ssl.SSLContext:
    """SetupError names the file that is none."""
    try:
        trust = ssl.create_default_context(cafile=str(settings.ca) if settings.ca else None)
    except (OSError, ssl.SSLError):
        raise SetupError(f"{settings.ca}: is no CA certificate") from None
    trust.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.certificate is not None:
        try:
            trust.load_cert_chain(settings.certificate, settings.key)
        except (OSError, ssl.SSLError):
            raise SetupError(f"{settings.certificate}: is no certificate with its key") from None
    return trust
