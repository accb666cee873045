"""The catalogues: every sentence in every language, and the compiled files say the same."""

import gettext
import re
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from pydantic import ValidationError

from appliance.core.views import Why
from appliance.core.words import Button, Fault, Missing, Notice, NotJoined, SignState
from appliance.stage.screen.buttons import WORDS
from appliance.stage.screen.languages import LANGUAGES as LANGUAGE_NAMES
from appliance.stage.screen.missed import HEADINGS, WHY
from appliance.stage.screen.notices import NOTICES
from appliance.stage.screen.pseudo import PSEUDO, pseudo
from appliance.stage.screen.sayings import FAULTS, MISSING, RINGS
from appliance.stage.screen.today import NOT_JOINED
from appliance.stage.screen.words import DOMAIN, LOCALE, Words, catalogues, languages
from appliance.stage.settings import StageSettings
from wire.report import Heading

REVIEWED = ["en", "sv"]
UNREVIEWED = ["ar", "ti"]
LANGUAGES = [*REVIEWED, *UNREVIEWED]
FOLDER = Path(LOCALE).parent


def said_in_the_code() -> set[str]:
    keywords: dict[str, None] = {"say": None, "mark": None}
    found = extract_from_dir(FOLDER, [("**.py", "python")], keywords=keywords)
    return {words for _, _, words, _, _ in found if isinstance(words, str)}


def catalogue(language: str) -> dict[str, str]:
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def fields(words: str) -> list[str]:
    return sorted(re.findall(r"{\w+}", words))


def test_the_languages_are_these() -> None:
    assert catalogues() == sorted(LANGUAGES)


def test_only_a_language_that_somebody_reviewed_is_offered() -> None:
    assert languages() == REVIEWED
    with pytest.raises(ValidationError, match="nobody has reviewed its words yet"):
        StageSettings(language="ar")
    with pytest.raises(ValidationError, match="is none of en, sv"):
        StageSettings(language="pseudo")


@pytest.mark.parametrize("language", REVIEWED)
def test_every_sentence_is_translated_and_none_is_left_over(language: str) -> None:
    translated = catalogue(language)
    assert set(translated) == said_in_the_code()
    assert all(translated.values()), [one for one, words in translated.items() if not words]


@pytest.mark.parametrize("language", UNREVIEWED)
def test_what_is_not_offered_yet_may_lack_some_sentences_and_says_them_in_english(
    language: str,
) -> None:
    """Who adds a sentence need not speak every language; who reviews one fills the holes first."""
    translated, said = catalogue(language), said_in_the_code()
    assert all(translated.values())
    assert len(said - set(translated)) <= 0.4 * len(said), said - set(translated)
    assert Words(language).say("{who} was never translated", who="A. L.") == (
        "A. L. was never translated"
    )


def test_the_pseudo_language_is_longer_and_keeps_the_fields() -> None:
    english, words = catalogue("en"), Words(PSEUDO)
    for sentence, said in english.items():
        longer = words.say(sentence, **{name[1:-1]: name for name in fields(sentence)})
        assert fields(longer) == fields(said)
        assert longer[0] == "["
        assert longer[-1] == "]"
    grown = sum(len(pseudo(said)) for said in english.values())
    assert grown >= 1.2 * sum(len(said) for said in english.values())
    assert words.say("Start visit") == "[Šţååŕţ vîîšîţ]"


LONG_WORD = 6
"""Letters; LIX counts what is longer (Björnsson 1968)."""


def sentences(language: str) -> list[list[str]]:
    """The words of each sentence or part of it between dashes and colons, of four words or more."""
    found = []
    for said in catalogue(language).values():
        parts = re.split(r"(?<=[.?!:])\s+|\s–\s", re.sub(r"{\w+}|\[\w+\]", "x", said))
        found += [re.findall(r"[^\W\d_]+", part) for part in parts]
    return [words for words in found if len(words) >= 4]


def lix(language: str) -> float:
    """Words a sentence, and long words in a hundred: under 30 is as easy as a children's book."""
    read = sentences(language)
    words = [word for sentence in read for word in sentence]
    long = sum(len(word) > LONG_WORD for word in words)
    return len(words) / len(read) + 100 * long / len(words)


@pytest.mark.parametrize(("language", "most"), [("sv", 28), ("en", 24)])
def test_r67_the_words_are_as_easy_to_read_as_a_childrens_book(language: str, most: float) -> None:
    assert lix(language) <= most


@pytest.mark.parametrize("language", REVIEWED)
def test_r67_no_sentence_is_longer_than_eighteen_words(language: str) -> None:
    assert [" ".join(words) for words in sentences(language) if len(words) > 18] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_fields(language: str) -> None:
    for words, translated in catalogue(language).items():
        assert fields(words) == fields(translated)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    compiled = gettext.translation(DOMAIN, LOCALE, [language])
    for words, translated in catalogue(language).items():
        said = compiled.gettext(words)
        assert said == translated, "run: pybabel compile -D screen -d appliance/stage/screen/locale"


def test_swedish_says_the_routines_own_words() -> None:
    swedish = catalogue("sv")
    exact = {
        "Leave video visit": "Lämna videobesök",
        "Start visit": "Starta besök",
        "Start anyway": "Starta ändå",
        "Wait a little": "Vänta lite",
        "Let in": "Släpp in",
        "Resume the call": "Återuppta samtal",
        "The camera is on": "Kameran är på",
        "The sign does not shine, put up the paper sign": (
            "Skylten lyser inte, häng upp pappersskylten"
        ),
        "Video meeting in progress – please do not disturb": (
            "Här pågår videomöte – var god stör ej"
        ),
        "Not identified – ask for name and personal number": (
            "Inte legitimerad – fråga namn och personnummer"
        ),
        "You are not heard – press for sound": "Du hörs inte – tryck för ljud",
        "Technical – rebook": "Tekniken – boka om",
        "Held": "Genomfört",
        "Patient did not come": "Uteblev",
        "Cancelled": "Avbokat",
        "The patient has not joined. Phone now.": "Patienten har inte anslutit. Ring nu.",
        "The patient has tried": "Patienten har försökt",
        "Phone the patient": "Ring patienten",
        "Interpreter by phone": "Tolk på telefon",
        "I am late": "Jag är sen",
        "Emergency": "Akut",
        "Ask: Where are you now?": "Fråga: Var är du nu?",
        "Confirm outcome": "Bekräfta utfall",
        "Undo": "Ångra",
        "Occupied": "Upptaget",
        "Practice": "Övning",
        "Group visit, {count} patients": "Gruppbesök, {count} patienter",
        "Protected data": "Skyddad uppgift",
        "Ringing the patient …": "Ringer patienten …",
    }
    assert {english: swedish[english] for english in exact} == exact


def test_every_word_of_the_core_has_its_sentence() -> None:
    assert set(FAULTS) == set(Fault)
    assert set(MISSING) == set(Missing)
    assert set(RINGS) == set(SignState)
    assert set(WORDS) == set(Button)
    assert set(NOTICES) == set(Notice)
    assert set(NOT_JOINED) == set(NotJoined)
    assert set(WHY) == set(get_args(Why))
    assert set(HEADINGS) == set(Heading)
    assert set(LANGUAGE_NAMES.values()) <= said_in_the_code()
