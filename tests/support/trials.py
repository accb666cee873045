"""The table of fault trials: who is struck, how, and at which moment of a visit."""

import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import product
from typing import Any


class Whom(StrEnum):
    """Who is struck."""

    SIGN = "sign"
    ROOM = "room"
    STAGE = "stage"
    ALL = "all"
    """All three at once."""


class Blow(StrEnum):
    """What happens to them."""

    KILL = "kill"
    """SIGKILL"""
    HANG = "hang"
    """SIGSTOP, until the watchdog has had enough."""
    MEMORY = "out-of-memory"
    """No byte more than it has, while everybody talks to it; then the kernel's SIGKILL."""
    RESTART = "restart"
    """SIGTERM"""
    REBOOT = "reboot"
    """All die at once, what was in memory is gone, all start anew."""


class Moment(StrEnum):
    """Where in the visit."""

    LOBBY = "lobby"
    """The own picture is shown."""
    COUNTDOWN = "countdown"
    JOINING = "joining"
    IN_CALL = "in-call"
    PAUSED = "paused"
    INTERRUPTED = "interrupted"
    ENDED = "ended"
    """*Lämna videobesök* was pressed just now."""


class Keeper(StrEnum):
    """Who brings back what died."""

    SUPERVISOR = "supervisor"
    SYSTEMD = "systemd"
    UNITS = "units"
    """Systemd as process 1, by the unit files as they are shipped."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial; ``number`` is its place in the deal of its seed."""

    number: int
    whom: Whom
    blow: Blow
    moment: Moment
    keeper: Keeper = Keeper.SUPERVISOR

    def __str__(self) -> str:
        return f"{self.number:3} {self.whom} {self.blow} / {self.moment} / {self.keeper}"


@dataclass(slots=True)
class Result:
    """What one trial showed; seconds, None where it does not apply."""

    trial: Trial
    wrong: list[str] = field(default_factory=list)
    """What must never be, or did not come."""
    samples: int = 0
    """How often the lamp was looked at from the blow to the end."""
    sign_right_s: float = 0.0
    """From the blow until the door said again what it must: no more dark, no more unknown."""
    sign_dark_s: float = 0.0
    """How long it was dark or said unknown, while a visit ran or capture was open."""
    back_s: float | None = None
    """From the blow until the visit was where it belongs (in the call: pictures arrive)."""
    picture_gap_s: float | None = None
    """The longest time without a new picture at the patient; for blows in the call."""
    capture_left_s: float | None = None
    """From *Lämna videobesök* until no capture handle was open."""
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """All of it, flat."""
        told = asdict(self)
        trial: dict[str, Any] = told.pop("trial")
        return trial | told


SINGLE = (Whom.SIGN, Whom.ROOM, Whom.STAGE)
BLOWS = (Blow.KILL, Blow.HANG, Blow.MEMORY, Blow.RESTART)
TABLE: tuple[tuple[Whom, Blow, Moment], ...] = (
    *product(SINGLE, BLOWS, Moment),
    *product((Whom.ALL,), (Blow.KILL, Blow.REBOOT), Moment),
)
"""Every kind of trial once."""
ONLY_SUPERVISED = frozenset({Blow.REBOOT})
"""systemd in a namespace is part of the machine that goes down."""


def deal(seed: int, count: int) -> list[Trial]:
    """``count`` trials: the table shuffled again and again, every other one under systemd.

    Those of one keeper stand together, so that it need not be started for each.
    """
    chance, dealt = random.Random(seed), list[Trial]()
    while len(dealt) < count:
        deck = list(TABLE)
        chance.shuffle(deck)
        for whom, blow, moment in deck[: count - len(dealt)]:
            odd = len(dealt) % 2 and blow not in ONLY_SUPERVISED
            keeper = Keeper.SYSTEMD if odd else Keeper.SUPERVISOR
            dealt.append(Trial(len(dealt), whom, blow, moment, keeper))
    return sorted(dealt, key=lambda trial: trial.keeper is Keeper.SYSTEMD)


def summary(results: list[Result]) -> str:
    """One line for each kind of blow, and one for each moment."""
    head = (
        f"{'median / max, s':24}{'trials':>7}{'wrong':>7}{'door dark':>16}{'door right after':>18}"
    )
    lines = [f"{head}{'visit goes on after':>21}{'no picture for':>16}"]
    for name, some in _groups(results).items():
        wrong = sum(bool(one.wrong) for one in some)
        dark = _spread(one.sign_dark_s for one in some)
        right, back = _spread(one.sign_right_s for one in some), _spread(one.back_s for one in some)
        gap = _spread(one.picture_gap_s for one in some)
        lines.append(f"{name:24}{len(some):7}{wrong:7}{dark:>16}{right:>18}{back:>21}{gap:>16}")
    return "\n".join(lines)


def _groups(results: list[Result]) -> dict[str, list[Result]]:
    groups: dict[str, list[Result]] = {}
    for key in ("whom", "moment", "keeper"):
        for one in sorted(results, key=lambda one: str(getattr(one.trial, key))):
            trial = one.trial
            name = f"{trial.whom} {trial.blow}" if key == "whom" else str(getattr(trial, key))
            groups.setdefault(name, []).append(one)
    return groups | {"all trials": results}


def _spread(times: Iterable[float | None]) -> str:
    ordered = sorted(one for one in times if one is not None)
    if not ordered:
        return "-"
    return f"{ordered[len(ordered) // 2]:.1f} / {ordered[-1]:.1f}"
