"""Connections of letters: to the very address that was judged, whatever a name says a moment later.

A link's own addresses (169.254.0.0/16, fe80::/10: where clouds keep their secrets) are always
refused, whoever configured them.
"""

import asyncio
import socket
import ssl
from ipaddress import ip_address
from pathlib import Path

from central.faults import SetupError
from central.imports.reading.bounded import is_of_a_site, is_public


class AddressError(OSError):
    """The host has no address that may be connected to."""


def trust(ca: Path | None) -> ssl.SSLContext:
    """TLS 1.2 and newer; the system's authorities and ``ca``. SetupError where that is none."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca is not None:
        try:
            context.load_verify_locations(cafile=str(ca))
        except (OSError, ssl.SSLError):
            raise SetupError(f"{ca}: holds no certificate of an authority (PEM)") from None
    return context


def may_be(address: str, *, private: bool) -> bool:
    """Whether an IP address may be connected to."""
    return (is_of_a_site if private else is_public)(address)


def is_own(address: str) -> bool:
    """Whether it is this very machine."""
    return ip_address(address.partition("%")[0]).is_loopback


async def connect(host: str, port: int) -> tuple[socket.socket, str]:
    """A connected socket and the address behind it; OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    error: OSError = AddressError("no address")
    for family, kind, protocol, _, address in found:
        if not may_be(str(address[0]), private=True):
            continue
        line = socket.socket(family, kind, protocol)
        line.settimeout(0.0)
        try:
            await loop.sock_connect(line, address)
        except (OSError, asyncio.CancelledError) as fault:
            line.close()
            if not isinstance(fault, OSError):
                raise
            error = fault
        else:
            return line, str(address[0])
    raise error
