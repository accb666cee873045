"""Good, weak (our sending, theirs, the relay), lost: said late, taken back later (issue 5)."""

from dataclasses import replace

import pytest

from appliance.core.words import Grade
from appliance.stage.media.grade import GOOD_AFTER_S, WEAK_AFTER_S, WINDOW_S, Grading, Sample

STEP = 0.5


class Life:
    """A call's counters, moved on in half seconds."""

    def __init__(self) -> None:
        self.grading, self.now = Grading(), 100.0
        self.sample = Sample(sent_bit_s=1_000_000.0)

    def go(
        self,
        seconds: float,
        *,
        frozen: float = 0.0,
        concealed: float = 0.0,
        **level: float | bool | None,
    ) -> Grade:
        for _ in range(round(seconds / STEP)):
            self.now += STEP
            self.sample = replace(
                self.sample,
                heard_s=self.sample.heard_s + STEP,
                frozen_s=self.sample.frozen_s + STEP * frozen,
                concealed_s=self.sample.concealed_s + STEP * concealed,
                **level,  # type: ignore[arg-type]
            )
            self.grading.note(self.sample, self.now)
        return self.grading.grade(lost=False)


@pytest.mark.parametrize(
    ("trouble", "grade"),
    [
        ({}, Grade.GOOD),
        ({"sent_lost": 0.04}, Grade.GOOD),
        ({"sent_lost": 0.06}, Grade.WEAK_SENDING),
        ({"sent_bit_s": 150_000.0}, Grade.WEAK_SENDING),
        ({"sent_bit_s": None}, Grade.GOOD),
        ({"frozen": 0.05}, Grade.GOOD),
        ({"frozen": 0.2}, Grade.WEAK_RECEIVING),
        ({"concealed": 0.04}, Grade.GOOD),
        ({"concealed": 0.08}, Grade.WEAK_RECEIVING),
        ({"concealed": 0.08, "relayed": True}, Grade.WEAK_RECEIVING),
        ({"frozen": 0.3, "sent_lost": 0.2}, Grade.WEAK_SENDING),
        ({"frozen": 0.3, "sent_lost": 0.2, "relayed": True}, Grade.WEAK_RELAY),
        ({"relayed": True}, Grade.GOOD),
    ],
)
def test_what_the_counters_say_becomes_one_grade(trouble: dict[str, float], grade: Grade) -> None:
    life = Life()
    life.go(10)
    assert life.go(WINDOW_S + WEAK_AFTER_S + 1, **trouble) is grade


def test_a_moment_s_trouble_is_not_said() -> None:
    life = Life()
    life.go(10)
    assert life.go(WEAK_AFTER_S - STEP, sent_lost=0.5) is Grade.GOOD
    assert life.go(20, sent_lost=0.0) is Grade.GOOD


def test_weak_is_taken_back_only_after_a_good_while() -> None:
    life = Life()
    assert life.go(WEAK_AFTER_S + 2 * STEP, sent_lost=0.5) is Grade.WEAK_SENDING
    assert life.go(GOOD_AFTER_S - STEP, sent_lost=0.0) is Grade.WEAK_SENDING
    assert life.go(STEP, sent_lost=0.5) is Grade.WEAK_SENDING
    assert life.go(GOOD_AFTER_S, sent_lost=0.0) is Grade.WEAK_SENDING, "counted anew"
    assert life.go(2 * STEP, sent_lost=0.0) is Grade.GOOD


def test_a_grade_does_not_flicker_where_the_trouble_comes_and_goes() -> None:
    life = Life()
    assert {life.go(2, sent_lost=0.2 * (turn % 2)) for turn in range(40)} == {Grade.GOOD}
    life.go(5, sent_lost=0.2)
    assert {life.go(2, sent_lost=0.2 * (turn % 2)) for turn in range(40)} == {Grade.WEAK_SENDING}


def test_silence_is_lost_at_once_and_what_was_known_stays() -> None:
    life = Life()
    life.go(10, sent_lost=0.5)
    assert life.grading.grade(lost=True) is Grade.LOST
    assert life.grading.grade(lost=False) is Grade.WEAK_SENDING


def test_a_new_connection_s_counters_begin_at_nothing_and_say_nothing() -> None:
    life = Life()
    life.go(30)
    life.sample = Sample(sent_bit_s=1_000_000.0)
    assert life.go(10) is Grade.GOOD
