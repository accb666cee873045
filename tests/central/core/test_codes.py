"""How often a code goes out and how long it holds; what its message says (R60)."""

from central.core.codes import code_letter, holds, may_ask

NOON = 1_000_000.0


def test_r60_three_codes_an_hour_and_none_within_30_s_of_the_last() -> None:
    assert may_ask([], NOON)
    assert not may_ask([NOON - 29], NOON)
    assert may_ask([NOON - 30], NOON)
    assert may_ask([NOON - 3599, NOON - 30], NOON)
    assert not may_ask([NOON - 3599, NOON - 1800, NOON - 30], NOON)
    assert may_ask([NOON - 3600, NOON - 1800, NOON - 30], NOON)


def test_r60_a_code_holds_for_five_minutes() -> None:
    assert holds(NOON, NOON)
    assert holds(NOON, NOON + 299)
    assert not holds(NOON, NOON + 300)
    assert not holds(NOON, NOON - 1)  # a clock that was set back


def test_r60_s6_the_message_names_nobody_and_its_last_line_binds_the_code_to_this_host() -> None:
    letter = code_letter("+46701234588", "012345", "central.example", "sv")
    assert letter.kind == "code"
    assert letter.to == ("+46701234588",)
    assert letter.text.splitlines() == [
        "012345 är din kod till videobesöket. Lämna den aldrig till någon annan.",
        "",
        "@central.example #012345",
    ]
    english = code_letter("+46701234588", "012345", "central.example", "en-GB")
    assert english.text.startswith("012345 is your code for the video visit.")
    assert len(letter.text) < 160  # one SMS
