"""Signaling is read strictly: limits, unknown fields, and the field at fault."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.faults import WireError
from wire.signaling import (
    MESSAGE_LIMIT,
    SDP_LIMIT,
    AskNumber,
    Description,
    Hello,
    Lobby,
    Number,
    Party,
    Signal,
    read_from_central,
    read_from_client,
)
from wire.talk import Chat
from wire.visits import Role, Seat

OFFER = Signal(
    visit="a1", peer="patient-1", generation=1, body=Description(type="offer", sdp="v=0")
)


def test_a_signal_survives_the_journey_both_ways() -> None:
    assert read_from_client(OFFER.to_json()) == OFFER
    assert read_from_central(OFFER.to_json()) == OFFER


def test_a_lobby_survives_the_journey() -> None:
    lobby = Lobby(visit="a1", parties=(Party(peer="patient-1", role=Role.PATIENT, seat=Seat.AWAY),))
    assert read_from_central(lobby.to_json()) == lobby


def test_a_field_that_was_added_is_not_sent_while_it_says_nothing_new() -> None:
    """A unit or a central that does not know it would take the whole message for malformed."""
    party = Party(peer="patient-1", role=Role.PATIENT, seat=Seat.LEFT)
    lobby = Lobby(visit="a1", parties=(party,))
    assert json.loads(lobby.to_json())["parties"] == [
        {
            "peer": "patient-1",
            "role": "patient",
            "seat": "left",
            "joined": False,
            "camera": True,
            "microphone": True,
            "hold": False,
            "small": False,
            "hidden": False,
            "phoning": False,
        }
    ]
    asked, told = AskNumber(visit="a1"), Number(visit="a1", number="+46700000000")
    assert json.loads(asked.to_json()) == {"type": "ask-number", "visit": "a1"}
    assert json.loads(told.to_json()) == {
        "type": "number",
        "visit": "a1",
        "number": "+46700000000",
    }


def test_what_it_does_say_survives_the_journey() -> None:
    lost = Party(peer="patient-1", role=Role.PATIENT, seat=Seat.LEFT, lost=True)
    lobby = Lobby(visit="a1", parties=(lost,))
    assert read_from_central(lobby.to_json()) == lobby
    for role in ("patient", "interpreter"):
        asked, told = AskNumber(visit="a1", role=role), Number(visit="a1", role=role)
        assert read_from_client(asked.to_json()) == asked
        assert read_from_central(told.to_json()) == told


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("{", "message"),
        ("[" * 100_000, "message"),
        ("null", "message"),
        ('{"type": "dance"}', "message"),
        ('{"type": "hello", "client": "short"}', "hello.client"),
        ('{"type": "hello", "client": "client-123", "version": 2}', "hello.version"),
        ('{"type": "hello", "client": "client-123", "admin": true}', "hello.admin"),
        ('{"type": "media", "visit": "a1", "camera": "yes", "microphone": true}', "media.camera"),
        ('{"type": "join", "visit": "../etc"}', "join.visit"),
        ('{"type": "signal", "visit": "a1", "peer": "patient-1", "generation": 0}', "signal."),
    ],
)
def test_a_malformed_message_names_its_field(message: str, field: str) -> None:
    with pytest.raises(WireError) as caught:
        read_from_client(message)
    assert caught.value.fault == "client"
    assert caught.value.field.startswith(field)


def test_too_large_messages_and_descriptions_are_refused() -> None:
    with pytest.raises(WireError, match="larger"):
        read_from_client(" " * (MESSAGE_LIMIT + 1))
    body = {"type": "offer", "sdp": "x" * (SDP_LIMIT + 1)}
    message = {"type": "signal", "visit": "a1", "peer": "patient-1", "generation": 1, "body": body}
    with pytest.raises(WireError, match="sdp"):
        read_from_client(json.dumps(message))


def test_a_page_cannot_speak_as_central() -> None:
    with pytest.raises(WireError):
        read_from_client('{"type": "lobby", "visit": "a1", "parties": []}')
    with pytest.raises(WireError) as caught:
        read_from_client('{"type": "Anna Larsson"}')
    assert "Anna" not in str(caught.value)


@given(st.text() | st.binary())
def test_whatever_arrives_is_a_message_or_a_named_fault(text: str | bytes) -> None:
    for read in (read_from_client, read_from_central):
        with contextlib.suppress(WireError):
            read(text)


def test_the_hello_of_a_page_holds_no_token() -> None:
    assert "token" not in Hello(client="client-123").to_json()


def test_s6_what_is_read_stays_in_no_cache() -> None:
    """Short texts that pydantic reads live in its own cache for ever, unless it is told not to."""
    line = '{"type": "chat", "visit": "a1", "id": "line-00001", "text": "kanarie 4711"}'
    first, second = read_from_client(line), read_from_client(line)
    assert isinstance(first, Chat)
    assert isinstance(second, Chat)
    assert first.text == second.text
    assert first.text is not second.text
    told = Chat.from_json("link", line), Chat.from_json("link", line)
    assert told[0].text is not told[1].text
