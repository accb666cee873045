"""A visit with guests: a seat each, four parties at most, nobody left together (R38, R39, R40)."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from central.core.chairs import GUESTS_AT_ONCE, HELD, Chair, Lobby, connected, find, view
from central.core.lobby import Event, Gone, Here, Said, Tick, step
from central.core.spoken import To
from central.core.waiting import clinic_due
from wire.signaling import Admit, Bye, Candidate, Error, Join, Place, Signal
from wire.visits import Level, Role, Seat

V = "visit-1"
UNIT = Chair("unit-peer", "unit-client", "north/room12", Role.UNIT)
ANNA = Chair("anna-peer", "anna-client", "anna", Role.PATIENT, Level.LINK, joined=True)
JOIN, BYE = Join(visit=V), Bye(visit=V)


def guest(name: str, role: Role) -> Chair:
    return replace(ANNA, peer=f"{name}-peer", holder=name, role=role, guest=name)


TOLK = guest("tolk", Role.INTERPRETER)
BROR, SYSTER = guest("bror", Role.RELATIVE), guest("syster", Role.RELATIVE)
OMBUD = guest("ombud", Role.PROXY)
MANY = (UNIT, ANNA, TOLK, BROR, SYSTER, OMBUD)


def live(*events: Event) -> tuple[Lobby, tuple[To, ...]]:
    lobby = Lobby(V)
    said: tuple[To, ...] = ()
    for event in events:
        lobby, more = step(lobby, event, 0.0)
        said += more
    return lobby, said


def seat(lobby: Lobby, chair: Chair) -> Seat | None:
    found = find(lobby, chair.peer)
    return found.seat if found else None


def test_r39_each_guest_has_a_seat_of_their_own_with_role_and_level() -> None:
    lobby, said = live(Here(UNIT), Here(ANNA), Here(BROR), Here(SYSTER))
    assert said == ()
    seen = view(lobby, ANNA.peer)
    assert seen is not None
    assert [(p.role, p.level, p.seat) for p in seen.parties] == [
        (Role.UNIT, None, Seat.LOBBY),
        (Role.PATIENT, Level.LINK, Seat.LOBBY),
        (Role.RELATIVE, Level.LINK, Seat.LOBBY),
        (Role.RELATIVE, Level.LINK, Seat.LOBBY),
    ]


def test_r39_a_fifth_party_is_refused_with_a_word_and_the_patients_place_is_kept() -> None:
    lobby, said = live(Here(TOLK), Here(BROR), Here(SYSTER), Said(SYSTER.peer, JOIN))
    assert said[0] == To(SYSTER.peer, Error(code="full"))
    assert find(lobby, SYSTER.peer) is None
    lobby, _ = step(lobby, Here(ANNA), 0)
    lobby, _ = step(lobby, Here(UNIT), 0)
    assert [seat(lobby, one) for one in (ANNA, UNIT)] == [Seat.LOBBY, Seat.LOBBY]
    lobby, _ = step(lobby, Said(BROR.peer, BYE), 0)
    lobby, said = step(lobby, Here(SYSTER), 0)
    assert (said, seat(lobby, SYSTER)) == ((), Seat.LOBBY)
    for event in (Here(BROR), Said(BROR.peer, JOIN)):
        lobby, _ = step(lobby, event, 0)
        assert seat(lobby, BROR) is Seat.LEFT


def test_r40_a_guests_second_browser_knocks_for_that_guest_alone() -> None:
    other = replace(TOLK, peer="tolk-peer2", client="other", holder="another-browser")
    lobby, _ = live(Here(UNIT), Here(ANNA), Here(TOLK), Here(BROR), Here(other))
    assert seat(lobby, other) is Seat.KNOCKING
    lobby, said = step(lobby, Said(UNIT.peer, Admit(visit=V, peer=other.peer)), 0)
    assert said == (To(TOLK.peer, Error(code="superseded")),)
    assert [seat(lobby, one) for one in (other, BROR, ANNA)] == [Seat.LOBBY] * 3


def test_r38_pages_reach_each_other_only_while_the_clinician_is_there() -> None:
    def says(lobby: Lobby) -> tuple[To, ...]:
        to = Signal(visit=V, peer=TOLK.peer, generation=1, body=Candidate(candidate=""))
        return step(lobby, Said(ANNA.peer, to), 0)[1]

    lobby, _ = live(Here(UNIT), Here(ANNA), Here(TOLK))
    gone = (To(ANNA.peer, Error(code="gone")),)
    assert says(lobby) == gone
    lobby, _ = step(lobby, Said(UNIT.peer, JOIN), 0)
    assert says(lobby)[0].peer == TOLK.peer
    lobby, _ = step(lobby, Said(UNIT.peer, BYE), 0)
    assert says(lobby) == gone
    assert [seat(lobby, one) for one in (ANNA, TOLK)] == [Seat.LOBBY] * 2


def test_r41_r47_who_takes_part_for_the_patient_counts_as_the_patient_and_no_other_does() -> None:
    for chair, counts in ((ANNA, True), (OMBUD, True), (TOLK, False), (BROR, False)):
        lobby, _ = live(Here(UNIT), Said(UNIT.peer, JOIN), Here(chair))
        assert connected(lobby) is counts, chair.role
        told = Place(visit=V, place="Hemma")
        lobby, _ = step(lobby, Said(chair.peer, told), 0)
        found = find(lobby, chair.peer)
        assert found is not None
        assert (found.place == "Hemma") is counts
    assert clinic_due(live(Here(TOLK))[0]) is None


PEERS = st.sampled_from([chair.peer for chair in MANY])
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Here, st.sampled_from(MANY)),
    st.builds(Gone, PEERS),
    st.builds(Said, PEERS, st.sampled_from([JOIN, BYE])),
    st.just(Tick()),
)


@given(st.lists(st.tuples(EVENTS, st.floats(0, 40)), max_size=40))
def test_r39_whatever_happens_four_parties_sit_at_most(
    history: list[tuple[Event, float]],
) -> None:
    lobby, now = Lobby(V), 0.0
    for event, later in history:
        now += later
        lobby, _ = step(lobby, event, now)
        sit = [chair for chair in lobby.chairs if chair.seat in HELD]
        assert len(sit) <= 2 + GUESTS_AT_ONCE
        assert len({(chair.role, chair.guest) for chair in sit}) == len(sit)
