"""An SMS in parts, and words that hide nothing."""

import pytest

from central.core.addresses import is_mail_address, is_premium
from central.core.delivery import Channel, channel_of, masked, next_try
from central.core.shown_text import one_line
from central.core.sms import plain, segments


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("å" * 160, 1),
        ("å" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("", 1),
    ],
)
def test_an_sms_is_counted_in_parts(text: str, parts: int) -> None:
    assert segments(text) == parts


def test_typographic_signs_do_not_make_an_sms_dear() -> None:
    assert plain("10:30–11:00 ’Vård…’") == "10:30-11:00 'Vård...'"


def test_hidden_letters_and_line_ends_are_not_shown() -> None:
    assert one_line("a\r\nb\u202ec\u200b\u2028d\x00") == "a b c d"


@pytest.mark.parametrize(
    ("address", "channel", "shown"),
    [
        ("+46701234588", Channel.SMS, "··88"),
        ("anna@example.se", Channel.MAIL, "a··@··.se"),
        ("Mottagningen", Channel.CLINIC, "Mottagningen"),
    ],
)
def test_s6_an_address_is_shown_masked(address: str, channel: Channel, shown: str) -> None:
    assert (channel_of(address), masked(address)) == (channel, shown)


def test_pauses_grow_to_ten_minutes_and_spread() -> None:
    assert next_try(1, 0.0, 0.5) == 5
    assert next_try(99, 0.0, 0.0) == 480
    assert next_try(99, 0.0, 1.0) == pytest.approx(720)


def test_numbers_that_earn_by_being_called_are_known() -> None:
    assert is_premium("+469001234")
    assert is_premium("+469391234567")
    assert is_premium("+469441234")
    assert not is_premium("+46701234588")
    assert not is_premium("+468900123")


def test_addresses_are_plain() -> None:
    assert is_mail_address("anna.berg+vard@sub.example.se")
    assert not is_mail_address("anna@exämple.se")
