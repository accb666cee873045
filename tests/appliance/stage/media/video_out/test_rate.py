"""The picture's rate over traces of loss, caps, delay and recovery, on a way made of numbers."""

import random

import pytest
from aiortc.rate import RemoteBitrateEstimator

from appliance.stage.media.video_out.rate import (
    FREE,
    LEAST,
    PROBE,
    PROBED,
    SOUND,
    SOUND_TWICE,
    START,
    RateControl,
    Report,
)

STEP_S = 0.05
BEFORE = 650_000
"""What the connection before this one had found out."""


class Way:
    """A link of ``cap`` bit/s with a queue and random loss; the receiver reports each 0.5 s."""

    def __init__(
        self,
        cap: float,
        *,
        loss: float = 0.0,
        trip: float = 0.05,
        seed: int = 1,
        start: int = BEFORE,
    ):
        self.cap, self.loss, self.trip, self.queue_most = cap, loss, trip, 0.25
        self.control = RateControl(1_500_000, start)
        self.now, self._queue, self._total = 0.0, 0.0, 0
        self._expected = self._lost = 0
        self._random = random.Random(seed)
        self._reported = 0.0
        self.rates: list[int] = []

    def run(self, seconds: float, *, share: float = 1.0, deaf: bool = False) -> None:
        """Let ``share`` of the rate be sent for so long."""
        for _ in range(round(seconds / STEP_S)):
            self.now += STEP_S
            sent = self.control.rate * share
            for _ in range(max(1, round(sent * STEP_S / 8 / 1200)) if share else 0):
                self._packet()
            self._queue = max(0.0, self._queue - self.cap * STEP_S)
            if not deaf and self.now - self._reported >= 0.5:
                self._report()
            self.control.tick(round(sent), self.now)
            self.rates.append(self.control.rate)

    def _packet(self) -> None:
        self._expected += 1
        full = self._queue > self.cap * self.queue_most
        if full or self._random.random() < self.loss:
            self._lost += 1
        else:
            self._queue += 1200 * 8
        self._total += 1200

    def _report(self) -> None:
        self._reported = self.now
        trip = self.trip + self._queue / self.cap
        passed = max(0, round(self._total - self._queue / 8))
        self.control.report(Report(self._expected, self._lost, passed, trip), self.now)
        self._expected = self._lost = 0


def test_a_clean_way_is_used_to_the_top_within_seconds() -> None:
    way = Way(10_000_000)
    way.run(4)
    assert way.control.rate == 1_500_000
    assert way.control.estimate > 1_500_000
    assert not way.control.limited
    assert way.control.pace == round(way.control.estimate * FREE)
    way.control.remb(500_000, way.now)
    assert way.control.limited
    assert way.control.pace == 500_000


def test_a_new_call_leaves_the_sound_its_place_in_300_kbit_s() -> None:
    """What the first second puts into a queue, the sound waits behind for many."""
    assert START + SOUND < 300_000
    way = Way(300_000 - SOUND, start=START)
    way.run(1)
    assert way._queue < 0.1 * way.cap
    assert way._lost == 0


def test_what_the_first_packets_show_is_used_at_once() -> None:
    way = Way(10_000_000, start=START)
    assert way.control.pace == PROBE
    way.run(0.2)
    way.control.remb(1_400_000, way.now)
    assert way.control.rate == 1_400_000 * PROBED
    assert way.control.pace == way.control.rate
    way.run(3)
    way.control.remb(1_300_000, way.now)
    assert way.control.rate == 1_300_000
    narrow = RateControl(1_500_000)
    narrow.remb(150_000, 0.2)
    narrow.remb(1_000_000, 0.4)
    assert narrow.rate == 150_000
    late = Way(10_000_000, start=START)
    late.run(2.5)
    before = late.control.rate
    late.control.remb(1_500_000, late.now)
    assert late.control.rate == before


