"""Who may write, show and ask for a still at a visit, and what each must still be told.

Only while it is unlocked (R60), only who sits there or stands beside it from the staff's page.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from central.core.chairs import OURS, Chair, Lobby, unit_sits, unlocked, who
from central.core.spoken import Result, To, sits
from central.core.written import (
    AT_ONCE,
    GROWS_AT_ONCE,
    GROWS_PER_S,
    PER_S,
    cleaned,
    in_time,
    with_growing,
    with_line,
)
from wire.signaling import Error
from wire.talk import (
    AnswerSnapshot,
    AskSnapshot,
    Chat,
    ChatLog,
    Growing,
    Line,
    Show,
    ShowWindow,
    Typing,
    TypingNow,
)
from wire.visits import FOR_THE_PATIENT, Role, Seat

Talking = Chat | Typing | AskSnapshot | AnswerSnapshot | Show | ShowWindow
CHUNK = 40_000
"""Bytes of lines in one message: escaped as JSON they still fit."""
LINE_COST = 240
"""What one line's names and numbers take."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one connection has been told of one visit's talk."""

    count: int = 0
    growing: tuple[Growing, ...] = ()


def hear(lobby: Lobby, chair: Chair, message: Talking, now: float) -> Result:
    """The lobby after ``chair`` said ``message``, and what must be answered."""
    allowed, act = _SAID[type(message)]
    if chair.role not in allowed:
        return _no(lobby, chair, "refused")
    if not sits(chair):
        return _no(lobby, chair, "not-joined")
    if not unlocked(lobby):
        return _no(lobby, chair, "locked")
    return act(lobby, chair, message, now)


def hands(lobby: Lobby, holder: str, kind: str) -> tuple[Role | None, str]:
    """As who ``holder`` may hand over something of this kind; None and why not (R33, R34, R35)."""
    chair = next((c for c in (*lobby.chairs, *lobby.desk) if c.holder == holder and sits(c)), None)
    if chair is None:
        return None, "not-joined"
    if not unlocked(lobby):
        return None, "locked"
    asked = kind != "snapshot" or lobby.written.snapshot == "asked"
    return (chair.role, "") if chair.role in _HANDS[kind] and asked else (None, "refused")


def settled(lobby: Lobby) -> Lobby:
    """Nothing is asked for or shown where no visit runs; who went away mid-line wrote nothing."""
    written = lobby.written
    asked = written.snapshot or written.shown or written.window
    if asked and not (unlocked(lobby) and unit_sits(lobby)):
        lobby = replace(lobby, written=replace(written, snapshot=None, shown=None, window=None))
    elif written.window and written.window not in {page.peer for page in lobby.desk}:
        lobby = replace(lobby, written=replace(written, window=None))
    return _without_silent(lobby)


def _without_silent(lobby: Lobby) -> Lobby:
    if not lobby.written.growing:
        return lobby
    here = frozenset(chair.peer for chair in (*lobby.chairs, *lobby.desk) if sits(chair))
    growing = tuple(one for one in lobby.written.growing if one[0] in here)
    return replace(lobby, written=replace(lobby.written, growing=growing))


def unheard(lobby: Lobby, peer: str, told: Told) -> tuple[Told, tuple[ChatLog | TypingNow, ...]]:
    """What ``peer`` must still be told, and what it then has been."""
    own = who(lobby, peer)
    if own is None or not (own.role is Role.STAFF or (_inside(own) and unlocked(lobby))):
        emptied = told.count > lobby.written.count
        return (
            (Told(), (ChatLog(visit=lobby.visit, first=True, lines=()),)) if emptied else (told, ())
        )
    logs = tuple(_logs(lobby, told.count))
    growing = tuple(_growing(lobby, peer))
    typed = TypingNow(visit=lobby.visit, growing=growing)
    said: tuple[ChatLog | TypingNow, ...] = (*logs, typed) if growing != told.growing else logs
    return Told(lobby.written.count, growing), said


def _chat(lobby: Lobby, chair: Chair, message: Chat, now: float) -> Result:
    written = lobby.written
    if any(line.id == message.id and line.peer == chair.peer for line in written.lines):
        return lobby, ()
    written, allowed = in_time(written, chair.holder, now, PER_S, AT_ONCE)
    lobby = replace(lobby, written=written)
    if not allowed:
        return _no(lobby, chair, "too-fast")
    text = cleaned(message.text)
    if not text:
        return _no(lobby, chair, "malformed")
    line = Line(
        seq=written.count + 1,
        id=message.id,
        peer=chair.peer,
        role=chair.role,
        at=now,
        text=text,
    )
    written = with_growing(with_line(written, line), chair.peer, "", _here(lobby))
    return replace(lobby, written=written), ()


def _typing(lobby: Lobby, chair: Chair, message: Typing, now: float) -> Result:
    """Too fast a step is passed over: the next one holds the whole line."""
    pace = f"typing {chair.holder}"
    written, allowed = in_time(lobby.written, pace, now, GROWS_PER_S, GROWS_AT_ONCE)
    if allowed or not message.text:
        written = with_growing(written, chair.peer, cleaned(message.text), _here(lobby))
    return replace(lobby, written=written), ()


def _ask_snapshot(lobby: Lobby, chair: Chair, _: AskSnapshot, __: float) -> Result:
    if not unit_sits(lobby):
        return _no(lobby, chair, "gone")
    return replace(lobby, written=replace(lobby.written, snapshot="asked")), ()


def _answer_snapshot(lobby: Lobby, chair: Chair, message: AnswerSnapshot, _: float) -> Result:
    if lobby.written.snapshot != "asked":
        return _no(lobby, chair, "gone")
    return replace(lobby, written=replace(lobby.written, snapshot=message.answer)), ()


def _show(lobby: Lobby, chair: Chair, message: Show, _: float) -> Result:
    """Only what was handed over to be shown: a file of the patient's is never put up."""
    mine = {file.id for file in lobby.written.files if file.kind == "shared"}
    if message.file is not None and message.file not in mine:
        return _no(lobby, chair, "gone")
    shown = replace(lobby.written, shown=message.file, window=None)
    return replace(lobby, written=shown), ()


