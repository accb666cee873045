"""What leaves when: pacing, sending again, key frames, report blocks, counting."""

import random
from dataclasses import dataclass
from itertools import pairwise

from appliance.stage.media.video_out.coders.coded import CodedPicture
from appliance.stage.media.video_out.haste import CALM_S, Haste
from appliance.stage.media.video_out.key_frames import HOLD_S, KeyFrames
from appliance.stage.media.video_out.layers import arrange
from appliance.stage.media.video_out.pace import Pace
from appliance.stage.media.video_out.pacer import FACTOR, Pacer
from appliance.stage.media.video_out.passing import Passing
from appliance.stage.media.video_out.reports import Blocks
from appliance.stage.media.video_out.resend import KEPT_S, MOST_KEPT, Resend
from appliance.stage.media.video_out.sent import Sent


def drain(pacer: Pacer[str], until: float, now: float = 0.0) -> list[tuple[float, str]]:
    out: list[tuple[float, str]] = []
    while now < until:
        while (packet := pacer.take(now)) is not None:
            out.append((now, packet))
        if pacer.empty:
            break
        now += max(0.001, pacer.wait_s(now))
    return out


def test_a_large_picture_is_spread_at_one_point_six_times_the_rate() -> None:
    pacer: Pacer[str] = Pacer(1_000_000)
    for number in range(50):
        pacer.put(f"{number}", 1200)
    assert abs(pacer.waiting_s - 50 * 1200 * 8 / 1_600_000) < 0.001
    out = drain(pacer, 1.0)
    assert [name for _, name in out] == [str(number) for number in range(50)]
    assert abs(out[-1][0] - 49 * 1200 * 8 / (1_000_000 * FACTOR)) < 0.015
    assert max(sum(1 for at, _ in out if t <= at < t + 0.01) for t, _ in out) <= 4
    assert pacer.empty
    assert pacer.waiting_s == 0


def test_what_is_sent_again_goes_first_and_a_pause_earns_no_burst() -> None:
    pacer: Pacer[str] = Pacer(100_000)
    pacer.put("new", 1000)
    pacer.put_again("again", 1000)
    assert pacer.take(5.0) == "again"
    assert pacer.take(5.0) is None
    assert 0.03 < pacer.wait_s(5.0) < 0.06
    assert pacer.take(5.06) == "new"
    pacer.put("late", 1000)
    pacer.put("later", 1000)
    assert pacer.take(99.0) == "late"
    assert pacer.take(99.0) is None
    pacer.clear()
    assert pacer.empty
    assert pacer.take(200.0) is None


def test_nothing_is_sent_again_twice_within_a_round_trip() -> None:
    resend: Resend[str] = Resend()
    resend.keep(7, "seven", 1200, 0.0)
    assert resend.ask(7, 0.1, 1_000_000, 0.01) is None  # it can hardly have been missed yet
    assert resend.ask(7, 0.1, 1_000_000, 0.1) == "seven"
    assert resend.ask(7, 0.1, 1_000_000, 0.15) is None
    assert resend.ask(7, 0.1, 1_000_000, 0.21) == "seven"
    assert resend.ask(8, 0.1, 1_000_000, 0.3) is None


def test_a_flood_of_nacks_costs_a_fifth_of_the_rate_at_most() -> None:
    resend: Resend[int] = Resend()
    now, again = 0.0, 0
    for number in range(3000):
        now += 0.01
        resend.keep(number % 65536, number, 1200, now)
        for asked in range(max(0, number - 50), number):
            if resend.ask(asked, 0.05, 1_000_000, now) is not None:
                again += 1200
    assert again * 8 <= now * 1_000_000 * 0.2 + 0.5 * 200_000 + 1200 * 8
    assert again * 8 > now * 1_000_000 * 0.15


def test_the_history_is_bounded_in_number_and_time() -> None:
    resend: Resend[int] = Resend()
    for number in range(5000):
        resend.keep(number, number, 1200, number * 0.0001)
    assert len(resend) == MOST_KEPT
    resend.keep(5000, 1, 1, 1.0 + KEPT_S)
    assert len(resend) == 1


def test_a_flood_of_requests_makes_one_key_frame_in_the_hold_off() -> None:
    keys, made, now = KeyFrames(), 0, 0.0
    while now < 4.0:
        now += 1 / 30
        keys.ask()
        if keys.due(now):
            keys.made(now)
            made += 1
    assert 8 <= made <= 4.0 / HOLD_S + 1
    keys.made(now)
    assert not keys.due(now + 10)
    keys.ask()
    assert not keys.due(now + 0.3)
    assert keys.due(now + 0.4)


