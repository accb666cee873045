"""The numbers a booking may name its patient by, and what each of them holds."""

from datetime import date

import pytest

from central.core.identifiers import (
    IdKind,
    check_digit,
    proven_by_eid,
    read_identifier,
    regional,
)

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "kind", "number", "born"),
    [
        ("121212+1212", IdKind.PERSONNUMMER, "191212121212", date(1912, 12, 12)),
        ("19620670-3974", IdKind.SAMORDNINGSNUMMER, "196206703974", date(1962, 6, 10)),
        ("22950606-FH20", IdKind.NATIONAL_RESERVE, "22950606FH20", date(1995, 6, 6)),
        ("22950606fh12", IdKind.NATIONAL_RESERVE, "22950606FH12", date(1995, 6, 6)),
        ("25780404KHD5", IdKind.NATIONAL_RESERVE, "25780404KHD5", date(1978, 4, 4)),
        ("00342145-BZ31", IdKind.NATIONAL_RESERVE, "00342145BZ31", None),
        ("00749852BZK0", IdKind.NATIONAL_RESERVE, "00749852BZK0", None),
    ],
)
def test_a_number_with_a_check_digit_says_what_it_is_and_the_birth_date_it_holds(
    text: str, kind: IdKind, number: str, born: date | None
) -> None:
    read = read_identifier(text, TODAY)
    assert (read.kind, read.number, read.born, read.checked) == (kind, number, born, True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("19121212-1213", "check digit"),
        ("22950606-FH21", "check digit"),
        ("19790914AA05", "no national reserve number"),  # the series of a personnummer
        (
            "00790914AA06",
            "no national reserve number",
        ),  # no date is known, and yet one stands there
        ("22950606-IO20", "must be"),  # letters that are never used
        ("Berg", "must be"),
        ("", "must be"),
        ("١٩١٢١٢١٢١٢١٢", "must be"),
    ],
)
def test_a_number_that_is_wrong_says_why(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_identifier(text, TODAY)


def test_every_single_wrong_character_of_a_national_reserve_number_is_found() -> None:
    right = "22950606FH20"
    for place in (*range(8), 10, 11):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            if wrong != right:
                with pytest.raises(ValueError, match=r"digit|date|number|must|future"):
                    read_identifier(wrong, TODAY)
    assert check_digit(right[:-1]) == 0


@pytest.mark.parametrize("text", ["201612345678", "19521234TA3C", "20081234-0123", "123456-DA0A"])
def test_a_regions_own_number_is_taken_as_it_is_and_holds_nothing(text: str) -> None:
    read = regional(text)
    assert (read.kind, read.number) == (IdKind.REGIONAL_RESERVE, text.replace("-", ""))
    assert (read.born, read.checked) == (None, False)


@pytest.mark.parametrize("text", ["1234567", "1234567890123", "ABCDEFGH", "1234<b>78", "12345678é"])
def test_what_no_region_would_write_is_not_taken(text: str) -> None:
    with pytest.raises(ValueError, match="8 to 12"):
        regional(text)


def test_r60_an_eid_proves_no_number_of_a_region_even_where_it_looks_like_a_personnummer() -> None:
    look_alike = regional("191212121212")
    assert proven_by_eid(look_alike.kind, look_alike.number) == ""
    assert proven_by_eid(IdKind.NATIONAL_RESERVE, "22950606FH20") == ""
    assert proven_by_eid(IdKind.PERSONNUMMER, "191212121212") == "191212121212"
    assert proven_by_eid(None, "191212121212") == "191212121212"
