"""The table's rows: which figure, what must hold of it, and whether it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Figures = Mapping[str, float | None]
Result = Mapping[str, Figures]
"""Figures by contestant."""
UNIT, STOCK, KIOSKS = "unit", "stock aiortc", ("kiosk VP8", "kiosk H264")


@dataclass(frozen=True, slots=True)
class Row:
    """``limit`` gets the kiosk's figure (None where it has none) and gives the unit's bound."""

    name: str
    key: str
    unit: str
    reach: str
    limit: Callable[[float | None], float | None]
    least: bool = False
    """The bound is the least, not the most."""
    own: str | None = None
    """Another figure of the unit's that is judged."""
    scale: float = 1.0
    places: int = 0
    best: bool = False
    """Against the better of the kiosks, whatever its codec."""


def _most(value: float) -> Callable[[float | None], float | None]:
    return lambda _: value


def _part(part: float) -> Callable[[float | None], float | None]:
    return lambda kiosk: None if kiosk is None else kiosk * part


def _near(step: float) -> Callable[[float | None], float | None]:
    return lambda kiosk: None if kiosk is None else kiosk + step


MS: dict[str, Any] = {"unit": "ms", "scale": 1000.0}
PERCENT: dict[str, Any] = {"unit": "%", "scale": 100.0, "places": 1}

ROWS = (
    Row("CPU, screen drawn", "cpu", "core", "<= 0.7 x", _part(0.7), places=2, best=True),
    Row("memory PSS", "memory", "MB", "<= 0.6 x", _part(0.6), best=True),
    Row(
        "memory PSS, stage alone",
        "memory",
        "MB",
        "<= 0.4 x",
        _part(0.4),
        own="memory stage",
        best=True,
    ),
    Row("start, median", "start", reach="<= 250", limit=_most(0.25), **MS),
    Row("start, longest", "start longest", reach="<= 600", limit=_most(0.6), **MS),
    Row("picture's delay to us", "picture in", reach="<= 30", limit=_most(0.03), **MS),
    Row("picture's delay to the browser", "picture out", reach="<= kiosk", limit=_part(1), **MS),
    Row("sound's delay to us", "sound in", reach="<= 80", limit=_most(0.08), **MS),
    Row("sound's delay to the browser", "sound out", reach="<= 80", limit=_most(0.08), **MS),
    Row("loss 5 %: frozen, of 13 s", "loss 5 % frozen in", "s", "<= 1.5", _most(1.5), places=2),
    Row("loss 5 %: longest gap", "loss 5 % gap in", "s", "<= 0.5", _most(0.5), places=2),
    Row(
        "loss 2 %: concealed",
        "loss 2 % concealed in",
        reach="<= 3.5",
        limit=_most(0.035),
        **PERCENT,
    ),
    Row("loss 5 %: concealed", "loss 5 % concealed in", reach="<= 7", limit=_most(0.07), **PERCENT),
    Row("loss 2 %: discarded", "loss 2 % discarded in", "", "none", _most(0)),
    Row("loss 5 %: discarded", "loss 5 % discarded in", "", "none", _most(0)),
    Row("500 kbit/s: sent frozen", "500 kbit/s frozen out", "s", "<= 0.8", _most(0.8), places=2),
    Row(
        "500 kbit/s: concealed there",
        "500 kbit/s concealed out",
        reach="<= 2",
        limit=_most(0.02),
        **PERCENT,
    ),
    Row("720p and 1 Mbit/s at us after", "rise", "s", "<= 3", _most(3), places=1),
    Row(
        "300 kbit/s, loss 5 %: STOI here",
        "300 kbit/s speech in",
        "",
        ">= kiosk - 0.02",
        _near(-0.02),
        least=True,
        places=3,
    ),
    Row(
        "300 kbit/s, loss 5 %: STOI there",
        "300 kbit/s speech out",
        "",
        ">= kiosk - 0.02",
        _near(-0.02),
        least=True,
        places=3,
    ),
)

BESIDE = (
    Row("CPU, for 30 pictures both ways", "cpu per pictures", "core", "", lambda _: None, places=2),
    Row("pictures a second from us", "fps out", "", "", lambda _: None, places=1),
    Row("pictures a second from the browser", "fps in", "", "", lambda _: None, places=1),
)
"""Told, not judged."""
ENOUGH = 27.0
"""Fewer pictures a second than this at the kiosk: the machine was too busy to measure."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One row as told; ``holds`` is None where a figure is missing."""

    row: Row
    unit: float | None
    stock: float | None
    kiosk: float | None
    holds: bool | None


def judge(row: Row, result: Result) -> Judged:
    """The row's figures and whether it holds."""
    names = KIOSKS if row.best else KIOSKS[:1]
    kiosks = [value for name in names if (value := _of(result, name, row.key)) is not None]
    kiosk = min(kiosks, default=None)
    unit = _of(result, UNIT, row.own or row.key)
    limit = row.limit(kiosk)
    holds = None
    if unit is not None and limit is not None:
        holds = unit >= limit if row.least else unit <= limit
    return Judged(row, unit, _of(result, STOCK, row.key), kiosk, holds)


def _of(result: Result, name: str, key: str) -> float | None:
    return result.get(name, {}).get(key)


def is_busy(result: Result) -> bool:
    """Whether a kiosk did not get its pictures on a clean network."""
    rates = (_of(result, name, key) for name in KIOSKS for key in ("fps in", "fps out"))
    return any(rate is not None and rate < ENOUGH for rate in rates)


def table(judged: list[Judged]) -> str:
    """The table as text."""
    form = "{:34}{:>9}{:>14}{:>9}  {:18}{}"
    lines = [form.format("figure", "unit", "stock aiortc", "kiosk", "reach", "holds?")]
    for one in judged:
        row = one.row
        said = {True: "yes", False: "NO", None: "NOT MEASURED" if row.reach else ""}[one.holds]
        name = f"{row.name} ({row.unit})" if row.unit else row.name
        numbers = [_number(row, value) for value in (one.unit, one.stock, one.kiosk)]
        lines.append(form.format(name, *numbers, row.reach, said))
    return "\n".join(lines)


def _number(row: Row, value: float | None) -> str:
    return "-" if value is None else f"{value * row.scale:.{row.places}f}"
