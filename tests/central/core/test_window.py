"""When a visit can be entered, resumed and confirmed."""

import pytest

from central.core.window import closes, is_open, may_confirm

START, END = 10_000.0, 11_800.0


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (START - 901, False),
        (START - 900, True),
        (START, True),
        (END + 299, True),
        (END + 300, False),
    ],
)
def test_r01_the_room_opens_15_min_before_and_r02_closes_5_min_after(
    now: float, open_: bool
) -> None:
    assert is_open(START, END, None, now) is open_


@pytest.mark.parametrize(
    ("last", "closing"),
    [
        (None, END + 300),
        (START, END + 300),
        (END + 1, END + 301),
        (END + 1200, END + 1500),
        (END + 3400, END + 3600),
        (END + 9999, END + 3600),
    ],
)
def test_r02_follows_when_both_were_last_connected_for_an_hour_at_most(
    last: float | None, closing: float
) -> None:
    assert closes(END, last) == closing


def test_r04_can_be_confirmed_until_5_min_after_the_planned_end() -> None:
    assert may_confirm(END, 0.0)
    assert may_confirm(END, END + 299)
    assert not may_confirm(END, END + 300)
