"""Packets in, coded pictures out: whole, in order, in time; pure, the clock is an argument.

A picture is given on when every packet since the last one is there, or when it is a whole key
frame. What is missing is asked for again; after 250 ms of waiting a key frame is asked for too, and
what comes whole first is taken; after 1 s only the key frame. Everything it keeps is bounded.
"""

from collections import deque
from dataclasses import dataclass

from appliance.stage.media.video_in.missing import MOST_MISSING, Missing
from appliance.stage.media.video_in.numbering import Unwrapped
from appliance.stage.media.video_in.pace import Pace
from appliance.stage.media.video_in.pieces import Piece, Traits

PATIENCE_S = 1.0
"""Waiting for one packet; then the store gives up."""
ASK_KEY_S = 0.25
"""Waiting so long (or two round trips), a key frame is asked for: what comes first is taken."""
FIRST_WAIT_S = 0.1
"""A stream that does not begin with a key frame may only have been overtaken."""
KEY_AGAIN_S = 0.3
"""A key frame is asked for again at most so often."""
MOST_PACKETS = 1024
MOST_BYTES = 4_000_000
MOST_READY = 64
MOST_OVERTAKEN = 64
"""So many packets before the first one may still come."""
NEARLY_S = 0.001
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Coded:
    """One whole coded picture; times in seconds, ``timestamp`` in 1/90000 s."""

    data: bytes
    timestamp: int
    key: bool
    first_at: float
    complete_at: float
    due: float


