"""What is written in a visit reaches the room's screen as a view, and nothing else."""

import pytest

from appliance.core import events as e
from appliance.core.day import talk_at
from appliance.core.memory import memory
from appliance.core.room_views import screen, stage_view
from appliance.core.visits import Talk, Written
from appliance.core.words import Phase
from appliance.room.central.talk import LINES, Talks
from tests.support.room import in_phase, walk
from wire.signaling import Lobby
from wire.talk import ChatLog, FileLine, Growing, Line, TypingNow
from wire.visits import Role

V = "a1"


def said(number: int, text: str, role: Role = Role.PATIENT) -> Line:
    peer = f"{role.value}-peer"
    return Line(seq=number, id=f"line-{number:05}", peer=peer, role=role, at=0.0, text=text)


def log(*lines: Line, first: bool = False) -> ChatLog:
    return ChatLog(visit=V, lines=lines, first=first)


def talk(*written: tuple[Role, str], files: int = 0) -> e.TalkSaid:
    return e.TalkSaid(V, Talk(tuple(Written(*one) for one in written), files=files))


def test_r31_the_rooms_screen_is_told_of_the_newest_line_and_of_what_is_unread() -> None:
    day, now = in_phase(Phase.IN_CALL)
    assert screen(day, now).talk is None
    day = walk(
        day, [(now, talk((Role.STAFF, "Hej"), (Role.PATIENT, "Ont"), (Role.PATIENT, "Här")))]
    )
    line = screen(day, now).talk
    assert line is not None
    assert (line.unread, line.role, line.text) == (2, Role.PATIENT, "Här")
    day = walk(day, [(now, talk((Role.PATIENT, "Här"), (Role.STAFF, "Tack"), files=2))])
    line = screen(day, now).talk
    assert line is not None
    assert (line.unread, line.files) == (0, 2)
    day = walk(day, [(now, e.TalkSaid(V, Talk()))])
    assert screen(day, now).talk is None


@pytest.mark.parametrize("phase", [Phase.CHECKING, Phase.ENDED])
def test_r71_nothing_written_is_on_the_wall_while_no_visit_runs(phase: Phase) -> None:
    day, now = in_phase(phase)
    day = walk(day, [(now, talk((Role.PATIENT, "Ont")))])
    assert screen(day, now).talk is None


def test_s2_what_is_written_moves_neither_capture_nor_call() -> None:
    for phase in (Phase.CHECKING, Phase.IN_CALL, Phase.PAUSED, Phase.ENDED):
        day, now = in_phase(phase)
        before = stage_view(day, now)
        after = stage_view(walk(day, [(now, talk((Role.PATIENT, "Ont"), files=1))]), now)
        assert (after.capture, after.call, after.camera) == (
            before.capture,
            before.call,
            before.camera,
        )


def test_s6_what_is_written_is_not_remembered_and_goes_at_midnight() -> None:
    day, now = in_phase(Phase.IN_CALL)
    written = walk(day, [(now, talk((Role.PATIENT, "Kanariefågel")))])
    assert memory(written) == memory(day)
    other = walk(day, [(now, e.TalkSaid("yesterday", Talk(files=1))), (now, e.Midnight())])
    assert talk_at(other, "yesterday") == Talk()


def test_the_room_puts_the_lines_together_and_keeps_the_newest() -> None:
    talks = Talks()
    many = log(*(said(number, f"rad {number}") for number in range(1, LINES + 10)), first=True)
    told = talks.heard(many)
    assert told is not None
    assert len(told.talk.lines) == LINES
    told = talks.heard(log(said(99, "sist")))
    assert told is not None
    assert told.talk.lines[-1] == Written(Role.PATIENT, "sist")
    grows = TypingNow(
        visit=V, growing=(Growing(peer="patient-peer", role=Role.PATIENT, text="Ja"),)
    )
    told = talks.heard(grows)
    assert told is not None
    assert told.talk.growing == (Written(Role.PATIENT, "Ja"),)
    assert talks.heard(grows) is None
    told = talks.heard(log(first=True))
    assert told is not None
    assert told.talk.lines == ()


def test_r34_only_what_was_handed_to_the_clinic_counts() -> None:
    files = tuple(
        FileLine(
            id=f"file-{role.value}",
            kind="file",
            name="a.pdf",
            media="application/pdf",
            size=1,
            role=role,
            at=0.0,
        )
        for role in (Role.PATIENT, Role.STAFF)
    )
    told = Talks().heard(Lobby(visit=V, parties=(), files=files))
    assert told == e.TalkSaid(V, Talk(files=1))


def test_r35_the_room_knows_while_the_patient_sees_what_is_shared() -> None:
    talks = Talks()
    shares = talks.heard(Lobby(visit=V, parties=(), unlocked=True, shown="file-0001"))
    assert shares is not None
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, shares)])
    line = screen(day, now).talk
    assert line is not None
    assert line.shown == "file-0001"
    ends = talks.heard(Lobby(visit=V, parties=(), unlocked=True))
    assert ends is not None
    line = screen(walk(day, [(now, ends)]), now).talk
    assert line is not None
    assert not line.shown
