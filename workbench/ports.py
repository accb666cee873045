"""Which TCP ports the demo takes: the ones asked for where they are free."""

import socket
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ports:
    """The demo's listening ports, all on the loopback."""

    central: int
    workbench: int
    broker: int


def choose_ports(base: int) -> tuple[Ports, tuple[int, ...]]:
    """Ports from ``base`` on (0: any free ones), and those wanted that were taken."""
    taken: list[int] = []
    chosen: list[int] = []
    for wanted in range(base, base + 3):
        port = wanted if base and _is_free(wanted) else 0
        if base and not port:
            taken.append(wanted)
        chosen.append(port or _any_free(chosen))
    return Ports(*chosen), tuple(taken)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _any_free(but: list[int]) -> int:
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port not in but:
            return port
