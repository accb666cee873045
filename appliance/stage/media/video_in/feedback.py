"""When each packet arrived, told to the sender, whose own bandwidth estimate does the rest.

The feedback message of draft-holmer-rmcat-transport-wide-cc-extensions-01 (section 3.1), as bytes.
"""

from struct import pack

from appliance.stage.media.video_in.numbering import Unwrapped

URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
EVERY_S = 0.05
MOST_TOLD = 300
"""Packets in one message; it then fits one datagram."""
MOST_JUMP = 2000
"""A number further away begins anew."""
_TICK_S = 0.00025
_REFERENCE_TICKS = 256
"""The reference time counts in 64 ms."""
_MISSING, _SMALL, _LARGE = 0, 1, 2


class Feedback:
    """Collects arrivals and makes messages of them; time is an argument, seconds."""

    def __init__(self) -> None:
        self._numbers = Unwrapped(16)
        self._arrived: dict[int, float] = {}
        """Those not told yet."""
        self._next = -1
        """The first one that the next message tells of."""
        self._made = 0
        self._due = float("-inf")

    def add(self, number: int, at: float) -> None:
        """A packet with this transport-wide sequence number (16 bits) arrived."""
        before = self._numbers.highest
        seq = self._numbers.take(number)
        if before is None or abs(seq - before) > MOST_JUMP:
            self._numbers = Unwrapped(16)
            seq = self._next = self._numbers.take(number)
            self._arrived = {}
        if len(self._arrived) < MOST_JUMP:
            self._arrived.setdefault(seq, at)

    def messages(self, now: float, sender: int, media: int) -> list[bytes]:
        """What to send now, as RTCP packets; nothing more often than each 50 ms."""
        if now < self._due or not self._arrived:
            return []
        self._due = now + EVERY_S
        seqs = sorted(self._arrived)
        made = []
        while seqs:
            told = self._told(seqs)
            base = min(self._next, told[0])
            made.append(self._message(base, told, sender, media))
            self._next = told[-1] + 1
            seqs = seqs[len(told) :]
        self._arrived = {}
        return made

    def _told(self, seqs: list[int]) -> list[int]:
        """As many as one message can tell of: close together in number and in time."""
        first = _ticks(self._arrived[seqs[0]])
        told: list[int] = []
        last, base = first - first % _REFERENCE_TICKS, min(self._next, seqs[0])
        for seq in seqs:
            ticks = _ticks(self._arrived[seq])
            if told and (seq - base >= MOST_TOLD or not -32768 <= ticks - last <= 32767):
                break
            told.append(seq)
            last = ticks
        return told

    def _message(self, base: int, told: list[int], sender: int, media: int) -> bytes:
        last = _ticks(self._arrived[told[0]])
        reference = last // _REFERENCE_TICKS
        last = reference * _REFERENCE_TICKS
        kinds, deltas = [_MISSING] * (told[-1] - base + 1), b""
        for seq in told:
            ticks = _ticks(self._arrived[seq])
            small = 0 <= ticks - last <= 255
            kinds[seq - base] = _SMALL if small else _LARGE
            deltas += pack("!B" if small else "!h", ticks - last)
            last = ticks
        head = pack(
            "!HHI", base % 65536, len(kinds), (reference % (1 << 24)) << 8 | self._made % 256
        )
        self._made += 1
        return _packet(sender, media, head + _chunks(kinds) + deltas)


def _ticks(at: float) -> int:
    return round(at / _TICK_S)


def _chunks(kinds: list[int]) -> bytes:
    """Runs where the same goes on, else vectors of one or two bits each (3.1.2 to 3.1.4)."""
    found, at = b"", 0
    while at < len(kinds):
        run = 1
        while at + run < len(kinds) and kinds[at + run] == kinds[at]:
            run += 1
        ahead = kinds[at : at + 14]
        if run >= 14 or (run >= 7 and kinds[at] == _LARGE) or at + run == len(kinds):
            found += pack("!H", kinds[at] << 13 | run)
            at += run
        elif _LARGE not in ahead:
            bits = sum(kind << (13 - place) for place, kind in enumerate(ahead))
            found += pack("!H", 0x8000 | bits)
            at += 14
        else:
            bits = sum(kind << (12 - 2 * place) for place, kind in enumerate(ahead[:7]))
            found += pack("!H", 0xC000 | bits)
            at += 7
    return found


def _packet(sender: int, media: int, told: bytes) -> bytes:
    """RTCP type 205, format 15 (RFC 4585, 6.1), padded to whole words."""
    padding = -len(told) % 4
    if padding:
        told += bytes(padding - 1) + bytes([padding])
    first = 0x80 | (0x20 if padding else 0) | 15
    return pack("!BBHII", first, 205, 2 + len(told) // 4, sender, media) + told
