"""How many bit/s of picture the way to one receiver bears: from loss, delay and its own REMB.

What the receiver reckons from the spacing of arrivals (REMB, draft-alvestrand-rmcat-remb) is a
bound that is followed at once, where enough is sent for it to know: of a still picture it sees
little and says little. Beside it stands our own estimate from its reports (RFC 3550,
6.4): loss beyond 10 % or a growing round trip lower it, a clean way lets it grow. Only the picture
gives way; the sound's share is taken off a REMB that covers both. The clock is told.
"""

from collections import deque
from dataclasses import dataclass

LEAST, START, SOUND, SOUND_TWICE = 80_000, 200_000, 60_000, 95_000
"""The start goes beside the sound through 300 kbit/s: a queue that the first second fills is heard
for ten. Where there is room the first packets show it (``PROBE``)."""
PROBE, PROBE_S, PROBE_PACKETS = 1_500_000, 1.0, 7
"""A first picture leaves in so many packets, spread by so much, until something comes back: a
receiver that times packets (abs-send-time) says at once what they show."""
PROBED, PROBED_S = 0.75, 2.0
"""So much of what it says so early is believed."""
SPARE = 2.5
"""The estimate may stand so far above what is worth sending: then pacing costs no delay."""
FREE = 3.0
"""Pictures are spread so many times faster where there is room to spare."""
LOSS_HIGH, LOSS_LOW, LOSS_FLOOD = 0.10, 0.03, 0.25
"""Beyond the first the rate falls by half of the loss, beyond the last by nearly all of it; above
the second it does not grow."""
LOSS_WATCHED = 0.06
"""The second, where the receiver's own estimate says that it is no queue that loses."""
WINDOW_LATEST_S = 1.2
"""Loss is judged over so long: less is chance …"""
WINDOW_S, WINDOW_PACKETS = 0.4, 20
"""… but a flood is seen after so long and so many packets."""
QUEUE_HIGH_S, QUEUE_LOW_S = 0.15, 0.05
"""Round trip above the lowest one, for a second at least: a queue stands in the network."""
QUEUE_WATCHED = 3.0
"""So many times more is borne where the receiver watches the queue itself: a round trip holds
the pauses of both machines too."""
STANDS_S = 1.0
BACK_OFF = 0.85
LEAST_SHARE = 0.3
"""No single report lowers it further."""
USED = 0.6
"""A way that is used less than so much says little about what it bears."""
BEHIND = 0.7
"""A REMB below so much of what is sent, and not falling, has not caught up with us: it climbs by
8 % a second from what a still picture cost."""
ABOUT_SENT = 1.6
"""While little is sent, a REMB within so many times of it, and the sound, is about that little
alone: a receiver lets its estimate climb to one and a half of what it gets, and 10 kbit/s."""
LESS_THAN_SENT = 0.5
"""And one below so much of what was sent all the time is about what does not arrive."""
RECENT_S = 2.0
"""So far back a receiver may look."""
QUIET_S = 0.3
"""So long, and a round trip, a decrease is left to show what it did."""
GROWTH = 0.08
"""Per second, as long as nothing went wrong near here; else ``NEAR_GROWTH``."""
GROWTH_WATCHED = 0.2
"""Where the receiver's own estimate allows more: it sees a queue begin before we do."""
GROWTH_FIRST = 0.25
FIRST_S = 5.0
NEAR, NEAR_GROWTH = 0.15, 30_000
REMB_S = 4.0
"""A REMB older than this binds no more."""
DEAF_S = 2.0
"""No report for so long: back off by a fifth each second, where the estimate is used."""
BASE_S = 15.0


@dataclass(frozen=True, slots=True)
class Report:
    """What one report block says, with what we know about those packets."""

    expected: int
    """Packets since the last report."""
    lost: int
    """Of those; late ones may make it negative."""
    bytes_passed: int
    """What was sent up to the highest one, all together since the beginning."""
    round_trip_s: float | None


