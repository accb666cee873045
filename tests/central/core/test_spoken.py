"""What the unit lets the patient know, where the patient is, and who may talk without the unit."""

from dataclasses import replace

import pytest

from central.core.chairs import Chair, Lobby, Plan, find, view
from central.core.lobby import Event, Gone, Here, Said, Tick, next_deadline, step
from central.core.spoken import To
from wire.signaling import Bye, Candidate, Error, Join, News, Place, Presence, Signal
from wire.visits import Level, Role, Seat

V = "visit-1"
UNIT = Chair("unit-peer", "unit-client", "north/room12", Role.UNIT)
ANNA = Chair("anna-peer", "anna-client", "anna", Role.PATIENT, Level.LINK, joined=True)
OTHER = replace(ANNA, peer="other-peer", client="other-client", holder="other")
INTERPRETER = replace(ANNA, peer="tolk-peer", holder="tolk", role=Role.INTERPRETER)
LATE = News(visit=V, late_until=900.0)


def after(*events: Event, now: float = 0.0, lobby: Lobby | None = None) -> Lobby:
    lobby = lobby or Lobby(V, plan=Plan(0.0, 1800.0))
    for event in events:
        lobby, _ = step(lobby, event, now)
    return lobby


def place_of(lobby: Lobby, seen_by: Chair, chair: Chair = ANNA) -> str | None:
    seen = view(lobby, seen_by.peer)
    assert seen is not None
    return next(party.place for party in seen.parties if party.peer == chair.peer)


def says(chair: Chair, text: str | None) -> Said:
    return Said(chair.peer, Place(visit=V, place=text))


def test_r09_the_units_news_is_a_level_that_everybody_who_sits_is_told() -> None:
    lobby = after(Here(UNIT), Here(ANNA), Here(OTHER), Said(UNIT.peer, LATE))
    told = {chair.peer: view(lobby, chair.peer) for chair in (UNIT, ANNA, OTHER)}
    assert [bool(seen and seen.news == LATE) for seen in told.values()] == [True, True, False]
    newer = News(visit=V, waiting=True)
    assert after(Said(UNIT.peer, newer), lobby=lobby).news == newer
    assert after(Gone(UNIT.peer), lobby=lobby).news == LATE
    assert after(Said(UNIT.peer, Join(visit=V)), lobby=lobby).news is None


def test_r09_nobody_but_the_unit_has_news() -> None:
    lobby = after(Here(UNIT), Here(ANNA))
    refused, said = step(lobby, Said(ANNA.peer, LATE), 0)
    assert (refused, said) == (lobby, (To(ANNA.peer, Error(code="refused")),))


def test_r05_that_somebody_tried_is_told_to_the_unit_alone() -> None:
    lobby = replace(after(Here(UNIT), Here(ANNA)), tried=True)
    seen, hidden = view(lobby, UNIT.peer), view(lobby, ANNA.peer)
    assert seen is not None
    assert hidden is not None
    assert (seen.tried, hidden.tried) == (True, False)


def test_r08_where_the_patient_is_is_told_to_the_unit_alone() -> None:
    lobby = after(Here(UNIT), Here(ANNA), says(ANNA, "Hemma"))
    assert place_of(lobby, UNIT) == "Hemma"
    assert place_of(lobby, ANNA) is None
    assert place_of(after(says(ANNA, None), lobby=lobby), UNIT) is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (" Hemma,\n  Storgatan\t5 ", "Hemma, Storgatan 5"),
        ("a\u202eb\x00c", "a b c"),
        ("\u200b \n", None),
    ],
)
def test_r08_a_place_is_one_line_that_can_be_read(said: str, kept: str | None) -> None:
    assert place_of(after(Here(UNIT), Here(ANNA), says(ANNA, said)), UNIT) == kept


def test_r08_only_a_patient_who_sits_says_where_they_are() -> None:
    lobby = after(Here(UNIT), Here(ANNA), Here(OTHER))
    for chair in (UNIT, OTHER):
        assert step(lobby, says(chair, "x"), 0)[1] == (To(chair.peer, Error(code="not-joined")),)