def _show_window(lobby: Lobby, chair: Chair, message: ShowWindow, _: float) -> Result:
    """One window at a time, the newest; who shows none takes down no other's."""
    if message.on and not unit_sits(lobby):
        return _no(lobby, chair, "gone")
    written = lobby.written
    if message.on:
        written = replace(written, shown=None, window=chair.peer)
    elif written.window == chair.peer:
        written = replace(written, window=None)
    return replace(lobby, written=written), ()


EVERYBODY = frozenset(Role)
PAGES = EVERYBODY - {Role.UNIT}
_SAID: dict[type, tuple[frozenset[Role], Callable[[Lobby, Chair, Any, float], Result]]] = {
    Chat: (EVERYBODY, _chat),
    Typing: (EVERYBODY, _typing),
    AskSnapshot: (frozenset(OURS), _ask_snapshot),
    AnswerSnapshot: (frozenset(FOR_THE_PATIENT), _answer_snapshot),
    Show: (frozenset({Role.STAFF}), _show),
    ShowWindow: (frozenset({Role.STAFF}), _show_window),
}
"""Who may say it, and what it does."""
_HANDS = {
    "file": PAGES,
    "snapshot": frozenset(FOR_THE_PATIENT),
    "shared": frozenset({Role.STAFF}),
}
"""Who hands over what."""


def _logs(lobby: Lobby, count: int) -> list[ChatLog]:
    written = lobby.written
    first = count == 0 or count > written.count
    new = [line for line in written.lines if first or line.seq > count]
    if not new:
        emptied = [ChatLog(visit=lobby.visit, first=True, lines=())]
        return emptied if count > written.count else []
    return [
        ChatLog(
            visit=lobby.visit,
            first=first and number == 0,
            lines=tuple(piece),
            dropped=written.dropped,
        )
        for number, piece in enumerate(_pieces(new))
    ]


def _pieces(lines: list[Line]) -> list[list[Line]]:
    """The lines in messages that are not too large."""
    pieces: list[list[Line]] = []
    room = 0
    for line in lines:
        cost = len(line.text.encode()) + LINE_COST
        if cost > room:
            pieces.append([])
            room = CHUNK
        pieces[-1].append(line)
        room -= cost
    return pieces


def _growing(lobby: Lobby, peer: str) -> list[Growing]:
    writing = ((who(lobby, key), text) for key, text in lobby.written.growing if key != peer)
    return [
        Growing(peer=chair.peer, role=chair.role, text=text)
        for chair, text in writing
        if chair is not None and sits(chair)
    ]


def _here(lobby: Lobby) -> frozenset[str]:
    return frozenset(chair.peer for chair in (*lobby.chairs, *lobby.desk))


def _inside(chair: Chair) -> bool:
    return chair.role is Role.UNIT or (chair.joined and chair.seat in (Seat.LOBBY, Seat.AWAY))


def _no(lobby: Lobby, chair: Chair, code: Any) -> Result:
    return lobby, (To(chair.peer, Error(code=code, field="text")),)