class Store:
    """The jitter buffer of one video stream."""

    def __init__(self) -> None:
        self.missing = Missing()
        self.pace = Pace()
        self.discarded = 0
        """Packets that came twice or too late."""
        self.dropped = 0
        """Pictures that were begun and never given on."""
        self._reset()
        self._key_asked_at = self._heard_at = -NEVER

    def _reset(self) -> None:
        self._seqs, self._stamps = Unwrapped(16), Unwrapped(32)
        self._pieces: dict[int, Piece] = {}
        self._bytes = 0
        self._next = -1
        """The packet after the last one of the pictures assembled so far."""
        self._part: list[Piece] = []
        self._odd = -1
        """The number after one that fitted nowhere: two in a row begin a new stream."""
        self._starts: list[int] = []
        """Where key frames begin that are not assembled yet."""
        self._ready: deque[Coded] = deque()
        self._key_since: float | None = None
        """Since when only a key frame helps."""
        self.missing.forget_before(1 << 62)

    def put(
        self,
        number: int,
        stamp: int,
        data: bytes,
        traits: Traits,
        now: float,
        *,
        marker: bool,
        recovered: bool = False,
    ) -> None:
        """One packet: ``number`` of 16 bits, ``stamp`` of 32, ``data`` without payload header."""
        self._heard_at = now
        seq = self._number(number, now, recovered=recovered)
        if seq is None or seq < self._next or seq in self._pieces:
            self.discarded += 1
            return
        self._keep(Piece(seq, self._stamps.take(stamp), marker, data, traits, now), now)

    def _number(self, number: int, now: float, *, recovered: bool) -> int | None:
        """The packet's place in the stream; None when it belongs to no place (RFC 3550, A.1)."""
        before = self._seqs.highest
        if before is None:
            return self._begin(number, now + FIRST_WAIT_S)
        ahead = (number - before + 32768) % 65536 - 32768
        if abs(ahead) > MOST_MISSING:
            sure = ahead > 0 or number == self._odd
            self._odd = (number + 1) % 65536
            return self._begin(number, now) if sure and not recovered else None
        seq = self._seqs.take(number)
        if ahead > 1:
            self.missing.add(before + 1, seq, now)
        self.missing.arrived(seq, now, recovered=recovered)
        return seq

    def _begin(self, number: int, now: float) -> int:
        """The first packet, or the numbers jumped: only a key frame helps."""
        self.dropped += bool(self._part)
        self._reset()
        seq = self._seqs.take(number)
        self._next = seq - MOST_OVERTAKEN
        self._key_since = now
        return seq

    def _keep(self, piece: Piece, now: float) -> None:
        self._pieces[piece.seq] = piece
        self._bytes += len(piece.data)
        if len(self._pieces) + len(self._part) > MOST_PACKETS or self._bytes > MOST_BYTES:
            self._give_up(now)
            return
        if piece.traits.key and self._is_start(piece):
            self._starts.append(piece.seq)
            if self._key_since is not None:
                self._restart(min(self._starts))
                self._miss_after(min(self._starts), now)
        self._assemble()
        self._jump()

    def _miss_after(self, start: int, now: float) -> None:
        """A stream that begins out of order: what lies between is missing too."""
        for seq in range(start, self._seqs.highest or 0):
            if seq not in self._pieces and self.missing.since(seq) is None:
                self.missing.add(seq, seq + 1, now)

    def _is_start(self, piece: Piece) -> bool:
        if piece.traits.begins:
            return True
        before = self._pieces.get(piece.seq - 1)
        return before is not None and (before.marker or before.timestamp != piece.timestamp)

    def _restart(self, start: int) -> None:
        """Go on from the key frame that begins at ``start``, without what was before it."""
        stamps = {one.timestamp for seq, one in self._pieces.items() if seq < start and one.data}
        self.dropped += len(stamps | {one.timestamp for one in self._part})
        for seq in [one for one in self._pieces if one < start]:
            self._bytes -= len(self._pieces.pop(seq).data)
        self._drop_part()
        self.missing.forget_before(start)
        self._next = start
        self._key_since = None

    def _drop_part(self) -> None:
        self._bytes -= sum(len(one.data) for one in self._part)
        self._part = []

    def _assemble(self) -> None:
        """Take every packet that follows without a gap."""
        if self._key_since is not None:
            return
        while (piece := self._pieces.pop(self._next, None)) is not None:
            self._next += 1
            part = self._part
            if not piece.data:
                self._end(marker=piece.marker)
                continue
            if part and piece.timestamp != part[0].timestamp:
                self._end(marker=True)
            self._part.append(piece)
            self._end(marker=piece.marker)
        if self._starts:
            self._starts = [one for one in self._starts if one >= self._next]

    def _end(self, *, marker: bool) -> None:
        """The picture that was being assembled is whole."""
        part = self._part
        if not marker or not part:
            return
        self._part = []
        complete_at = max(piece.at for piece in part)
        coded = Coded(
            data=b"".join([piece.data for piece in part]),
            timestamp=part[0].timestamp,
            key=part[0].traits.key,
            first_at=min(piece.at for piece in part),
            complete_at=complete_at,
            due=self.pace.due(part[0].timestamp, complete_at),
        )
        self._bytes -= len(coded.data)
        self._ready.append(coded)

    def _jump(self) -> None:
        """Where a whole key frame lies behind a gap, go on from there at once."""
        for start in reversed(self._starts):
            if self._whole(start):
                self._restart(start)
                self._assemble()
                return

    def _whole(self, start: int) -> bool:
        first = self._pieces.get(start)
        seq, piece = start, first
        while first is not None and piece is not None:
            if piece.marker or piece.timestamp != first.timestamp:
                return True
            seq += 1
            piece = self._pieces.get(seq)
        return False

    def _blocked_since(self) -> float | None:
        """Since when a packet is missing that must come before the next picture."""
        if self._key_since is not None or self._next > (self._seqs.highest or -1):
            return None
        since = self.missing.since(self._next)
        return -NEVER if since is None else since

    def _give_up(self, now: float) -> None:
        """Only a key frame helps; one that has begun to come is kept."""
        start = min((one for one in self._starts if one > self._next), default=None)
        highest = self._seqs.highest or 0
        self._restart(highest + 1 if start is None else start)
        if start is None or len(self._pieces) > MOST_PACKETS // 2 or self._bytes > MOST_BYTES // 2:
            self._restart(highest + 1)
            self._starts = []
            self._key_since = now
        else:
            self._assemble()

    def failed(self, now: float) -> None:
        """The decoder could not make anything of what it was given."""
        self._ready.clear()
        self._drop_part()
        self._key_since = now
        if self._starts:
            self._restart(min(self._starts))
            self._assemble()

    def begin_anew(self) -> None:
        """Another stream begins: nothing of this one is of use any more."""
        self.dropped += bool(self._part)
        self._reset()

    def tick(self, now: float) -> None:
        """Give up what is waited for in vain; call it before the three below."""
        since = self._blocked_since()
        if since is not None and now - since >= PATIENCE_S:
            self._give_up(now)

    def key_wanted(self, now: float) -> bool:
        """Whether to ask for a key frame now; counts as asked."""
        since = self._blocked_since()
        early = since is not None and now - since >= self._ask_key_s()
        helpless = self._key_since is not None and now >= self._key_since
        if not (early or helpless) or now < self._key_again_at():
            return False
        self._key_asked_at = now
        return True

    def _ask_key_s(self) -> float:
        return max(ASK_KEY_S, self.missing.rtt_s * 2 + 0.05)

    def _key_again_at(self) -> float:
        """A sender that sends nothing is not asked twice."""
        if self._heard_at < self._key_asked_at:
            return NEVER
        return self._key_asked_at + max(KEY_AGAIN_S, self.missing.rtt_s * 1.5)

    def taken(self, now: float) -> list[Coded]:
        """The pictures whose time has come, in order."""
        found = []
        while self._ready and (
            self._ready[0].due <= now + NEARLY_S or len(self._ready) > MOST_READY
        ):
            found.append(self._ready.popleft())
        return found

    def next_at(self) -> float:
        """When to look again; infinity when only a packet can change anything."""
        at = min(self.missing.next_at(), self._ready[0].due if self._ready else NEVER)
        since = self._blocked_since()
        asked = self._key_again_at()
        if since is not None:
            at = min(at, max(since + self._ask_key_s(), asked), since + PATIENCE_S)
        if self._key_since is not None:
            at = min(at, max(self._key_since, asked))
        return at
