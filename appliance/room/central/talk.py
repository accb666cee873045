"""What is written at the room's visits, put together from central's words: in memory alone (S6)."""

from dataclasses import replace

from appliance.core.events import TalkSaid
from appliance.core.visits import Talk, Written
from wire.signaling import Lobby
from wire.talk import ChatLog, TypingNow
from wire.visits import Role

LINES = 50
"""So many of the newest lines a room keeps of each visit."""
OURS = (Role.UNIT, Role.STAFF)


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


def _after(talk: Talk, message: ChatLog | TypingNow | Lobby) -> Talk:
    if isinstance(message, TypingNow):
        growing = tuple(Written(one.role, one.text) for one in message.growing)
        return replace(talk, growing=growing)
    if isinstance(message, Lobby):
        sent = sum(file.role not in OURS for file in message.files)
        return replace(talk, files=sent)
    lines = tuple(Written(line.role, line.text) for line in message.lines)
    before = () if message.first else talk.lines
    return replace(talk, lines=(*before, *lines)[-LINES:])
