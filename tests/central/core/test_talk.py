"""What is written at a visit: who may, who reads it, how much is kept, and when it is gone."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from central.core.chairs import Chair, Lobby, Plan, view
from central.core.lobby import Event, Gone, Here, Said, Tick, next_deadline, step
from central.core.talk import Told, unheard
from central.core.written import BYTES, LINES, TURNING, Written, cleaned
from wire.signaling import (
    MESSAGE_LIMIT,
    Admit,
    Bye,
    Candidate,
    Hold,
    Join,
    Media,
    News,
    Place,
    Signal,
)
from wire.talk import (
    AnswerSnapshot,
    AskSnapshot,
    Chat,
    ChatLog,
    FileLine,
    Show,
    ShowWindow,
    Typing,
    TypingNow,
)
from wire.visits import Level, Role

V = "visit-1"
UNIT = Chair("unit-peer", "unit-client", "north/room12", Role.UNIT)
ANNA = Chair("anna-peer", "anna-client", "anna", Role.PATIENT, Level.VOUCHED, joined=True)
TOLK = replace(ANNA, peer="tolk-peer", holder="tolk", role=Role.INTERPRETER, level=Level.SMS_CODE)
KNOCKS = replace(ANNA, peer="other-peer", client="other-client", holder="other")
DESK = Chair("desk-peer", "desk-client", "desk-session", Role.STAFF, joined=True)
PLAN = Plan(0.0, 1800.0)


def after(*events: Event, now: float = 0.0, lobby: Lobby | None = None) -> Lobby:
    lobby = lobby or Lobby(V, plan=PLAN, desk=(DESK,))
    for event in events:
        lobby, _ = step(lobby, event, now)
    return lobby


def opened(*more: Event) -> Lobby:
    return after(Here(UNIT), Said(UNIT.peer, Join(visit=V)), Here(ANNA), Here(TOLK), *more)


def line(chair: Chair, text: str, number: int = 1) -> Said:
    return Said(chair.peer, Chat(visit=V, id=f"line-{number:08}", text=text))


def refusal(lobby: Lobby, event: Event, now: float = 0.0) -> str:
    _, said = step(lobby, event, now)
    return str(getattr(said[0].message, "code", ""))


def read_by(lobby: Lobby, chair: Chair, told: Told | None = None) -> list[str]:
    _, said = unheard(lobby, chair.peer, told or Told())
    return [one.text for log in said if isinstance(log, ChatLog) for one in log.lines]


def test_r31_a_line_is_read_by_everybody_who_sits_and_by_the_staffs_page() -> None:
    lobby = opened(Here(KNOCKS), line(ANNA, "Hej"), line(DESK, "Hej Anna"))
    for chair in (UNIT, ANNA, TOLK, DESK):
        assert read_by(lobby, chair) == ["Hej", "Hej Anna"]
    assert read_by(lobby, KNOCKS) == []
    assert [(one.seq, one.role) for one in lobby.written.lines] == [
        (1, Role.PATIENT),
        (2, Role.STAFF),
    ]


def test_r31_the_same_line_sent_again_after_a_reconnect_is_one_line() -> None:
    lobby = opened(line(ANNA, "Hej"), line(ANNA, "Hej"), line(ANNA, "Hej", 2))
    assert read_by(lobby, DESK) == ["Hej", "Hej"]


def test_r31_who_comes_back_gets_the_log_whole_and_who_stayed_only_what_is_new() -> None:
    lobby = opened(line(ANNA, "ett"))
    told, _ = unheard(lobby, DESK.peer, Told())
    lobby = after(line(ANNA, "två", 2), lobby=lobby)
    told, (new,) = unheard(lobby, DESK.peer, told)
    assert isinstance(new, ChatLog)
    assert ([one.text for one in new.lines], new.first) == (["två"], False)
    assert unheard(lobby, DESK.peer, told)[1] == ()
    _, (whole,) = unheard(lobby, DESK.peer, Told())
    assert isinstance(whole, ChatLog)
    assert ([one.text for one in whole.lines], whole.first) == (["ett", "två"], True)


def test_r60_nothing_is_written_shown_or_asked_for_below_vouched() -> None:
    lobby = after(Here(UNIT), Said(UNIT.peer, Join(visit=V)), Here(replace(ANNA, level=Level.LINK)))
    words: list[tuple[Chair, Any]] = [
        (ANNA, Chat(visit=V, id="line-00000001", text="Hej")),
        (ANNA, Typing(visit=V, text="He")),
        (DESK, AskSnapshot(visit=V)),
        (DESK, Show(visit=V)),
        (DESK, ShowWindow(visit=V, on=True)),
    ]
    for chair, word in words:
        assert refusal(lobby, Said(chair.peer, word)) == "locked"
    seen = view(lobby, ANNA.peer)
    assert seen is not None
    assert not seen.unlocked
    admitted = opened(line(ANNA, "hemligt"), Here(KNOCKS), Said(ANNA.peer, Bye(visit=V)))
    weaker = replace(KNOCKS, level=Level.LINK, peer="weak-peer", client="weak", holder="weak")
    assert read_by(after(Here(weaker), lobby=admitted), weaker) == []


def test_r64_the_staffs_page_has_no_seat_and_says_only_what_is_its_own() -> None:
    lobby = opened()
    for word in (
        Join(visit=V),
        Media(visit=V, camera=True, microphone=True),
        Hold(visit=V, on=True),
        Bye(visit=V),
        News(visit=V, waiting=True),
        Place(visit=V, place="här"),
        AnswerSnapshot(visit=V, answer="no"),
    ):
        assert refusal(lobby, Said(DESK.peer, word)) == "refused", word
    for ours in (AskSnapshot(visit=V), Show(visit=V), ShowWindow(visit=V, on=True)):
        assert refusal(lobby, Said(ANNA.peer, ours)) == "refused", ours
    assert refusal(lobby, Said(UNIT.peer, Show(visit=V))) == "refused"
    seen = view(lobby, ANNA.peer)
    assert seen is not None
    assert Role.STAFF not in {party.role for party in seen.parties}
    assert seen.desk == (DESK.peer,)


def test_r38_a_page_of_the_staff_beside_the_visit_is_nobody_who_is_left_behind() -> None:
    alone = after(Here(ANNA))
    assert refusal(alone, Said(DESK.peer, AskSnapshot(visit=V))) == "gone", "no unit: no visit runs"
    left = after(Said(UNIT.peer, Bye(visit=V)), lobby=opened(), now=100.0)
    assert left.last_connected == 100.0, "the clinician's page does not keep the clock of R02 going"


def test_the_clinic_lets_a_knocking_person_in_from_the_staffs_page() -> None:
    lobby = after(Here(KNOCKS), lobby=opened())
    admitted = after(Said(DESK.peer, Admit(visit=V, peer=KNOCKS.peer)), lobby=lobby)
    assert [c.peer for c in admitted.chairs if c.role is Role.PATIENT] == [KNOCKS.peer]
    assert refusal(lobby, Said(TOLK.peer, Admit(visit=V, peer=KNOCKS.peer))) == "refused"


def test_a_growing_line_is_seen_until_it_is_a_line_or_its_writer_goes() -> None:
    lobby = opened(Said(ANNA.peer, Typing(visit=V, text="Jag mår")))
    told, (typing,) = unheard(lobby, DESK.peer, Told())
    assert isinstance(typing, TypingNow)
    assert [(one.role, one.text) for one in typing.growing] == [(Role.PATIENT, "Jag mår")]
    assert unheard(lobby, ANNA.peer, Told())[1] == (), "nobody is told of themselves"
    sent = after(line(ANNA, "Jag mår bra"), lobby=lobby)
    for silent in (sent, after(Gone(ANNA.peer), lobby=lobby)):
        assert silent.written.growing == ()
        _, said = unheard(silent, DESK.peer, told)
        assert TypingNow(visit=V, growing=()) in said


def test_a_hundred_thousand_lines_of_one_party_harm_nobody_else() -> None:
    lobby, codes = opened(), {"": 0, "too-fast": 0}
    for number in range(100_000):
        lobby, said = step(lobby, line(TOLK, "x" * 2000, number), number / 1000)
        codes[getattr(said[0].message, "code", "") if said else ""] += 1
    assert 500 <= codes[""] <= 520, "5 a second for 100 s, and 20 at once"
    assert codes["too-fast"] == 100_000 - codes[""]
    assert lobby.written.size <= BYTES
    assert len(lobby.written.lines) <= LINES
    lobby = after(line(ANNA, "Hör du mig?"), lobby=lobby, now=100.0)
    assert read_by(lobby, DESK)[-1] == "Hör du mig?"
    _, said_now = unheard(lobby, DESK.peer, Told())
    assert {log.dropped for log in said_now if isinstance(log, ChatLog)} == {
        lobby.written.count - len(lobby.written.lines)
    }


def test_the_whole_log_fits_in_messages_that_everybody_can_read() -> None:
    lobby = opened()
    for number in range(120):
        lobby = after(line(ANNA, '"\\' * 999, number), lobby=lobby, now=number)
    _, logs = unheard(lobby, DESK.peer, Told())
    assert len(logs) > 1
    assert all(len(log.to_json().encode()) <= MESSAGE_LIMIT for log in logs)
    assert [isinstance(log, ChatLog) and log.first for log in logs] == [True] + [False] * (
        len(logs) - 1
    )
    assert sum(len(log.lines) for log in logs if isinstance(log, ChatLog)) == len(
        lobby.written.lines
    )


@given(st.text())
@settings(max_examples=200)
def test_text_turns_nothing_around_and_holds_only_what_can_be_read(text: str) -> None:
    shown = cleaned(text)
    assert not TURNING & set(shown)
    assert all(letter.isprintable() or letter in "\n\u200c\u200d" for letter in shown)
    assert cleaned(shown) == shown


def test_a_line_that_turns_the_reading_order_is_plain_text() -> None:
    assert cleaned("ring \u202e8854 321\u202c nu\r\nraden under\x00\x07") == (
        "ring 8854 321 nu\nraden under"
    )
    assert refusal(opened(), line(ANNA, "\u202e\u2066 ")) == "malformed"


def test_r33_a_still_is_asked_for_by_the_clinician_and_refused_by_the_patient() -> None:
    asked = opened(Said(DESK.peer, AskSnapshot(visit=V)))
    states = {chair.role: view(asked, chair.peer) for chair in (ANNA, DESK, TOLK, UNIT)}
    assert {role: seen and seen.snapshot for role, seen in states.items()} == {
        Role.PATIENT: "asked",
        Role.STAFF: "asked",
        Role.INTERPRETER: None,
        Role.UNIT: "asked",
    }
    refused = after(Said(ANNA.peer, AnswerSnapshot(visit=V, answer="no")), lobby=asked)
    assert refused.written.snapshot == "no"
    assert refusal(refused, Said(ANNA.peer, AnswerSnapshot(visit=V, answer="no"))) == "gone"


def test_r31_r33_the_room_s_own_screen_writes_and_asks_like_the_staff_s_page() -> None:
    written = opened(line(UNIT, "Ett ögonblick"))
    assert read_by(written, ANNA) == ["Ett ögonblick"]
    assert written.written.lines[0].role is Role.UNIT
    typing = after(Said(UNIT.peer, Typing(visit=V, text="Ett ög")), lobby=opened())
    _, told = unheard(typing, ANNA.peer, Told())
    assert [one.text for now in told if isinstance(now, TypingNow) for one in now.growing] == [
        "Ett ög"
    ]
    assert opened(Said(UNIT.peer, AskSnapshot(visit=V))).written.snapshot == "asked"
    stands = after(Here(UNIT), Here(ANNA))
    assert refusal(stands, line(UNIT, "Hej")) == "not-joined"


def test_r41_r47_the_unit_is_told_what_must_be_seen_to_until_it_is() -> None:
    def asked(lobby: Lobby, chair: Chair = UNIT) -> tuple[str, ...]:
        seen = view(lobby, chair.peer)
        assert seen is not None
        return seen.to_see

    booked = replace(opened(), plan=replace(PLAN, guardian=True))
    assert asked(booked) == ("child-in-picture",)
    assert asked(booked, ANNA) == ()
    assert asked(booked, DESK) == ()
    assert asked(replace(booked, seen_to=frozenset({"child-in-picture"}))) == ()
    proxy = replace(TOLK, peer="proxy-peer", holder="proxy", role=Role.PROXY, guest="g2")
    assert asked(opened(Here(proxy))) == ("patient-takes-part",)
    assert asked(opened()) == ()


def a_file(kind: Any) -> FileLine:
    return FileLine(
        id=f"file-{kind}",
        kind=kind,
        name="bild.png",
        media="image/png",
        size=1,
        role=Role.STAFF,
        at=0.0,
    )


def test_r35_only_what_was_chosen_to_be_shown_can_be_shown() -> None:
    files = tuple(a_file(kind) for kind in ("file", "snapshot", "shared"))
    lobby = replace(opened(), written=Written(files=files))
    for wrong in ("file-file", "file-snapshot", "file-unknown"):
        assert refusal(lobby, Said(DESK.peer, Show(visit=V, file=wrong))) == "gone"
    shown = after(Said(DESK.peer, Show(visit=V, file="file-shared")), lobby=lobby)
    assert [seen and seen.shown for seen in (view(shown, c.peer) for c in (ANNA, UNIT))] == [
        "file-shared"
    ] * 2
    assert after(Said(DESK.peer, Show(visit=V)), lobby=shown).written.shown is None


def signal(to: Chair, chair: Chair = DESK) -> Said:
    return Said(
        chair.peer, Signal(visit=V, peer=to.peer, generation=1, body=Candidate(candidate=""))
    )


def test_r35_a_staffs_page_talks_with_pages_and_only_while_it_shows_a_window() -> None:
    closed = opened()
    other = replace(DESK, peer="desk-other", client="desk-other")
    shown = after(Said(DESK.peer, ShowWindow(visit=V, on=True)), lobby=closed)
    shown = replace(shown, desk=(*shown.desk, other))
    for way in (signal(ANNA), signal(DESK, ANNA), signal(TOLK)):
        assert refusal(closed, way) == "gone"
        _, (said,) = step(shown, way, 0.0)
        assert isinstance(said.message, Signal)
        assert said.message.peer == way.peer
    ways = (signal(UNIT), signal(DESK, UNIT), signal(ANNA, other), signal(DESK, other))
    assert {refusal(shown, way) for way in ways} == {"gone"}
    told = [view(shown, chair.peer) for chair in (ANNA, TOLK, DESK, UNIT)]
    assert [seen and seen.window for seen in told] == [DESK.peer, DESK.peer, DESK.peer, None]


def test_r35_one_thing_is_shown_at_a_time_and_the_newest_word_counts() -> None:
    other = replace(DESK, peer="desk-other", client="desk-other")
    lobby = replace(opened(), desk=(DESK, other))
    lobby = replace(lobby, written=Written(files=(a_file("shared"),)))
    on, off = ShowWindow(visit=V, on=True), ShowWindow(visit=V, on=False)
    lobby = after(
        Said(DESK.peer, Show(visit=V, file="file-shared")), Said(DESK.peer, on), lobby=lobby
    )
    assert (lobby.written.shown, lobby.written.window) == (None, DESK.peer)
    lobby = after(Said(other.peer, on), Said(DESK.peer, off), lobby=lobby)
    assert lobby.written.window == other.peer, "who shows none takes down no other's"
    lobby = after(Said(DESK.peer, Show(visit=V, file="file-shared")), lobby=lobby)
    assert (lobby.written.shown, lobby.written.window) == ("file-shared", None)


def test_r33_r35_what_was_asked_for_or_shown_ends_with_the_call() -> None:
    asked = opened(Said(DESK.peer, AskSnapshot(visit=V)))
    lobby = replace(asked, written=replace(asked.written, shown="file-shared"))
    away = after(Gone(UNIT.peer), lobby=lobby)
    assert (away.written.snapshot, away.written.shown) == ("asked", "file-shared")
    for end in (Said(UNIT.peer, Bye(visit=V)), Said(ANNA.peer, Bye(visit=V))):
        left = after(end, lobby=lobby)
        assert (left.written.snapshot, left.written.shown) == (None, None)
    window = after(Said(DESK.peer, ShowWindow(visit=V, on=True)), lobby=asked)
    assert after(Said(UNIT.peer, Bye(visit=V)), lobby=window).written.window is None
    assert after(Tick(), lobby=replace(window, desk=())).written.window is None, "its page is gone"


def test_what_was_written_is_gone_when_the_visit_closes_or_has_its_outcome() -> None:
    lobby = opened(line(ANNA, "Hej"))
    assert next_deadline(lobby) is None, "while the unit sits nothing is forgotten"
    left = after(Said(UNIT.peer, Bye(visit=V)), lobby=lobby, now=600.0)
    assert next_deadline(left) == 2100.0
    assert read_by(after(Tick(), lobby=left, now=2099.0), DESK) == ["Hej"]
    closed = after(Tick(), lobby=left, now=2100.0)
    assert closed.written == Written()
    told, _ = unheard(left, DESK.peer, Told())
    assert unheard(closed, DESK.peer, told)[1] == (ChatLog(visit=V, first=True, lines=()),)
    decided = after(Tick(), lobby=replace(left, plan=replace(PLAN, awaited=False)), now=601.0)
    assert decided.written == Written()
