"""What waits for the database: the newest word, every event, not every number."""

import pytest

from central.fleet import inbox as inbox_module
from central.fleet.inbox import Inbox, Receipt
from central.fleet.ingest import Message, Place, place_of

UNIT = "ostord/1/north/room12"


def said(name: str, payload: bytes = b"x") -> Message:
    return Message(f"{UNIT}/{name}", payload)


def test_of_a_level_the_newest_word_alone_waits_in_the_order_it_was_said() -> None:
    inbox = Inbox()
    assert inbox.put(said("state", b"1"), None)
    assert not inbox.put(said("sign", b"1"), None)
    inbox.put(said("health/camera", b"1"), None)
    inbox.put(said("state", b"2"), None)
    messages, receipts = inbox.take(10)
    assert [(m.topic.removeprefix(f"{UNIT}/"), m.payload) for m in messages] == [
        ("sign", b"1"),
        ("health/camera", b"1"),
        ("state", b"2"),
    ]
    assert receipts == []
    assert inbox.put(said("state"), None)


def test_an_event_is_acknowledged_with_the_batch_that_holds_it() -> None:
    inbox = Inbox()
    for number in range(5):
        inbox.put(said("event", b"%d" % number), Receipt(1, number))
        inbox.put(said("metrics"), None)
    messages, receipts = inbox.take(3)
    assert [m.payload for m in messages] == [b"0", b"1", b"2"]
    assert receipts == [Receipt(1, 0), Receipt(1, 1), Receipt(1, 2)]
    messages, receipts = inbox.take(100)
    assert [r.mid for r in receipts] == [3, 4]
    assert len(messages) == 2 + 5
    assert len(inbox) == 0


def test_numbers_give_way_when_too_many_wait_and_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox_module, "NUMBERS", 3)
    inbox = Inbox()
    inbox.put(said("event"), Receipt(1, 1))
    for number in range(5):
        inbox.put(said("metrics", b"%d" % number), None)
    messages, _ = inbox.take(10)
    assert [m.payload for m in messages] == [b"x", b"2", b"3", b"4"]
    assert inbox.dropped == 2


def test_a_stranger_cannot_make_it_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "NUMBERS", 5)
    monkeypatch.setattr(inbox_module, "TOPICS", 4)
    monkeypatch.setattr(inbox_module, "EVENTS", 6)
    inbox = Inbox()
    for number in range(50):
        inbox.put(said(f"health/part-{number}"), None)
        inbox.put(said(f"what-{number}/is/this"), None)
        inbox.put(said("event"), Receipt(1, number))
    assert len(inbox) <= 4 + 5 + 6


def test_no_event_gives_way_to_others_and_what_is_too_much_is_left_to_its_unit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A broker that gives more than it may: what is not kept is not acknowledged either."""
    monkeypatch.setattr(inbox_module, "EVENTS", 3000)
    inbox = Inbox()
    for number in range(3010):
        inbox.put(said("event", b"%d" % number), Receipt(1, number))
    taken = [inbox.take(2000) for _ in range(2)]
    assert [int(m.payload) for messages, _ in taken for m in messages] == list(range(3000))
    assert [r.mid for _, receipts in taken for r in receipts] == list(range(3000))
    assert inbox.dropped == 10


def test_a_topic_longer_than_any_of_ours_is_none() -> None:
    """They are known by heart: long ones would fill the memory."""
    assert place_of(f"{UNIT}/ready/{'a' * 32}") == Place("north/room12", "ready", "a" * 32)
    assert place_of(f"{UNIT}/ready/{'a' * 300}") == Place("", "", None)
