"""What central knows of its units: what they say counts, which there are the database tells."""

from dataclasses import replace

from central.core.fleet import UnitLine
from central.fleet.register import Register

READY = UnitLine("north/room12", "Videorum 12", "ready", 1.0)


def test_a_list_that_was_read_before_takes_back_nothing_that_a_unit_said_since() -> None:
    register = Register(lambda: 0.0)
    register.put([READY])
    register.put([replace(READY, state="lost")])
    other = UnitLine("north/room14", "Videorum 14", "ready", 1.0)
    register.keep_to([replace(READY, room="Ljusa rummet"), other])
    assert register.lines == [replace(READY, state="lost", room="Ljusa rummet"), other]


def test_a_unit_that_is_no_more_is_gone() -> None:
    register = Register(lambda: 0.0)
    register.put([READY])
    count, _, _ = register.since(None)
    register.keep_to([])
    assert register.since(count)[1:] == (True, {"now": 0.0, "listening": False, "units": []})
