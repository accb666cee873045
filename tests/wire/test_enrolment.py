"""The code of a new unit's key: short, readable, forgiving."""

from hypothesis import given
from hypothesis import strategies as st

from wire.enrolment import code_of, key_id, read_code

keys = st.binary(max_size=200).map(key_id)


def test_a_code_is_eight_letters_that_nobody_takes_for_others() -> None:
    assert code_of(key_id(b"")) == "WERC-8GMR"
    assert code_of("0" * 64) == "0000-0000"
    assert code_of("f" * 64) == "ZZZZ-ZZZZ"


@given(keys)
def test_a_code_is_read_however_it_is_typed(identity: str) -> None:
    code = code_of(identity)
    sloppy = code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert read_code(sloppy) == read_code(code.replace("-", "")) == read_code(f" {code} ") == code


@given(keys, keys)
def test_the_code_tells_the_first_forty_bits_and_only_those(one: str, other: str) -> None:
    assert (code_of(one) == code_of(other)) == (one[:10] == other[:10])
