"""The pure lobby: seats, knocking, superseding, keeping, and who sees what."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.core.chairs import HELD, Chair, Lobby, connected, find, view
from central.core.lobby import (
    FORMER,
    KNOCKERS,
    Event,
    Gone,
    Here,
    Said,
    Tick,
    next_deadline,
    step,
)
from central.core.spoken import To
from wire.signaling import Admit, Bye, Candidate, Error, Hold, Join, Media, News, Place, Signal
from wire.visits import Level, Role, Seat

V = "visit-1"
UNIT = Chair("unit-peer", "unit-client", "north/room12", Role.UNIT)
ANNA = Chair("anna-peer", "anna-client", "anna", Role.PATIENT, Level.LINK, joined=True)
RELOADED = replace(ANNA, peer="anna-peer2", client="anna-client2")
OTHER = replace(ANNA, peer="other-peer", client="other-client", holder="other")
JOIN, BYE = Join(visit=V), Bye(visit=V)


def live(*events: Event, now: float = 0.0) -> tuple[Lobby, tuple[To, ...]]:
    """The lobby after these events, and everything that was said."""
    lobby = Lobby(V)
    said: tuple[To, ...] = ()
    for event in events:
        lobby, more = step(lobby, event, now)
        said += more
    return lobby, said


def seat(lobby: Lobby, chair: Chair) -> tuple[Seat, bool] | None:
    found = find(lobby, chair.peer)
    return (found.seat, found.joined) if found else None


def signal(to: Chair, generation: int = 1) -> Signal:
    return Signal(visit=V, peer=to.peer, generation=generation, body=Candidate(candidate=""))


def test_a_unit_stands_in_the_lobby_and_joins_by_its_own_word() -> None:
    lobby, _ = live(Here(UNIT))
    assert seat(lobby, UNIT) == (Seat.LOBBY, False)
    lobby, _ = step(lobby, Said(UNIT.peer, JOIN), 0)
    assert seat(lobby, UNIT) == (Seat.LOBBY, True)


def test_everybody_sees_the_lobby_whole() -> None:
    lobby, _ = live(Here(UNIT), Here(ANNA))
    seen = view(lobby, ANNA.peer)
    assert seen == view(lobby, UNIT.peer)
    assert seen is not None
    assert [(p.role, p.level, p.joined) for p in seen.parties] == [
        (Role.UNIT, None, False),
        (Role.PATIENT, Level.LINK, True),
    ]
    assert view(lobby, "stranger") is None


def test_a_closed_socket_keeps_the_seat_for_60_s() -> None:
    lobby, _ = live(Here(UNIT), Here(ANNA), Gone(ANNA.peer), now=100.0)
    assert seat(lobby, ANNA) == (Seat.AWAY, True)
    assert next_deadline(lobby) == 160.0
    assert seat(step(lobby, Tick(), 159.9)[0], ANNA) == (Seat.AWAY, True)
    late, _ = step(lobby, Tick(), 160.0)
    assert seat(late, ANNA) == (Seat.LEFT, False)
    assert next_deadline(late) is None


@pytest.mark.parametrize("closed", [False, True])
def test_a_seat_that_the_network_took_is_told_apart_from_a_closed_page(closed: bool) -> None:
    lobby, _ = live(Here(UNIT), Here(ANNA), Gone(ANNA.peer, closed), now=100.0)

    def lost(at: float) -> bool:
        seen = view(step(lobby, Tick(), at)[0], UNIT.peer)
        assert seen is not None
        return seen.parties[1].lost

    assert not lost(159.9), "the seat is kept"
    assert lost(160.0) is not closed
    back, _ = step(step(lobby, Tick(), 160.0)[0], Here(ANNA), 170.0)
    assert seat(back, ANNA) == (Seat.LOBBY, True)
    again, _ = step(step(back, Gone(ANNA.peer), 200.0)[0], Tick(), 260.0)
    gone = find(again, ANNA.peer)
    assert gone is not None
    assert gone.lost


def test_the_same_client_gets_its_seat_back_as_it_was() -> None:
    media = Media(visit=V, camera=False, microphone=True)
    lobby, _ = live(Here(ANNA), Said(ANNA.peer, media), Gone(ANNA.peer), Here(ANNA))
    back = find(lobby, ANNA.peer)
    assert back is not None
    assert (back.seat, back.joined, back.camera, back.away_since) == (Seat.LOBBY, True, False, None)


def test_a_reloaded_page_takes_its_seat_over_at_once() -> None:
    lobby, said = live(Here(ANNA), Here(RELOADED))
    assert find(lobby, ANNA.peer) is None
    assert seat(lobby, RELOADED) == (Seat.LOBBY, True)
    assert said == (To(ANNA.peer, Error(code="superseded")),)


@pytest.mark.parametrize("before", [(), (Gone(ANNA.peer),)])
def test_a_second_browser_knocks_while_the_seat_is_held(before: tuple[Event, ...]) -> None:
    lobby, _ = live(Here(UNIT), Here(ANNA), *before, Here(OTHER), Said(OTHER.peer, JOIN))
    assert seat(lobby, OTHER) == (Seat.KNOCKING, False)
    own = view(lobby, OTHER.peer)
    assert own is not None
    assert [p.peer for p in own.parties] == [OTHER.peer]
    first, unit = view(lobby, ANNA.peer), view(lobby, UNIT.peer)
    assert first is not None
    assert unit is not None
    assert OTHER.peer not in [p.peer for p in first.parties]
    assert OTHER.peer in [p.peer for p in unit.parties]


def test_a_knocking_party_gets_in_only_by_the_units_word_and_supersedes() -> None:
    lobby, _ = live(Here(UNIT), Said(UNIT.peer, JOIN), Here(ANNA), Here(OTHER))
    for message in (signal(UNIT), Media(visit=V, camera=False, microphone=False)):
        assert step(lobby, Said(OTHER.peer, message), 0) == (
            lobby,
            (To(OTHER.peer, Error(code="not-joined")),),
        )
    for nobody in (ANNA, OTHER):
        refused, said = step(lobby, Said(nobody.peer, Admit(visit=V, peer=OTHER.peer)), 0)
        assert refused == lobby
        assert said == (To(nobody.peer, Error(code="refused")),)
    lobby, said = step(lobby, Said(UNIT.peer, Admit(visit=V, peer=OTHER.peer)), 0)
    assert said == (To(ANNA.peer, Error(code="superseded")),)
    assert find(lobby, ANNA.peer) is None
    assert seat(lobby, OTHER) == (Seat.LOBBY, True)
    back, _ = step(lobby, Here(ANNA), 0)
    assert seat(back, ANNA) == (Seat.KNOCKING, False)


def test_a_knocking_party_that_goes_leaves_nothing() -> None:
    lobby, _ = live(Here(ANNA), Here(OTHER))
    assert find(step(lobby, Gone(OTHER.peer), 0)[0], OTHER.peer) is None
    assert find(step(lobby, Said(OTHER.peer, BYE), 0)[0], OTHER.peer) is None


def test_a_second_browser_sits_down_when_the_first_has_left() -> None:
    lobby, _ = live(Here(ANNA), Said(ANNA.peer, BYE), Here(OTHER))
    assert seat(lobby, ANNA) == (Seat.LEFT, False)
    assert seat(lobby, OTHER) == (Seat.LOBBY, True)


def test_signals_pass_between_those_who_joined_with_the_sender_named() -> None:
    lobby, _ = live(Here(UNIT), Here(ANNA))
    assert step(lobby, Said(UNIT.peer, signal(ANNA)), 0)[1] == (
        To(UNIT.peer, Error(code="not-joined")),
    )
    assert step(lobby, Said(ANNA.peer, signal(UNIT)), 0)[1] == (To(ANNA.peer, Error(code="gone")),)
    lobby, _ = step(lobby, Said(UNIT.peer, JOIN), 0)
    assert step(lobby, Said(UNIT.peer, signal(ANNA, 7)), 0)[1] == (To(ANNA.peer, signal(UNIT, 7)),)
    assert step(lobby, Said(UNIT.peer, signal(UNIT)), 0)[1] == (To(UNIT.peer, Error(code="gone")),)


def test_media_and_hold_are_levels_that_everybody_sees() -> None:
    lobby, _ = live(
        Here(UNIT),
        Said(UNIT.peer, JOIN),
        Said(UNIT.peer, Media(visit=V, camera=False, microphone=True)),
        Said(UNIT.peer, Hold(visit=V, on=True)),
    )
    chair = find(lobby, UNIT.peer)
    assert chair is not None
    assert (chair.camera, chair.microphone, chair.hold) == (False, True, True)
    lobby, _ = step(lobby, Said(UNIT.peer, BYE), 0)
    assert seat(lobby, UNIT) == (Seat.LEFT, False)
    assert seat(step(lobby, Said(UNIT.peer, JOIN), 0)[0], UNIT) == (Seat.LOBBY, True)


def test_r02_both_are_connected_only_while_both_sit_and_the_unit_has_joined() -> None:
    lobby, _ = live(Here(UNIT), Here(ANNA))
    assert not connected(lobby)
    lobby, _ = step(lobby, Said(UNIT.peer, JOIN), 0)
    assert connected(lobby)
    assert not connected(step(lobby, Gone(ANNA.peer), 0)[0])


CHAIRS = st.sampled_from([UNIT, ANNA, RELOADED, OTHER])
PEERS = CHAIRS.map(lambda chair: chair.peer)
EVENTS = st.one_of(
    CHAIRS.map(Here),
    PEERS.map(Gone),
    st.builds(Said, PEERS, st.sampled_from([JOIN, BYE, signal(ANNA), signal(UNIT)])),
    st.builds(Said, PEERS, PEERS.map(lambda peer: Admit(visit=V, peer=peer))),
    st.builds(Said, PEERS, st.just(Place(visit=V, place="Hemma"))),
    st.builds(Said, PEERS, st.just(News(visit=V, busy=True))),
    st.just(Tick()),
)


@given(st.lists(st.tuples(EVENTS, st.floats(0, 40)), max_size=40))
def test_s5_whatever_happens_one_patient_sits_and_a_knocking_one_learns_nothing(
    history: list[tuple[Event, float]],
) -> None:
    lobby, now = Lobby(V), 0.0
    for event, later in history:
        now += later
        before = lobby
        lobby, said = step(lobby, event, now)
        assert len([c for c in lobby.chairs if c.role is Role.PATIENT and c.seat in HELD]) <= 1
        assert len({c.peer for c in lobby.chairs}) == len(lobby.chairs)
        for chair in lobby.chairs:
            seen = view(lobby, chair.peer)
            assert seen is not None
            if chair.role is not Role.UNIT:
                assert not any(party.place for party in seen.parties)
            if chair.seat is Seat.KNOCKING:
                assert not chair.joined
                assert seen.news is None
                assert [p.peer for p in seen.parties] == [chair.peer]
        for to in said:
            if isinstance(to.message, Signal):
                receiver = find(lobby, to.peer)
                assert receiver is not None
                assert receiver.seat is Seat.LOBBY
        entered = {c.peer for c in lobby.chairs if c.seat in HELD and c.role is Role.PATIENT}
        for peer in entered:
            was = find(before, peer)
            if was and was.seat is Seat.KNOCKING:
                admitted = isinstance(event, Said) and isinstance(event.message, Admit)
                free = isinstance(event, Here) and event.chair.peer == peer
                assert admitted or free


def test_a_lobby_stays_small_however_often_people_come_anew() -> None:
    guests = [replace(ANNA, peer=f"peer-{n:03}", holder=f"holder-{n}") for n in range(50)]
    lobby, said = live(Here(UNIT), *(Here(guest) for guest in guests))
    assert len(lobby.chairs) == 2 + KNOCKERS
    refused = [to.peer for to in said if to.message == Error(code="refused")]
    assert refused == [guest.peer for guest in guests[1 + KNOCKERS :]]
    comings = [event for guest in guests for event in (Here(guest), Said(guest.peer, BYE))]
    lobby, _ = live(Here(UNIT), *comings)
    assert len(lobby.chairs) <= 2 + FORMER
    assert seat(lobby, guests[-1]) == (Seat.LEFT, False)
