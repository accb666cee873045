"""What is written, shown and handed over at a visit: chat, real-time text, files, a still picture.

Text is plain text, kept in central's memory for the visit alone. All of it opens only when the
patient's identity is proven or vouched for (R60); ``Lobby.unlocked`` tells.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wire.ids import PeerId, VisitId
from wire.records import Record
from wire.visits import Role

TEXT_LIMIT = 2000
"""Characters of one line."""
FILE_NAME_LIMIT = 120
FILES_LIMIT = 32
"""So many files one visit may hold."""

LineText = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LIMIT)]
GrowingText = Annotated[str, StringConstraints(max_length=TEXT_LIMIT)]
FileId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
FileKind = Literal["file", "snapshot", "shared"]
"""Handed over; a still of the patient (R33); to be shown large beside the clinician (R35)."""
SnapshotState = Literal["asked", "no", "no-camera"]


class Chat(Record):
    """From a party: one line. ``id`` is the sender's: the same line sent again is one line."""

    type: Literal["chat"] = "chat"
    visit: VisitId
    id: PeerId
    text: LineText


class Typing(Record):
    """From a party: the line as it grows (RFC 4103's real-time text); empty: nothing is written."""

    type: Literal["typing"] = "typing"
    visit: VisitId
    text: GrowingText


class AskSnapshot(Record):
    """From the clinic's side: ask the patient for a still (R33). No camera is opened by it."""

    type: Literal["ask-snapshot"] = "ask-snapshot"
    visit: VisitId


class AnswerSnapshot(Record):
    """From the patient's page: no still is sent; a *Ja* is the picture itself."""

    type: Literal["answer-snapshot"] = "answer-snapshot"
    visit: VisitId
    answer: Literal["no", "no-camera"]


class Show(Record):
    """From the staff's page: show this shared picture large at the patient's; None: no more."""

    type: Literal["show"] = "show"
    visit: VisitId
    file: FileId | None = None


class ShowWindow(Record):
    """From the staff's page: a window of its computer goes out as a moving picture, or no more.

    Only while it does may that page signal: to each page that sits it sends one picture, no sound,
    and takes nothing (R35).
    """

    type: Literal["show-window"] = "show-window"
    visit: VisitId
    on: bool


class Line(Record):
    """One line as everybody reads it; ``seq`` counts the visit's lines from 1."""

    seq: Annotated[int, Field(ge=1)]
    id: PeerId
    peer: PeerId
    role: Role
    at: float
    """Unix seconds."""
    text: LineText


class ChatLog(Record):
    """Lines to a party: the whole log where ``first``, else what came since; never one twice."""

    type: Literal["chat-log"] = "chat-log"
    visit: VisitId
    first: bool = False
    lines: tuple[Line, ...]
    dropped: int = 0
    """So many of the oldest lines are gone; nobody keeps them."""


class Growing(Record):
    """One party's line as it grows."""

    peer: PeerId
    role: Role
    text: LineText


class TypingNow(Record):
    """Who else is writing just now, whole."""

    type: Literal["typing-now"] = "typing-now"
    visit: VisitId
    growing: tuple[Growing, ...]


class FileLine(Record):
    """One file of the visit as its parties see it; what is in it is fetched by its id."""

    id: FileId
    kind: FileKind
    name: Annotated[str, StringConstraints(min_length=1, max_length=FILE_NAME_LIMIT)]
    media: Literal["image/jpeg", "image/png", "application/pdf"]
    size: Annotated[int, Field(ge=0)]
    role: Role
    """Who handed it over."""
    at: float
    saved: bool = False
    """The clinician has saved it on their computer (R34)."""