class RateControl:
    """``rate`` is the picture's share in bit/s; tell everything with a steady clock's seconds."""

    def __init__(self, top: int, start: int = START, now: float = 0.0) -> None:
        self.top = top
        self._sound = SOUND
        self.loss = 0.0
        """Share of packets lost in the last window."""
        self.windows = 0
        """How many windows of loss were judged."""
        self.round_trip_s: float | None = None
        self.jitter_s: float | None = None
        """How unevenly our sound arrives on the same way; None until that is told."""
        self.settled = start
        """The last rate that reports have borne out: where a next connection may begin."""
        self.probes = start == START
        """Nothing is known yet: the first packets are spread evenly, to be timed."""
        self._estimate = float(max(LEAST, start))
        self._begun = self._ticked = self._heard = now
        self._remb: tuple[float, float] | None = None
        self._trouble: float | None = None
        """The rate at which something went wrong last."""
        self._doubted = 0.0
        """What the estimate was before it was lowered though it was not used: it may grow back."""
        self._lowered = float("-inf")
        self._expected = self._lost = 0
        self._sent: int | None = None
        self._recent: deque[tuple[float, int]] = deque()
        self._window = now
        self.reported = False
        """The receiver has said something."""
        self._passed: deque[tuple[float, int]] = deque(maxlen=64)
        self._trips: deque[tuple[float, float]] = deque(maxlen=256)

    @property
    def sound(self) -> int:
        """What our sound takes of the same way, bit/s; more of it is taken off the picture."""
        return self._sound

    @sound.setter
    def sound(self, bit_s: int) -> None:
        more, self._sound = bit_s - self._sound, bit_s
        if more > 0 and self.limited:
            self._estimate = max(float(LEAST), self._estimate - more)

    @property
    def estimate(self) -> int:
        """What the way is believed to bear, bit/s; may be more than is worth sending."""
        return round(self._estimate)

    @property
    def rate(self) -> int:
        """What to spend on the picture, bit/s."""
        return round(max(LEAST, min(self._estimate, self.top)))

    @property
    def pace(self) -> int:
        """What packets are spread by, bit/s: a way with room to spare costs no delay."""
        if self.probes:
            return PROBE
        return self.estimate if self.limited else round(self._estimate * FREE)

    @property
    def limited(self) -> bool:
        """Whether the network gives less than would be worth sending."""
        return self._estimate < self.top

    @property
    def queue_s(self) -> float:
        """How much longer than at its best the round trip takes, at least, in the last second."""
        if not self._trips:
            return 0.0
        last = self._trips[-1][0]
        recent = min(trip for at, trip in self._trips if last - at <= STANDS_S)
        return recent - min(trip for _, trip in self._trips)

    def remb(self, bitrate: int, now: float, *, with_sound: bool = False) -> None:
        """The receiver's own estimate; ``with_sound`` where it covers our sound too."""
        bound = float(max(LEAST, bitrate - (self.sound if with_sound else 0)))
        last, self._remb = self._remb, (bound, now)
        self.probes = False
        if self._trouble is None and now - self._begun < PROBED_S:
            self._estimate = max(self._estimate, min(PROBED * bound, self.top))
        falls = last is None or bound < last[0] * 0.97
        if bound >= self._estimate or not (falls or self._watched(now)):
            return
        if self._used() or bound > self._about_sent():
            if bound < self._estimate * 0.97:
                self._note_trouble(bound, now)
            self._estimate = bound
        elif falls and bound < LESS_THAN_SENT * self._least_sent() and self._may_lower(now):
            self._lower(None, now)

    def _used(self) -> bool:
        """What was sent lately filled the estimate, or nothing is known of it yet.

        Else the receiver's own knows no more either: a person who sits still costs little, and
        what it says then is about that little. What a narrow way really does then, it does to
        loss and round trip.
        """
        return self._sent is None or self._sent > USED * min(self._estimate, self.top)

    def _about_sent(self) -> float:
        """The highest REMB that a receiver may come to from what was sent lately."""
        return ABOUT_SENT * max((sent for _, sent in self._recent), default=0) + self.sound

    def _least_sent(self) -> int:
        return min((sent for _, sent in self._recent), default=0)

    def report(self, report: Report, now: float) -> None:
        """One report block about our picture."""
        self._heard = now
        if report.round_trip_s is not None and 0 <= report.round_trip_s < 10:
            self.round_trip_s = report.round_trip_s
            self._trips.append((now, report.round_trip_s))
            while now - self._trips[0][0] > BASE_S:
                self._trips.popleft()
        self._passed.append((now, report.bytes_passed))
        self.reported, self.probes = True, False
        self._judge_delay(now)
        if now < self._window:
            return
        self._expected += max(0, report.expected)
        self._lost += report.lost
        age = now - self._window
        flood = self._lost > LOSS_FLOOD * self._expected
        soon = flood and age >= WINDOW_S and self._expected >= WINDOW_PACKETS
        if soon or (age >= WINDOW_LATEST_S and self._expected):
            self._judge_loss(now)

    def tick(self, sent: int, now: float) -> None:
        """Time goes by; ``sent`` is what went out lately, bit/s. Call a few times a second."""
        passed = max(0.0, min(1.0, now - self._ticked))
        self._ticked, self._sent = now, sent
        self.probes = self.probes and now - self._begun < PROBE_S
        self._recent.append((now, sent))
        while now - self._recent[0][0] > RECENT_S:
            self._recent.popleft()
        if not sent:
            self._heard = now  # nobody reports on nothing
        elif now - self._heard > DEAF_S:
            if self._used():
                self._estimate = max(LEAST, self._estimate * 0.8**passed)
            return
        if self._calm(now):
            self._grow(sent, passed, now)

    def _calm(self, now: float) -> bool:
        return (
            self.loss < (LOSS_WATCHED if self._watched(now) else LOSS_LOW)
            and self.queue_s < QUEUE_LOW_S * self._patience(now)
            and now - self._lowered > 1.0
            and self.reported
        )

    def _grow(self, sent: int, passed: float, now: float) -> None:
        """Faster while nothing is known, slowly where it went wrong before; never unproven."""
        trouble, estimate = self._trouble, self._estimate
        near = trouble is not None and abs(estimate - trouble) < trouble * NEAR
        if near:
            more = NEAR_GROWTH * passed
        else:
            more = estimate * self._growth(now) * passed
            if trouble is not None and estimate > trouble * (1 + NEAR):
                self._trouble = None
        before = max(estimate, self._doubted)
        most = min(self.top * SPARE, max(before, 1.5 * sent + 50_000))
        if self._remb is not None and self._watched(now):
            most = min(most, self._remb[0] if self._used() else max(before, self._remb[0]))
        self._estimate = max(LEAST, min(estimate + more, most))
        if sent > 0.7 * self.rate:
            self.settled = self.rate

    def _growth(self, now: float) -> float:
        if self._trouble is None and now - self._begun < FIRST_S:
            return GROWTH_FIRST
        return GROWTH_WATCHED if self._watched(now) else GROWTH

    def _watched(self, now: float) -> bool:
        """The receiver's own estimate is fresh, and not far behind what passes well."""
        remb = self._remb
        return remb is not None and now - remb[1] < REMB_S and remb[0] >= BEHIND * (self._sent or 0)

    def _patience(self, now: float) -> float:
        return QUEUE_WATCHED if self._watched(now) and self._used() else 1.0

    def _judge_delay(self, now: float) -> None:
        if self.queue_s > QUEUE_HIGH_S * self._patience(now) and self._may_lower(now):
            self._lower(self._delivered(now) if self._used() else None, now)

    def _judge_loss(self, now: float) -> None:
        self.loss = min(1.0, max(0.0, self._lost / self._expected))
        self.windows += 1
        self._expected = self._lost = 0
        self._window = now
        if self.loss > LOSS_HIGH and self._may_lower(now):
            part = 0.5 if self.loss < LOSS_FLOOD else 0.9
            self._lower(self._estimate * (1 - part * self.loss) / BACK_OFF, now)

    def _may_lower(self, now: float) -> bool:
        return now - self._lowered > QUIET_S + (self.round_trip_s or 0.0)

    def _lower(self, to: float | None, now: float) -> None:
        doubted = 0.0 if self._used() else max(self._doubted, self._estimate)
        rate = min(self._estimate, self.top)
        bound = rate if to is None else max(min(rate, to), rate * LEAST_SHARE / BACK_OFF)
        self._estimate = max(LEAST, bound * BACK_OFF)
        self._note_trouble(self._estimate, now)
        self._doubted = doubted

    def _note_trouble(self, rate: float, now: float) -> None:
        self._trouble, self._lowered, self._doubted = rate, now, 0.0
        self._expected = self._lost = 0  # what was lost until now was lost at the former rate
        self._window = now + QUIET_S + (self.round_trip_s or 0.0)
        self.settled = round(max(LEAST, min(rate, self.top)))

    def _delivered(self, now: float) -> float | None:
        """What arrived lately, bit/s; None where the reports do not reach back far enough."""
        recent = [(at, passed) for at, passed in self._passed if now - at <= 1.5]
        if len(recent) < 2 or recent[-1][0] - recent[0][0] < 0.3:
            return None
        (begun, first), (ended, last) = recent[0], recent[-1]
        return max(0, last - first) * 8 / (ended - begun) * (1 - self.loss)
