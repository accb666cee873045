"""What was written and handed over at one visit: bounded, in memory, gone when the visit closes."""

from dataclasses import dataclass, replace

from central.core.rate import Bucket, take
from wire.talk import FileLine, Line, SnapshotState

LINES = 500
BYTES = 200_000
"""Of all texts as UTF-8."""
PER_S, AT_ONCE = 5.0, 20.0
"""Lines of one party."""
GROWS_PER_S, GROWS_AT_ONCE = 8.0, 16.0
"""Steps of a growing line: a hand that writes needs four a second."""

# What would turn the reading order of the text around it (Unicode TR 9, 2).
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\t": " "})


@dataclass(frozen=True, slots=True)
class Written:
    """All of it; ``count`` is the newest line's number, ``size`` the bytes of the lines kept."""

    lines: tuple[Line, ...] = ()
    count: int = 0
    size: int = 0
    growing: tuple[tuple[str, str], ...] = ()
    """Peer and text of who writes just now."""
    pace: tuple[tuple[str, Bucket], ...] = ()
    """How fast each holder writes."""
    files: tuple[FileLine, ...] = ()
    shown: str | None = None
    window: str | None = None
    """The staff's page whose window is shown as it moves; a picture takes its place."""
    snapshot: SnapshotState | None = None

    @property
    def dropped(self) -> int:
        """So many of the oldest lines are gone."""
        return self.count - len(self.lines)


NOTHING = Written()
Paced = tuple[Written, bool]


def cleaned(text: str) -> str:
    """Plain text: nothing that turns the reading order or cannot be seen, no empty edges."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(BREAKS)
    if text.isprintable():
        return text.strip()
    seen = (letter for letter in text if letter not in TURNING and _is_text(letter))
    return "".join(seen).strip()


def with_line(written: Written, line: Line) -> Written:
    """One line more; the oldest go when there is no room."""
    lines, size = (*written.lines, line), written.size + _bytes(line)
    while len(lines) > LINES or size > BYTES:
        size -= _bytes(lines[0])
        lines = lines[1:]
    return replace(written, lines=lines, size=size, count=line.seq)


def with_growing(written: Written, peer: str, text: str, here: frozenset[str]) -> Written:
    """``peer`` writes ``text`` just now; only who is ``here`` is remembered."""
    others = tuple(one for one in written.growing if one[0] in here and one[0] != peer)
    return replace(written, growing=(*others, (peer, text)) if text else others)


def in_time(written: Written, holder: str, now: float, per_s: float, at_once: float) -> Paced:
    """Whether ``holder`` may say one thing more, and the pace after it."""
    known = dict(written.pace)
    bucket, allowed = take(known.get(holder, Bucket(at_once, now)), now, per_s, at_once)
    return replace(written, pace=tuple((known | {holder: bucket}).items())), allowed


def _is_text(letter: str) -> bool:
    return letter == "\n" or letter.isprintable() or letter in "\u200c\u200d"


def _bytes(line: Line) -> int:
    return len(line.text.encode())
