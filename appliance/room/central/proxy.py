"""The site's HTTP proxy: which far ends are asked through it, and with which log-in."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import aiohttp

from appliance.room.central.reach import OutOfReachError, Reach
from appliance.room.settings import ProxyUser, RoomSettings
from wire.faults import WireError

LOGIN_LENGTH = 512

_Handler = Callable[[aiohttp.ClientRequest], Awaitable[aiohttp.ClientResponse]]


def proxy_for(settings: RoomSettings, who: ProxyUser) -> str | None:
    """The proxy that ``who`` is asked through, with its log-in; None: directly.

    Raises WireError for a log-in file that holds none, OSError where it cannot be read.
    """
    if settings.proxy is None or who not in settings.proxy_for:
        return None
    return with_login(settings.proxy, settings.proxy_login)


def with_login(proxy: str, login: Path | None) -> str:
    """The proxy's address with what ``login`` holds; raises as ``proxy_for``."""
    if login is None:
        return proxy
    user, word = (quote(part, safe="") for part in _login(login))
    return proxy.replace("//", f"//{user}:{word}@", 1)


def _login(file: Path) -> tuple[str, str]:
    text = file.read_bytes()[: LOGIN_LENGTH + 1].decode("utf-8", "replace").strip()
    user, colon, word = text.partition(":")
    if (
        not (user and colon and word and text.isprintable() and text.isascii())
        or len(text) > LOGIN_LENGTH
    ):
        raise WireError(str(file), "proxy_login", "is not one line of ASCII, name:password")
    return user, word


def guard(reach: Reach) -> aiohttp.ClientMiddlewareType:
    """Holds a request back whose host leads out of ``reach``: the proxy would connect to it.

    What this machine's own DNS knows of the name counts. A name that it does not know is left to
    the proxy, which alone sees the address that is connected to.
    """

    async def look(request: aiohttp.ClientRequest, go_on: _Handler) -> aiohttp.ClientResponse:
        for address in await _addresses(request.url.host or ""):
            if not reach(address):
                raise OutOfReachError("out of reach")
        return await go_on(request)

    return look


async def _addresses(host: str) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(address[0]) for *_, address in found]
