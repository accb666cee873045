"""The catalogues: every sentence in every language, and the compiled files say the same."""

import gettext
import re
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from appliance.core.views import Why
from appliance.core.words import Button, Fault, Missing, Notice, NotJoined, SignState
from appliance.stage.screen.buttons import WORDS
from appliance.stage.screen.languages import LANGUAGES as LANGUAGE_NAMES
from appliance.stage.screen.missed import HEADINGS, WHY
from appliance.stage.screen.notices import NOTICES
from appliance.stage.screen.sayings import FAULTS, MISSING, RINGS
from appliance.stage.screen.today import NOT_JOINED
from appliance.stage.screen.words import DOMAIN, LOCALE
from wire.report import Heading

LANGUAGES = ["en", "sv"]
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
    assert sorted(folder.name for folder in LOCALE.iterdir()) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_and_none_is_left_over(language: str) -> None:
    translated = catalogue(language)
    assert set(translated) == said_in_the_code()
    assert all(translated.values()), [one for one, words in translated.items() if not words]


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
