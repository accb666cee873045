"""The addresses a call may use: the machine's own, and itself where there is no network at all."""

import asyncio
import socket
from collections.abc import Callable

import aioice.ice

_found = aioice.ice.get_host_addresses
IPV4_CHANGED, IPV6_CHANGED = 0x10, 0x100
"""Groups of rtnetlink(7): RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR."""


def host_addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    """aioice leaves loopback out; without any other address a call on one machine needs it."""
    return _found(use_ipv4, use_ipv6) or ["127.0.0.1"]


def register() -> None:
    """Make aioice use these addresses; doing it twice changes nothing."""
    vars(aioice.ice)["get_host_addresses"] = host_addresses


class AddressWatch:
    """Calls ``changed`` in the loop with all addresses as soon as one comes or goes.

    The kernel tells everybody who asks (rtnetlink); no right is needed.
    """

    def __init__(self, changed: Callable[[frozenset[str]], None]) -> None:
        self._changed = changed
        self._known = frozenset(host_addresses(use_ipv4=True, use_ipv6=True))
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._socket.settimeout(0)
        self._socket.bind((0, IPV4_CHANGED | IPV6_CHANGED))
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket, self._look)

    def _look(self) -> None:
        try:
            while self._socket.recv(65536):
                pass
        except OSError:  # nothing more, or more than the kernel kept: looked at anew either way
            pass
        now = frozenset(host_addresses(use_ipv4=True, use_ipv6=True))
        if now != self._known:
            self._known = now
            self._changed(now)

    def close(self) -> None:
        """Watch no more."""
        self._loop.remove_reader(self._socket)
        self._socket.close()