def test_r46_a_place_outlives_a_lost_socket_and_a_reload_but_no_goodbye() -> None:
    lobby = after(Here(UNIT), Here(ANNA), says(ANNA, "Hemma"))
    lost = after(Tick(), now=60.0, lobby=after(Gone(ANNA.peer), lobby=lobby))
    left = find(lost, ANNA.peer)
    assert left is not None
    assert left.seat is Seat.LEFT
    assert place_of(lost, UNIT) == "Hemma"
    reloaded = replace(ANNA, peer="anna-peer2", client="anna-client2")
    assert place_of(after(Here(reloaded), lobby=lobby), UNIT, reloaded) == "Hemma"
    assert place_of(after(Said(ANNA.peer, Bye(visit=V)), lobby=lobby), UNIT) is None
    somebody_else = after(Here(OTHER), lobby=lost)
    assert place_of(somebody_else, UNIT, OTHER) is None


def test_r08_a_place_is_forgotten_when_the_visit_closes_and_nobody_talks() -> None:
    lobby = after(Here(UNIT), Here(ANNA), says(ANNA, "Hemma"))
    assert next_deadline(lobby) == 2100.0
    assert place_of(after(Tick(), now=2099.9, lobby=lobby), UNIT) == "Hemma"
    assert place_of(after(Tick(), now=2100.0, lobby=lobby), UNIT) is None
    talking = after(Said(UNIT.peer, Join(visit=V)), now=2000.0, lobby=lobby)
    assert next_deadline(talking) is None
    assert place_of(after(Tick(), now=2500.0, lobby=talking), UNIT) == "Hemma"
    over = after(Said(UNIT.peer, Bye(visit=V)), now=2600.0, lobby=talking)
    assert (over.last_connected, next_deadline(over)) == (2600.0, 2900.0)


def test_r38_parties_are_never_left_together_when_the_unit_has_gone() -> None:
    lobby = after(Here(UNIT), Here(ANNA), Here(INTERPRETER), Said(UNIT.peer, Join(visit=V)))
    word = Signal(visit=V, peer=INTERPRETER.peer, generation=1, body=Candidate(candidate=""))
    assert step(lobby, Said(ANNA.peer, word), 0)[1][0].peer == INTERPRETER.peer
    assert step(after(Gone(UNIT.peer), lobby=lobby), Said(ANNA.peer, word), 0)[1][0].peer == (
        INTERPRETER.peer
    )
    alone = after(Said(UNIT.peer, Bye(visit=V)), lobby=lobby)
    assert step(alone, Said(ANNA.peer, word), 0)[1] == (To(ANNA.peer, Error(code="gone")),)


def test_r25_r43_that_a_page_is_hidden_or_its_person_phones_is_a_level_for_all_who_sit() -> None:
    lobby = after(Here(UNIT), Here(ANNA), Here(INTERPRETER))
    lobby = after(Said(ANNA.peer, Presence(visit=V, hidden=True, phoning=True)), lobby=lobby)
    for chair in (UNIT, ANNA, INTERPRETER):
        seen = view(lobby, chair.peer)
        assert seen is not None
        party = next(party for party in seen.parties if party.peer == ANNA.peer)
        assert (party.hidden, party.phoning, party.seat) == (True, True, Seat.LOBBY)
    gone = after(Said(ANNA.peer, Bye(visit=V)), lobby=lobby)
    left = find(gone, ANNA.peer)
    assert left is not None
    assert (left.hidden, left.phoning) == (False, False)


def test_r25_a_unit_has_no_page_and_who_knocks_says_nothing() -> None:
    lobby = after(Here(UNIT), Here(ANNA), Here(OTHER))
    for chair in (UNIT, OTHER):
        same, said = step(lobby, Said(chair.peer, Presence(visit=V, hidden=True)), 0)
        assert (same, said) == (lobby, (To(chair.peer, Error(code="not-joined")),))
