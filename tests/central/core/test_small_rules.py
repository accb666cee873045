"""Initials, speed limits, letters: the small pure rules."""

from datetime import UTC, datetime

import pytest

from central.core.clinic_letters import declined, ticket_locked
from central.core.initials import initials
from central.core.letters import VisitFacts, change_notice, invitation
from central.core.rate import Bucket, take

FACTS = VisitFacts(
    booking="0123abcd",
    clinic="Borlänge vårdcentral",
    clinic_phone="0243-49 70 00",
    start=datetime(2026, 11, 24, 10, 30, tzinfo=UTC),
    end=datetime(2026, 11, 24, 11, 0, tzinfo=UTC),
    kind="Återbesök",
    practitioner="Eva Ek, sjuksköterska",
    language="sv",
)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Lisa Berg", "A. B."), ("åsa öst", "Å. Ö."), ("Madonna", "M."), ("", None)],
)
def test_initials_come_from_the_name(name: str, letters: str | None) -> None:
    assert initials(name, protected=False) == letters


def test_r70_a_protected_person_has_no_initials() -> None:
    assert initials("Anna Berg", protected=True) is None


def test_a_bucket_gives_its_size_at_once_and_then_its_rate() -> None:
    bucket, given = Bucket(3, 0.0), []
    for now in (0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 100.0):
        bucket, allowed = take(bucket, now, per_second=2.0, size=3)
        given.append(allowed)
    assert given == [True, True, True, False, True, False, True]
    assert bucket.left == 2


def test_the_invitation_says_when_where_and_the_way_out() -> None:
    opens = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
    letter = invitation(("+46701234588",), FACTS, opens, "https://x/besok#t", None)
    text = letter.as_text()
    assert "To: +46701234588\nSubject: Videobesök tisdag 24 november 10:30–11:00\n\n" in text
    for said in ("från klockan 10:15", "https://x/besok#t", "0243-49 70 00", "Eva Ek"):
        assert said in text
    assert "bekräfta" not in text


def test_r04_the_invitation_asks_for_a_confirmation_only_where_it_is_required() -> None:
    letter = invitation((), FACTS, FACTS.start, "l", "https://x/bekrafta#t")
    assert "https://x/bekrafta#t" in letter.text


def test_letters_are_in_swedish_unless_english_is_spoken() -> None:
    english = VisitFacts(
        **{name: getattr(FACTS, name) for name in FACTS.__slots__} | {"language": "en-GB"}
    )
    assert "Tuesday 24 November" in change_notice((), english, "cancelled").subject
    somali = VisitFacts(
        **{name: getattr(FACTS, name) for name in FACTS.__slots__} | {"language": "so"}
    )
    assert "tisdag 24 november" in change_notice((), somali, "moved").subject


def test_what_the_clinic_is_told_names_nobody() -> None:
    assert "låst" in ticket_locked(FACTS).subject
    assert "Nej" in declined(FACTS).text


def test_the_clinics_letters_say_which_booking_and_a_cancellation_offers_no_cancelling() -> None:
    for letter in (ticket_locked(FACTS), declined(FACTS)):
        assert letter.text.endswith("Bokning: 0123abcd")
    text = change_notice((), FACTS, "cancelled").text
    assert "eller avboka" not in text
    assert "Har du frågor, ring 0243-49 70 00." in text
    assert "Vill du ändra eller avboka" in change_notice((), FACTS, "moved").text
