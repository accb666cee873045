"""Packets in, blocks of 10 ms out: what is played next, and what where something is missing.

What is missing when its time has come is taken out of the next packet (FEC) or made up. What came
late but not too late is still played; the delay that this costs is won back by leaving out pieces
of the voice's own period, and lost delay by saying them again. Nothing good is thrown away.
"""

from appliance.stage.media import opus
from appliance.stage.media.level import power
from appliance.stage.media.opus import Decoder, OpusError, Samples
from appliance.stage.media.sound_in import stretch
from appliance.stage.media.sound_in.counts import SoundCounts
from appliance.stage.media.sound_in.delay import Delay
from appliance.stage.media.sound_in.mend import Mend
from appliance.stage.media.sound_in.ready import Ready
from appliance.stage.media.sound_in.store import Store, Timeline, Waiting
from appliance.stage.media.tones import SILENCE
from hardware.sound import BLOCK, RATE_HZ, Block

STOPPED = 3 * RATE_HZ
"""Silence that is longer than 3 s is no longer counted as missing: the other end has stopped."""
LONGEST_GAP = RATE_HZ // 5
"""More than 200 ms are never made up while packets wait behind the gap."""
PAUSE_BYTES = 2
"""A packet so small says that a pause begins (RFC 6716, 2.1.9: DTX)."""
HURRIES = ((0.25, -1.0, 3), (0.06, 0.7, 3), (0.0, 0.85, 8))
"""From how much excess (s), how alike both sides of a cut must be, and how many blocks apart."""
LINGER = (0.85, 8)
"""The same where something is said again."""
AGAIN = 2
"""Blocks until the next look where no good piece was found."""


