"""What is said of a booking that exists on one side only, and what to do about it (R65). Pure."""

import re
from datetime import datetime

from central.core.dates import MONTHS, WEEKDAYS

SENTENCES = {
    "no-room": {
        "sv": "{it} har inget videorum. Ge den ett rum i {source}, eller lägg rummet till rooms.",
        "en": "{it} has no video room. Give it a room in {source}, or add the room to rooms.",
    },
    "no-unit": {
        "sv": "{it} är i ett rum utan enhet ({location}). Rätta rooms för {source}, eller lägg "
        "till enheten.",
        "en": "{it} is in a room without a unit ({location}). Correct rooms of {source}, or add "
        "the unit.",
    },
    "held-elsewhere": {
        "sv": "{it} har en länk till ett annat videosystem. Ta bort länken i {source}, om besöket "
        "ska hållas här.",
        "en": "{it} has a link to another video system. Remove the link in {source} if the visit "
        "is to be held here.",
    },
    "undecided": {
        "sv": "{it} är inte bekräftad i {source}. Boka den där, så blir den ett besök.",
        "en": "{it} is not decided in {source}. Book it there, and it becomes a visit.",
    },
    "no-patient": {
        "sv": "{it} har ingen patient. Lägg till patienten i {source}; ingen är inbjuden.",
        "en": "{it} has no patient. Add the patient in {source}; nobody is invited.",
    },
    "several-patients": {
        "sv": "{it} har flera deltagare, och {source} säger inte vem som är patienten. Boka "
        "patienten ensam.",
        "en": "{it} has several people, and {source} does not say who is the patient. Book the "
        "patient alone.",
    },
    "patient-not-sent": {
        "sv": "{it}: {source} lämnar inte ut patienten. Be dem som sköter {source} om läsrätt "
        "till patienter.",
        "en": "{it}: {source} does not tell the patient. Ask who runs {source} for the right to "
        "read patients.",
    },
    "no-name": {
        "sv": "{it} har ingen patient med namn. Lägg till namnet i {source}.",
        "en": "{it} has a patient without a name. Add the name in {source}.",
    },
    "no-birth-date": {
        "sv": "{it} saknar personnummer och födelsedatum, så patienten kan inte gå in och är inte "
        "inbjuden. Lägg till numret i {source}.",
        "en": "{it} has neither personnummer nor date of birth, so the patient cannot enter and is "
        "not invited. Add the number in {source}.",
    },
    "no-contact": {
        "sv": "{it} saknar mobilnummer och e-post, så ingen inbjudan har gått ut. Lägg till det i "
        "{source}, eller ring patienten.",
        "en": "{it} has neither phone nor e-mail, so no invitation was sent. Add it in {source}, "
        "or phone the patient.",
    },
    "phone-unreadable": {
        "sv": "{it} har ett telefonnummer som inte går att läsa. Rätta det i {source}.",
        "en": "{it} has a phone number that cannot be read. Correct it in {source}.",
    },
    "email-unreadable": {
        "sv": "{it} har en e-postadress som inte går att läsa. Rätta den i {source}.",
        "en": "{it} has an e-mail address that cannot be read. Correct it in {source}.",
    },
    "personnummer-unreadable": {
        "sv": "{it} har ett personnummer som inte stämmer. Rätta det i {source}.",
        "en": "{it} has a personnummer that is not right. Correct it in {source}.",
    },
    "gone": {
        "sv": "{it} finns inte längre i {source}. Är det ett misstag, boka den på nytt där.",
        "en": "{it} is no longer in {source}. If that is a mistake, book it there anew.",
    },
    "differs": {
        "sv": "{it} har en annan tid eller ett annat rum i {source} än här. Ändra den ena.",
        "en": "{it} has another time or room in {source} than here. Change one of them.",
    },
    "runs": {
        "sv": "{it} ändrades i {source} medan besöket pågår. Besöket fortsätter; se efter om "
        "patienten behöver en ny tid.",
        "en": "{it} was changed in {source} while the visit runs. The visit goes on; see whether "
        "the patient needs a new time.",
    },
    "cancelled-here": {
        "sv": "{it} är avbokad här men inte i {source}. Avboka den där, eller boka på nytt här.",
        "en": "{it} is cancelled here but not in {source}. Cancel it there, or book anew here.",
    },
    "only-here": {
        "sv": "{it} finns bara här. Boka den i {source} också, eller avboka den här.",
        "en": "{it} exists only here. Book it in {source} too, or cancel it here.",
    },
    "unreadable": {
        "sv": "{it} i {source} kan inte läsas: {place} stämmer inte. Rätta den där.",
        "en": "{it} in {source} cannot be read: {place} {problem}. Correct it there.",
    },
    "held": {
        "sv": "{count} bokningar försvann ur {source} på en gång och är kvar här. Stämmer det, kör "
        "`ostord-central imports accept-gone {source}`; annars se till att {source} svarar rätt.",
        "en": "{count} bookings vanished from {source} at once and are kept here. If that is "
        "right, run `ostord-central imports accept-gone {source}`; if not, mend {source}.",
    },
    "silent": {
        "sv": "{source} har inte kunnat läsas helt sedan {since} ({problem}). Bokningarna här kan "
        "vara gamla. Säg till IT.",
        "en": "{source} could not be read completely since {since} ({problem}). The bookings here "
        "may be old. Tell IT.",
    },
    "never": {
        "sv": "{source} har aldrig kunnat läsas helt ({problem}). Säg till IT.",
        "en": "{source} could never be read completely ({problem}). Tell IT.",
    },
}
QUIET = frozenset({"over", "past", "cancelled", "other-kind"})
"""Nothing needs to be done about these."""


def sentence(code: str, language: str, **facts: object) -> str:
    """The sentence for ``code`` in ``sv`` or ``en``."""
    return SENTENCES[code][language].format_map({key: str(value) for key, value in facts.items()})


_TELLABLE = re.compile(r"[A-Za-z0-9._:@/-]{1,64}")
_PERSONAL_NUMBER = re.compile(r"(?<!\d)(\d{6}|\d{8})[-+]?\d{4}(?!\d)")


def tellable(booking: str | None) -> str | None:
    """The id a source gave, unless it may be a name or a personal number in the wrong column."""
    if booking is None or not _TELLABLE.fullmatch(booking) or _PERSONAL_NUMBER.search(booking):
        return None
    return booking


def named(language: str, booking: str | None, start: datetime | None) -> str:
    """*Bokning 4711 tisdag 24 november 10:00*; the id is the source's own, or ours."""
    booking = tellable(booking)
    word = {"sv": "Bokning", "en": "Booking"}[language]
    parts = [word, *([booking] if booking else [])]
    if start is not None:
        day, month = WEEKDAYS[language][start.weekday()], MONTHS[language][start.month - 1]
        parts.append(f"{day} {start.day} {month} {start:%H:%M}")
    return " ".join(parts)
