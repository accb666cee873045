"""The addresses a call may use: the machine's own, and itself where there is no network at all."""

import aioice.ice

_found = aioice.ice.get_host_addresses


def host_addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    """aioice leaves loopback out; without any other address a call on one machine needs it."""
    return _found(use_ipv4, use_ipv6) or ["127.0.0.1"]


def register() -> None:
    """Make aioice use these addresses; doing it twice changes nothing."""
    vars(aioice.ice)["get_host_addresses"] = host_addresses
