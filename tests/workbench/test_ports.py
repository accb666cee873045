"""The demo takes the ports it was asked for where they are free, others where not."""

import socket

from workbench.ports import choose_ports


def test_any_free_ports_are_three_different_ones() -> None:
    ports, taken = choose_ports(0)
    assert len({ports.central, ports.workbench, ports.broker}) == 3
    assert taken == ()


def test_a_taken_port_is_named_and_replaced() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        base = other.getsockname()[1]
        ports, taken = choose_ports(base)
    assert base in taken
    assert base not in (ports.central, ports.workbench, ports.broker)
