"""MQTT topics and payloads; there is no place in them for a person (S6)."""

import pytest

from wire import fleet
from wire.commands import Command, CommandResult
from wire.faults import WireError
from wire.fleet import Event, Health, State, Topic, split_topic, topic

PAYLOADS = (
    fleet.State,
    fleet.Birth,
    fleet.Health,
    fleet.SignReport,
    fleet.Metrics,
    fleet.Event,
    fleet.Acked,
    fleet.Nudge,
    Command,
    CommandResult,
)


def test_topics_are_made_and_read() -> None:
    assert topic("north/room12", Topic.STATE) == "ostord/1/north/room12/state"
    made = topic("north/room12", Topic.HEALTH, "camera")
    assert split_topic(made) == ("north/room12", "health", "camera")


@pytest.mark.parametrize(
    "text", ["", "ostord/1/north", "ostord/2/a/b/state", "other/1/a/b/c", "ostord/1/a/b/c/d/e"]
)
def test_a_foreign_topic_is_none_of_ours(text: str) -> None:
    assert split_topic(text) is None


def test_s6_no_payload_has_a_field_for_a_person_or_a_booking() -> None:
    words = {"patient", "name", "phone", "appointment", "visit", "initials", "presence", "somebody"}
    for payload in PAYLOADS:
        assert not words & set(payload.model_fields)
        with pytest.raises(WireError):
            payload.from_json("mqtt", '{"patient": "x"}')


def test_payloads_are_read_strictly() -> None:
    state = State(state=fleet.UnitState.READY, boot="0" * 8, since=1.5)
    assert State.from_json("mqtt", state.to_json()) == state
    with pytest.raises(WireError, match="seq"):
        Event.from_json("mqtt", '{"boot": "00000000", "seq": 0, "at": 1, "code": "x"}')
    with pytest.raises(WireError, match="code"):
        Health.from_json("mqtt", '{"condition": "ok", "since": 1, "code": "Anna Larsson"}')
    with pytest.raises(WireError):
        Health.from_json("mqtt", '{"condition": "ok", "since": NaN}')
