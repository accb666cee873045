"""What central writes to patients and to the clinic."""

from dataclasses import dataclass
from datetime import datetime

WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "sv": (
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One message; ``to`` are addresses, ``kind`` is for programs."""

    kind: str
    to: tuple[str, ...]
    subject: str
    text: str

    def as_text(self) -> str:
        """Headers, an empty line, the text."""
        head = [f"Kind: {self.kind}", *(f"To: {address}" for address in self.to)]
        return "\n".join([*head, f"Subject: {self.subject}", "", self.text, ""])


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What a letter says of a visit; ``start`` and ``end`` are local, ``booking`` is its id."""

    booking: str
    clinic: str
    clinic_phone: str | None
    start: datetime
    end: datetime
    kind: str | None
    practitioner: str | None
    language: str


_WORDS = {
    "sv": {
        "subject": "Videobesök {when}",
        "hello": "Hej!",
        "invited": "Du har tid för ett videobesök hos {clinic}.",
        "kind": "Besök: {kind}",
        "with": "Du träffar: {practitioner}",
        "confirm": "Bekräfta att du kommer:",
        "must": "Besöket blir av först när du har bekräftat.",
        "link": "Länk till besöket:",
        "opens": "Du kan gå in från klockan {opens}. Ha ditt födelsedatum till hands.",
        "change": "Vill du ändra eller avboka, ring {phone}.",
        "questions": "Har du frågor, ring {phone}.",
        "private": "Länken är personlig. Skicka den inte vidare.",
        "cancelled-subject": "Avbokat: videobesök {when}",
        "cancelled": "Ditt videobesök hos {clinic} är avbokat.",
        "again": "Bekräfta den nya tiden med länken i din inbjudan. Utan det blir besöket inte av.",
        "moved-subject": "Ny tid för videobesök: {when}",
        "moved": "Ditt videobesök hos {clinic} har fått en ny tid. Samma länk gäller.",
    },
    "en": {
        "subject": "Video visit {when}",
        "hello": "Hello!",
        "invited": "You have a video visit with {clinic}.",
        "kind": "Visit: {kind}",
        "with": "You will meet: {practitioner}",
        "confirm": "Confirm that you will come:",
        "must": "The visit is held only when you have confirmed.",
        "link": "Link to the visit:",
        "opens": "You can enter from {opens}. Have your date of birth at hand.",
        "change": "To change or cancel, phone {phone}.",
        "questions": "If you have questions, phone {phone}.",
        "private": "The link is personal. Do not pass it on.",
        "cancelled-subject": "Cancelled: video visit {when}",
        "cancelled": "Your video visit with {clinic} is cancelled.",
        "again": "Confirm the new time with the link in your invitation, or it will not be held.",
        "moved-subject": "New time for your video visit: {when}",
        "moved": "Your video visit with {clinic} has a new time. The same link is valid.",
    },
}


def invitation(
    to: tuple[str, ...], facts: VisitFacts, opens: datetime, link: str, confirm: str | None
) -> Letter:
    """The invitation with its links (R03, R04)."""
    words = _words(facts)
    lines = [words["hello"], "", words["invited"].format(clinic=facts.clinic), *_about(facts), ""]
    if confirm:
        lines += [words["confirm"], confirm, words["must"], ""]
    lines += [words["link"], link, words["opens"].format(opens=f"{opens:%H:%M}"), ""]
    lines += [*_way_out(facts), words["private"]]
    return Letter("invitation", to, words["subject"].format(when=_when(facts)), "\n".join(lines))


def change_notice(
    to: tuple[str, ...], facts: VisitFacts, kind: str, *, confirm: bool = False
) -> Letter:
    """That a visit is ``cancelled`` or ``moved`` (R03), and must be confirmed (again)."""
    words = _words(facts)
    said = words[kind].format(clinic=facts.clinic)
    again = [words["again"]] if confirm else []
    way_out = _way_out(facts, "questions" if kind == "cancelled" else "change")
    lines = [words["hello"], "", said, *_about(facts), "", *again, *way_out]
    return Letter(kind, to, words[f"{kind}-subject"].format(when=_when(facts)), "\n".join(lines))


def ticket_locked(facts: VisitFacts) -> Letter:
    """To the clinic: somebody tried a link five times with a wrong date of birth. No name in it."""
    text = (
        f"Länken till videobesöket {_when(facts)} är låst efter fem felaktiga försök.\n"
        "Ring patienten på numret i bokningen och kontrollera vem som har försökt.\n"
        "Avboka och boka på nytt, så får patienten en ny länk.\n"
        f"Bokning: {facts.booking}"
    )
    return Letter("clinic", (facts.clinic,), "En besökslänk är låst", text)


def declined(facts: VisitFacts) -> Letter:
    """To the clinic: the patient answered that they will not come. No name in it."""
    text = (
        f"Patienten har svarat Nej till videobesöket {_when(facts)}. Avboka eller boka om.\n"
        f"Bokning: {facts.booking}"
    )
    return Letter("clinic", (facts.clinic,), "Patienten kommer inte", text)


def _words(facts: VisitFacts) -> dict[str, str]:
    return _WORDS[_spoken(facts.language)]


def _spoken(language: str) -> str:
    return "en" if language.split("-")[0] == "en" else "sv"


def _when(facts: VisitFacts) -> str:
    language = _spoken(facts.language)
    start = facts.start
    day, month = WEEKDAYS[language][start.weekday()], MONTHS[language][start.month - 1]
    return f"{day} {start.day} {month} {start:%H:%M}–{facts.end:%H:%M}"


def _about(facts: VisitFacts) -> list[str]:
    words = _words(facts)
    lines = [_when(facts).capitalize()]
    if facts.kind:
        lines.append(words["kind"].format(kind=facts.kind))
    if facts.practitioner:
        lines.append(words["with"].format(practitioner=facts.practitioner))
    return lines


def _way_out(facts: VisitFacts, why: str = "change") -> list[str]:
    return [_words(facts)[why].format(phone=facts.clinic_phone)] if facts.clinic_phone else []