class Player:
    """One stream; no thread and no clock of its own."""

    def __init__(self) -> None:
        self.counts = SoundCounts()
        self.delay = Delay()
        self.decoded_at = float("-inf")
        self.playing = 0
        """RTP time (unwrapped) of the first sample of the block taken last."""
        self._decoder = Decoder()
        self._mend = Mend(self._decoder)
        self._timeline, self._store = Timeline(), Store()
        self._ready = Ready()
        self.idle = True
        """Nothing is played: silence, until a packet has waited long enough."""
        self._next: int | None = None
        """RTP time after the last sample in ready; None on a new timeline."""
        self._owed = 0
        """Samples made up while nothing was there: late or lost, that is not known yet."""
        self._quiet = STOPPED
        """Samples of silence since the last sound."""
        self._taken = 0
        self._unchanged = 0
        """Blocks since a piece was cut out or repeated."""

    def arrive(self, data: bytes, timestamp: int, now: float) -> None:
        """One RTP payload and its 32 bits of RTP time; what is no Opus is passed over."""
        self.counts.packets += 1
        try:
            samples = opus.duration(data)
            carries = opus.carries_last(data)
        except OpusError:
            self.counts.discarded += 1
            return
        placed = self._timeline.place(timestamp, now)
        if placed is None:
            self.counts.discarded += 1
            return
        time, anew = placed
        if anew:
            self._begin_anew()
        self.delay.arrived(now, time, samples)
        if carries:
            self.counts.fec += 1
            self.delay.fec_seen(now)
        self._keep(Waiting(time, samples, data, now, carries))

    def take(self, now: float) -> Block:
        """The next block."""
        self._taken += 1
        self.delay.pulled(now, self._taken)
        if self.idle and not self._begins(now):
            return self._nothing()
        self._fill(now)
        if not self.idle:
            self._pace(now)
        block = self._ready.take()
        self.playing = (self._next or 0) - self._ready.size - BLOCK
        self.counts.received += BLOCK
        return block

    def _keep(self, packet: Waiting) -> None:
        if self._next is not None and packet.end <= self._next:
            self.counts.discarded += 1
        elif not self._store.put(packet):
            self.counts.repeated += 1
        elif self._store.full:
            self._store.pop()
            self.counts.discarded += 1

    def _begin_anew(self) -> None:
        self.counts.discarded += self._store.clear()
        self.delay.begin_anew()
        self._next, self._owed = None, 0
        self.idle = True
        self._ready.clear()

    def _begins(self, now: float) -> bool:
        """After silence: whether the first packet has waited long enough."""
        first = self._store.first()
        if first is None or self.delay.behind(now, first.time) < self.delay.target(now):
            return False
        self.idle, self._next, self._owed, self._quiet = False, first.time, 0, 0
        self._ready.clear()
        self.delay.jump(now, first.time)
        return True

    def _nothing(self) -> Block:
        if self._quiet < STOPPED:
            self._quiet += BLOCK
            self.counts.received += BLOCK
            self.counts.concealed += BLOCK
            self.counts.silent_concealed += BLOCK
        return SILENCE

    def _fill(self, now: float) -> None:
        """At least one block into ready."""
        while self._ready.size < BLOCK:
            first = self._store.first()
            if first is not None and self._next is not None:
                if first.time > self._next:
                    self._bridge(self._next, first, now)
                else:
                    self._speak(self._next, self._store.pop(), now)
            elif self._mend.faded:
                self.idle = True
                self._ready.add(SILENCE)
            else:
                self._make_up(BLOCK)
                self._owed += BLOCK

    def _bridge(self, at: int, packet: Waiting, now: float) -> None:
        """From ``at`` towards ``packet``, between which something is lost."""
        gap = packet.time - at
        if not self._mend.resting and not self._owed:
            self.delay.lost(now)
        made, self._owed = min(self._owed, gap), 0
        gap -= made
        if gap == 0 or gap > LONGEST_GAP:
            self._next = packet.time
        elif packet.carries and gap <= packet.samples:
            self._next = packet.time
            self._recover(packet, gap)
        else:
            kept = packet.samples if packet.carries else 0
            piece = min(gap - kept, BLOCK)
            self._next = at + made + piece
            self._make_up(piece)

    def _recover(self, packet: Waiting, samples: int) -> None:
        try:
            said = self._decoder.recover(packet.data, packet.samples)
        except OpusError:
            self._make_up(samples)
            return
        self.counts.fec_used += 1
        self._say(said[-samples:])

    def _speak(self, at: int, packet: Waiting, now: float) -> None:
        self._next = packet.end
        try:
            said = self._decoder.decode(packet.data)[at - packet.time :]
        except OpusError:
            self.counts.discarded += 1
            self._make_up(packet.end - at)
            return
        self.decoded_at = now
        self._owed = 0
        self._count(said, packet, now)
        self._say(said)
        self._mend.resting = len(packet.data) <= PAUSE_BYTES

    def _count(self, said: Samples, packet: Waiting, now: float) -> None:
        counts = self.counts
        counts.decoded += 1
        counts.emitted += said.size
        waited = now - packet.at + self._ready.size / RATE_HZ
        counts.delay_s += max(0.0, waited) * said.size
        counts.target_s += self.delay.target(now) * said.size
        counts.energy += power(said) * said.size / RATE_HZ

    def _say(self, said: Samples) -> None:
        """Add true sound; what was made up before it is left without a click."""
        if self._mend.samples:
            self._ready.join(self._mend.back(said))
        else:
            self._ready.add(said)

    def _make_up(self, samples: int) -> None:
        counts, mend = self.counts, self._mend
        if not mend.samples and not mend.resting:
            counts.events += 1
        while samples > 0:
            made = mend.make_up(min(samples, BLOCK))
            counts.concealed += made.size
            if mend.silent(made):
                counts.silent_concealed += made.size
            self._ready.add(made)
            samples -= made.size

    def _pace(self, now: float) -> None:
        """A little faster or slower where the delay is not what it should be."""
        assert self._next is not None
        self.delay.measure(now, self._next - self._ready.size)
        self._unchanged += 1
        excess = self.delay.excess(now)
        if excess > 0.0:
            self._hurry(excess, now)
        elif excess < 0.0 and self._unchanged >= LINGER[1]:
            again = self._ready.repeat(LINGER[0])
            self.counts.inserted += again
            self._changed(-again, LINGER[1])

    def _hurry(self, excess: float, now: float) -> None:
        _, alike, apart = next(one for one in HURRIES if excess >= one[0])
        if self._unchanged < apart or not self._ahead(now):
            return
        enough = max(alike, 0.5) if apart < LINGER[1] else 1.0
        gone = self._ready.cut(round(excess * RATE_HZ), alike, enough)
        self.counts.removed += gone
        self._changed(gone, apart)

    def _ahead(self, now: float) -> bool:
        """Whether a piece may be cut and enough is left; then it is decoded."""
        assert self._next is not None
        if self._ready.size + self._store.unbroken(self._next, stretch.NEEDED) < stretch.NEEDED:
            return False
        while self._ready.size < stretch.NEEDED:
            self._speak(self._next, self._store.pop(), now)
        return True

    def _changed(self, samples: int, apart: int) -> None:
        self._unchanged = 0 if samples else apart - AGAIN
        self.delay.shifted(samples)