@pytest.mark.parametrize("start", [START, BEFORE, START // 2])
def test_packets_are_spread_to_be_timed_only_where_nothing_is_known_yet(start: int) -> None:
    way = Way(10_000_000, start=start)
    assert way.control.probes == (start == START)
    way.run(1.5, deaf=True)
    assert not way.control.probes


def test_a_new_call_without_a_word_from_the_receiver_is_up_in_seconds() -> None:
    way = Way(10_000_000, start=START)
    way.run(5)
    assert way.control.rate > 450_000
    way.run(15)
    assert way.control.rate == 1_500_000


def test_a_second_voice_is_taken_off_the_picture_at_once() -> None:
    control = RateControl(1_500_000, start=300_000)
    control.sound = SOUND_TWICE
    assert control.rate == 300_000 + SOUND - SOUND_TWICE
    control.sound = SOUND
    assert control.rate == 300_000 + SOUND - SOUND_TWICE
    free = RateControl(1_500_000, start=2_000_000)
    free.sound = SOUND_TWICE
    assert free.rate == 1_500_000


def test_five_percent_of_random_loss_lower_nothing() -> None:
    way = Way(10_000_000, loss=0.05)
    way.run(20)
    assert way.control.rate >= 900_000


@pytest.mark.parametrize("cap", [300_000, 500_000, 800_000])
def test_a_cap_is_found_in_five_seconds_and_kept_to(cap: int) -> None:
    way = Way(cap)
    way.run(5)
    assert way.control.rate <= cap * 1.05
    way.run(25)
    late = way.rates[-400:]
    assert sum(late) / len(late) > cap * 0.55
    assert max(late) < cap * 1.25


def test_a_cap_that_is_lifted_is_noticed() -> None:
    way = Way(400_000)
    way.run(10)
    way.cap = 10_000_000
    way.run(25)
    assert way.control.rate > 1_200_000


def test_a_delay_that_grows_lowers_the_rate_before_anything_is_lost() -> None:
    way = Way(600_000)
    way.queue_most = 5.0
    way.run(4)
    assert way._lost == 0
    assert way.control.rate < 650_000


def test_a_remb_is_followed_at_once_and_forgotten_when_old() -> None:
    control = RateControl(1_500_000, BEFORE)
    control.remb(400_000, 1.0)
    assert control.rate == 400_000
    control.remb(400_000, 1.1, with_sound=True)
    assert control.rate == 400_000 - SOUND
    control.remb(0, 1.2)
    assert control.rate == LEAST
    control.remb(2**80, 1.3)
    assert control.rate == LEAST
    way = Way(10_000_000)
    way.control.remb(300_000, 0.0)
    way.run(3)
    assert way.control.rate <= 300_000
    way.run(20)
    assert way.control.rate > 1_000_000


def test_a_remb_about_a_person_who_sits_still_does_not_make_the_picture_small() -> None:
    """The receiver sees 100 kbit/s and says 85: the way may bear ten times that."""
    way = Way(10_000_000)
    way.run(8)
    for _ in range(20):
        way.run(0.5, share=0.07)
        way.control.remb(85_000, way.now)
    assert way.control.rate > 1_000_000
    for _ in range(8):
        way.run(0.5)
        way.control.remb(90_000, way.now)
    assert way.control.rate > 1_000_000
    way.control.remb(1_400_000, way.now)
    way.control.remb(400_000, way.now)
    assert way.control.rate == 400_000


def test_a_still_picture_from_the_first_moment_on_tells_the_receiver_nothing() -> None:
    """The receiver's own reckoning over a way that is perfect but for a busy machine's jitter."""
    way, dice, known = Way(10_000_000), random.Random(3), RemoteBitrateEstimator()
    rembs: list[int] = []
    for number in range(15 * 10):
        at = number / 15
        while way.now + STEP_S <= at:
            way.run(STEP_S, share=0.05)
        stamp = int(at * (1 << 18)) & 0xFFFFFF
        late = dice.random() * 0.2 if number % 40 > 30 else 0.0
        told = known.add(round((at + late) * 1000), stamp, 280, 1)
        if told is not None:
            rembs.append(told[0])
            way.control.remb(told[0], way.now)
    assert rembs
    assert max(rembs) < BEFORE / 4
    assert way.control.rate >= BEFORE
    way.run(15)
    assert way.control.rate == 1_500_000


def test_a_narrow_way_is_found_when_a_still_picture_begins_to_move() -> None:
    way = Way(300_000)
    for _ in range(20):
        way.run(0.5, share=0.07)
        way.control.remb(70_000, way.now)
    assert way.control.rate >= BEFORE
    way.run(5)
    assert way.control.rate <= 300_000 * 1.05


def cost(way: Way, bit_s: int, seconds: float) -> None:
    """A picture that costs so much, or the whole rate where that is less; REMB each 0.5 s."""
    for number in range(round(seconds / STEP_S)):
        way.run(STEP_S, share=min(1.0, bit_s / way.control.rate))
        if number % 10 == 9:
            way.control.remb(round(0.85 * min(way.cap, bit_s, way.control.rate)), way.now)


def test_a_picture_that_leaves_much_of_the_rate_but_fills_the_way_is_made_less() -> None:
    way = Way(350_000)
    cost(way, 380_000, 20)
    late = way.rates[-200:]
    assert sum(late) / len(late) <= 350_000
    assert max(late) < 380_000


def test_what_a_passing_queue_took_from_a_still_picture_comes_back() -> None:
    way = Way(10_000_000)
    cost(way, 60_000, 16)
    assert way.control.rate >= BEFORE
    way.trip += 0.3
    cost(way, 60_000, 5)
    assert way.control.rate < 500_000
    way.trip -= 0.3
    cost(way, 60_000, 20)
    assert way.control.rate >= BEFORE


def test_a_receiver_that_gets_half_of_the_little_that_is_sent_is_heard() -> None:
    for told, lower in ((60_000, True), (170_000, False)):
        way = Way(10_000_000)
        way.run(8)
        way.run(3, share=0.2)
        assert way.control.rate == 1_500_000
        for _ in range(5):
            way.run(0.5, share=0.2)
            way.control.remb(2 * told, way.now)
            way.run(0.5, share=0.2)
            way.control.remb(told, way.now)
        assert (way.control.rate < 1_300_000) == lower


def test_a_still_picture_that_itself_is_too_much_is_made_less_by_loss() -> None:
    way = Way(60_000)
    way.run(15, share=0.2)
    assert way.control.rate * 0.2 <= 60_000 * 1.05


def test_without_reports_less_is_sent_but_not_while_hardly_anything_is_sent() -> None:
    way = Way(10_000_000)
    way.run(8)
    way.run(10, deaf=True)
    assert way.control.rate < 400_000
    assert way.control.settled == 1_500_000
    for share in (0.0, 0.05):
        way = Way(10_000_000)
        way.run(8)
        way.run(30, share=share, deaf=True)
        assert way.control.rate == 1_500_000


def test_what_was_never_sent_is_never_believed() -> None:
    way = Way(10_000_000)
    way.control = RateControl(1_500_000, start=200_000)
    way.run(20, share=0.5)
    assert way.control.estimate <= 260_000


def test_whatever_a_report_says_the_rate_stays_within_bounds() -> None:
    dice = random.Random(7)
    control, now = RateControl(1_500_000), 0.0
    wild = (0, 1, -1, 20, 1000, -(2**23), 2**23, 2**31, 2**40)
    for _ in range(20_000):
        now += dice.choice((0.0, 0.001, 0.3, 5.0))
        trip = dice.choice((None, -5.0, 0.0, 0.1, 9.0, 1e9, float("nan"), float("inf")))
        expected, lost, total = dice.choice(wild), dice.choice(wild), dice.choice(wild)
        control.report(Report(expected, lost, total, trip), now)
        control.remb(dice.choice((*wild, 10**6)), now)
        control.tick(dice.choice((0, 500_000, 10**9)), now)
        assert LEAST <= control.rate <= 1_500_000
        assert LEAST <= control.estimate <= 1_500_000 * 2.5
        assert 0 <= control.loss <= 1
