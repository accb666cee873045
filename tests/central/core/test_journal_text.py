"""The journal text: headings, times, why it was not the patient's fault, a fee only where due."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from central.core.journal_text import Story, journal_text
from central.core.journal_words import WORDS
from wire.report import Heading, What
from wire.visits import Outcome

ZONE = ZoneInfo("Europe/Stockholm")


def at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, 24, int(hour), int(minute), tzinfo=ZONE)


def story(
    outcome: Outcome,
    heading: Heading | None,
    *moments: tuple[str, What],
    fee: str | None = None,
    tried: str | None = None,
) -> Story:
    happened = tuple((at(clock), what) for clock, what in moments)
    seen = at(tried) if tried else None
    return Story(at("10:30"), at("11:00"), "Återbesök", outcome, heading, happened, seen, fee)


def test_r54_r05_a_visit_that_was_held() -> None:
    text = journal_text(
        story(
            Outcome.HELD,
            None,
            ("10:28", What.PATIENT_CAME),
            ("10:31", What.STARTED),
            ("10:31", What.CONNECTED),
            ("10:40", What.LOST),
            ("10:41", What.CONNECTED),
            ("10:58", What.ENDED),
            fee="200 kr",
        )
    )
    assert text == (
        "Genomfört videobesök\n"
        "\n"
        "Distanskontakt via videolänk.\n"
        "Bokad tid: tisdag 24 november 2026 kl. 10:30–11:00.\n"
        "Besök: Återbesök.\n"
        "\n"
        "Det här hände:\n"
        "10:28 Patienten i lobbyn\n"
        "10:31 Videobesöket startades\n"
        "10:31 Anslutna\n"
        "10:40 Förbindelsen bröts\n"
        "10:41 Anslutna\n"
        "10:58 Videobesöket avslutades\n"
        "Bild eller ljud mellan parterna sammanlagt 26 min.\n"
    )


def test_r05_a_missed_visit_names_every_attempt_and_its_fee() -> None:
    text = journal_text(
        story(
            Outcome.NO_SHOW,
            Heading.NO_SHOW,
            ("10:30", What.CLINICIAN_HERE),
            ("10:36", What.NUMBER_SHOWN),
            fee="200 kr",
        )
    )
    assert text.startswith("Uteblev\n\nDistanskontakt via videolänk.")
    assert "10:36 Numret i bokningen togs fram för uppringning" in text
    assert text.endswith("Avgift för uteblivet besök: 200 kr.\n")
    assert "Avgift" not in journal_text(story(Outcome.NO_SHOW, Heading.NO_SHOW))


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (What.PATIENT_CAME, "patienten var i lobbyn kl. 10:33"),
        (What.PATIENT_TRIED, "någon med patientens länk försökte komma in kl. 10:33"),
        (What.UNIT_FAULT, "rummets utrustning fungerade inte kl. 10:33"),
        (What.CENTRAL_LOST, "rummet hade ingen kontakt med servern kl. 10:33"),
    ],
)
def test_r05_a_patient_who_tried_or_could_not_pays_no_fee(what: What, why: str) -> None:
    text = journal_text(story(Outcome.NO_SHOW, Heading.TRIED, ("10:33", what), fee="200 kr"))
    assert text.startswith("Patienten har försökt\n")
    assert f"Det berodde inte på patienten:\n– {why}\n" in text
    assert "Avgift" not in text


@pytest.mark.parametrize(
    "told",
    [
        story(Outcome.NO_SHOW, Heading.NO_SHOW, fee="200 kr", tried="10:33"),
        story(Outcome.NO_SHOW, Heading.NO_SHOW, ("10:33", What.PATIENT_TRIED), fee="200 kr"),
        story(Outcome.NO_SHOW, None, fee="200 kr"),
    ],
)
def test_r05_what_central_saw_or_nobody_said_is_never_held_against_the_patient(told: Story) -> None:
    text = journal_text(told)
    assert text.startswith("Patienten har försökt\n")
    assert "Avgift" not in text


@pytest.mark.parametrize(
    ("outcome", "head"),
    [(Outcome.TECHNICAL, "Tekniken – ombokas"), (Outcome.CANCELLED, "Avbokat videobesök")],
)
def test_r05_the_other_outcomes_have_their_own_heading(outcome: Outcome, head: str) -> None:
    text = journal_text(story(outcome, None, ("10:31", What.UNIT_FAULT), fee="200 kr"))
    assert text.startswith(f"{head}\n")
    assert ("rummets utrustning fungerade inte" in text) is (outcome is Outcome.TECHNICAL)
    assert "Avgift" not in text


def test_the_text_in_english() -> None:
    text = journal_text(story(Outcome.NO_SHOW, Heading.NO_SHOW, fee="SEK 200"), "en")
    assert text.startswith("Did not attend\n\nRemote contact by video link.\n")
    assert "Booked: Tuesday 24 November 2026, 10:30–11:00." in text


def test_a_repeated_hour_counts_real_minutes() -> None:
    night = [datetime(2026, 10, 25, 2, 50, fold=fold, tzinfo=ZONE) for fold in (0, 1)]
    moments = ((night[0], What.CONNECTED), (night[1], What.ENDED))
    told = Story(night[0], night[1], None, Outcome.HELD, None, moments)
    assert "sammanlagt 60 min" in journal_text(told)


def test_every_moment_has_words_in_both_languages() -> None:
    assert WORDS["sv"].keys() == WORDS["en"].keys()
    assert {what.value for what in What} <= WORDS["sv"].keys()
    assert {outcome.value for outcome in Outcome} | {"tried"} == {
        key.removeprefix("heading.") for key in WORDS["sv"] if key.startswith("heading.")
    }
