"""Which machines a foreign server's address may lead to: none of the site's own, unless it is told.

A name that led to the booking server yesterday may lead to this machine or to a neighbour today;
so what counts is the address that is connected to, not the one that a question for it gave before.
"""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

Reach = Callable[[str], bool]
"""Whether an IP address may be connected to."""

_EMBEDDED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""NAT64 (RFC 6052) and IPv4-compatible: the last 32 bits are an IPv4 address."""
_UNICAST = IPv6Network("2000::/3")
"""All that IANA gives out for the whole world; a site's translators and old habits lie outside."""


class OutOfReachError(OSError):
    """The address is not to be connected to."""


def reach_of(base: str, *, private: bool) -> Reach:
    """What a server configured as ``base`` may be: public; with ``private`` the site's own too.

    A base that is itself written as an address, or as localhost, is thereby allowed.
    """
    host = (urlsplit(base).hostname or "").lower()
    if host == "localhost":
        return lambda address: is_public(address) or _ip(address).is_loopback
    named = _named(host)
    return lambda address: (
        is_public(address)
        or (named is not None and _ip(address) == named)
        or (private and is_of_a_site(address))
    )


def is_public(address: str) -> bool:
    """Globally reachable (IANA's registries), also what an IPv6 address carries inside."""
    ip = _ip(address)
    is_of_the_world = isinstance(ip, IPv4Address) or ip in _UNICAST
    return is_of_the_world and ip.is_global and not ip.is_multicast


def is_of_a_site(address: str) -> bool:
    """A machine of the site or this one; no group of them, nor link-local (a cloud's metadata)."""
    ip = _ip(address)
    odd = ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved
    return ip.is_loopback or not odd


def _ip(address: str) -> IPv4Address | IPv6Address:
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return ip
    inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    if inside is None and int(ip) > 1 and any(ip in net for net in _EMBEDDED):
        inside = IPv4Address(int(ip) & 0xFFFF_FFFF)
    return inside or ip


def _named(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return _ip(host)
    except ValueError:
        return None