def test_one_stream_for_all_and_a_second_for_the_slow() -> None:
    nobody: frozenset[str] = frozenset()
    assert arrange({}, nobody) == nobody
    assert arrange({"a": 100_000}, frozenset("a")) == nobody
    assert arrange({"a": 1_500_000, "b": 700_000}, nobody) == nobody
    slow = arrange({"a": 1_500_000, "b": 300_000, "c": 1_200_000}, nobody)
    assert slow == {"b"}
    assert arrange({"a": 1_500_000, "b": 800_000}, slow) == {"b"}
    assert arrange({"a": 1_500_000, "b": 1_100_000}, slow) == nobody
    dice = random.Random(3)
    for _ in range(2000):
        rates = {number: dice.randint(80_000, 4_000_000) for number in range(dice.randint(0, 4))}
        few = arrange(rates, frozenset(dice.sample(sorted(rates), len(rates) // 2)))
        assert not rates or len(few) < len(rates)
        if few:
            others = [rate for key, rate in rates.items() if key not in few]
            assert max(rates[key] for key in few) < min(others)


def test_a_camera_that_is_slower_in_the_dark_is_noticed() -> None:
    pace = Pace(30)
    for number in range(60):
        pace.picture(number / 15)
    assert pace.fps == 15
    pace.picture(100.0)
    assert pace.fps == 15
    for _ in range(50):
        pace.picture(100.0)
    assert pace.fps >= 1


@dataclass
class Block:
    highest_sequence: int
    packets_lost: int


def test_running_counts_become_what_happened_since() -> None:
    blocks = Blocks()
    for number in range(65_500, 65_600):
        blocks.sent(number % 65_536, 1000)
    first = blocks.read(Block(65_500, 0), None)
    assert (first.expected, first.lost, first.bytes_passed) == (1, 0, 1000)
    second = blocks.read(Block(65_599, 7), 0.2)
    assert (second.expected, second.lost, second.bytes_passed) == (99, 7, 100_000)
    assert second.round_trip_s == 0.2
    third = blocks.read(Block(65_599, 5), None)
    assert (third.expected, third.lost) == (0, -2)


def test_no_report_block_is_believed_beyond_what_was_sent() -> None:
    dice, blocks = random.Random(5), Blocks()
    for number in range(5000):
        blocks.sent(number % 65_536, 1000)
        block = Block(dice.getrandbits(32), dice.randint(-(2**23), 2**23))
        report = blocks.read(block, None)
        assert 0 <= report.expected <= number + 1
        assert -(number + 1) <= report.lost <= report.expected
        assert 0 <= report.bytes_passed <= (number + 1) * 1000


def test_pictures_are_shown_at_once_only_on_a_way_that_was_calm_for_long() -> None:
    haste = Haste()
    haste.judge(0.0, 0.0, None, 0.0)
    haste.judge(0.0, 0.0, 0.001, 10.0)
    assert not haste.on
    haste.judge(0.0, 0.0, 0.001, 10.0 + CALM_S)
    assert haste.on
    for loss, queue_s, jitter_s in ((0.02, 0.0, 0.001), (0.0, 0.1, 0.001), (0.0, 0.0, 0.02)):
        haste.judge(loss, queue_s, jitter_s, 20.0)
        assert not haste.on
        haste.judge(0.0, 0.0, 0.001, 21.0)
        haste.judge(0.0, 0.0, 0.001, 20.9 + CALM_S)
        assert not haste.on
        haste.judge(0.0, 0.0, 0.001, 21.0 + CALM_S)
        assert haste.on


def test_a_first_picture_leaves_evenly_where_its_packets_are_timed() -> None:
    pacer: Pacer[str] = Pacer(1_500_000)
    pacer.ahead_s = 0.0
    for number in range(7):
        pacer.put(f"{number}", 300)
    out = drain(pacer, 6.0, 5.0)
    assert len(out) == 7
    assert all(later - sooner >= 0.0009 for (sooner, _), (later, _) in pairwise(out))


def test_what_was_sent_is_counted_by_the_names_of_webrtc_stats() -> None:
    sent = Sent()
    for number in range(60):
        at = number / 30
        sent.picture(CodedPicture(b"", number, number == 0, (640, 360)), at)
        sent.packet(1250, 1200, at, again=False)
    sent.packet(1250, 1200, 2.0, again=True)
    assert 240_000 <= sent.bps(2.0) <= 330_000
    assert sent.again_bps(2.0) == 10_000
    assert sent.bps(9.0) == 0
    numbers = sent.numbers(2.0)
    assert 28 <= numbers["framesPerSecond"] <= 31
    assert (numbers["framesSent"], numbers["packetsSent"]) == (60, 61)
    assert numbers["retransmittedPacketsSent"] == 1
    assert (numbers["frameWidth"], numbers["frameHeight"]) == (640, 360)


def test_the_first_second_is_told_before_it_is_over() -> None:
    sent = Sent()
    sent.packet(7_500, 7_400, 5.0, again=False)
    assert sent.bps(5.1) == 200_000
    assert sent.bps(5.5) == 120_000
    assert sent.bps(6.0) == 60_000
    assert sent.bps(6.1) == 0


def test_a_cameras_own_stream_passes_from_a_key_frame_while_it_fits() -> None:
    passing = Passing()

    def shown(numbers: range, rate: int, skip: int | None = None) -> list[bool]:
        return [
            passing.passes(number, 4000, rate, number / 30, key=number % 30 == 0)
            for number in numbers
            if number != skip
        ]

    first = shown(range(60), 1_500_000)
    assert first == [False] * 30 + [True] * 30
    assert all(shown(range(60, 90), 1_500_000))
    assert not any(shown(range(90, 100), 900_000))
    late = shown(range(100, 150), 1_500_000)
    assert not any(late[:20])
    assert all(late[20:])
    missed = shown(range(150, 190), 1_500_000, skip=160)
    assert missed == [True] * 10 + [False] * 19 + [True] * 10
    assert not passing.passes(190, 4000, 1_500_000, 20.0, key=False)
