"""Real power cuts: nothing corrupt, no acknowledged write lost by the store and the sign's file.

What is cut is an ext4 whose journal is shut down unflushed, under the product's own code; what a
program loses that renames without fsync shows that the cut is one.
"""

from typing import Any

import pytest

from tests.support.power import cuts, why_not


@pytest.fixture(scope="module", autouse=True)
def power() -> None:
    """Power that can be cut; elsewhere the reason is shown."""
    if reason := why_not():
        pytest.skip(reason)


def losses(done: list[dict[str, Any]]) -> list[Any]:
    """What went wrong; a run in which hardly anything was acknowledged proves nothing."""
    assert sum(cut["acknowledged"] for cut in done) > 10 * len(done)
    return [cut["lost"] for cut in done if cut["lost"]]


def test_a_careless_program_loses_what_it_acknowledged() -> None:
    assert losses(cuts("careless", 3, seed=1))


def test_five_power_cuts_lose_nothing() -> None:
    assert losses(cuts("room", 5, seed=1)) == []


def test_two_power_cuts_on_a_full_disk_lose_nothing() -> None:
    assert losses(cuts("room on a full disk", 2, seed=1)) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("program", "count"), [("room", 160), ("room on a full disk", 40)], ids=["room", "full disk"]
)
def test_200_power_cuts_lose_nothing(program: str, count: int) -> None:
    done = cuts(program, count, seed=20_261_124)
    assert len(done) == count
    assert losses(done) == []
