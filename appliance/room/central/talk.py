"""What is written at the room's visits, put together from central's words: in memory alone (S6)."""

from dataclasses import replace

from appliance.core.events import AskStill, SeenTo, Talking, TalkSaid
from appliance.core.visits import OURS, Talk, Written
from wire.signaling import Lobby, Seen
from wire.talk import AskSnapshot, Chat, ChatLog, Typing, TypingNow

LINES = 50
"""So many of the newest lines a room keeps of each visit."""


class Talks:
    """What each visit's parties have written, as far as central told."""

    def __init__(self) -> None:
        self._of: dict[str, Talk] = {}

    def heard(self, message: ChatLog | TypingNow | Lobby) -> TalkSaid | None:
        """The visit's talk after a word of central; None where nothing changed."""
        known = self._of.get(message.visit)
        talk = _after(known or Talk(), message)
        if talk == known:
            return None
        self._of[message.visit] = talk
        return TalkSaid(message.visit, talk)


def word_of(asked: Talking) -> Seen | AskSnapshot | Chat | Typing:
    """What central is told."""
    if isinstance(asked, SeenTo):
        return Seen(visit=asked.visit, what=asked.what)
    if isinstance(asked, AskStill):
        return AskSnapshot(visit=asked.visit)
    if asked.id is None:
        return Typing(visit=asked.visit, text=asked.text)
    return Chat(visit=asked.visit, id=asked.id, text=asked.text)


def _after(talk: Talk, message: ChatLog | TypingNow | Lobby) -> Talk:
    if isinstance(message, TypingNow):
        growing = tuple(Written(one.role, one.text) for one in message.growing)
        return replace(talk, growing=growing)
    if isinstance(message, Lobby):
        sent = sum(file.role not in OURS for file in message.files)
        told = replace(talk, files=sent, shown=message.shown)
        return replace(told, unlocked=message.unlocked, still=message.snapshot)
    lines = tuple(Written(line.role, line.text) for line in message.lines)
    before = () if message.first else talk.lines
    count = message.lines[-1].seq if message.lines else 0 if message.first else talk.count
    return replace(talk, lines=(*before, *lines)[-LINES:], count=count)
