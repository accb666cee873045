"""What central writes to patients."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from central.core.dates import day_of, spoken
from central.core.short_letters import short
from central.core.window import OPENS_BEFORE_S

RING_LASTS_S = 600.0
"""That somebody rings is no news any more after so long."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message; ``to`` are addresses, ``kind`` is for programs. Times are Unix seconds."""

    kind: str
    to: tuple[str, ...]
    subject: str
    text: str
    short: str | None = None
    """What goes by SMS; absent: the text."""
    visit: str | None = None
    """The booking it is about."""
    clinic: str | None = None
    """Whose letter it is, by the clinic's name."""
    about: float | None = None
    """The start that it tells of."""
    before: float | None = None
    """Written earlier, it is of no use any more from then on, and is not sent."""
    until: float | None = None
    """As ``before``, for one that is written later."""
    lasts: float | None = None
    """As ``until``, in seconds from when it is written."""
    gathers: bool = False
    """It may wait a little, so that several to the clinic are one mail."""

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
    at_once: bool = False
    practice_by: str | None = None
    """The colleague who invites to a test visit (R26)."""
    guardian: bool = False
    """Booked *med vårdnadshavare* (R41)."""


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
        "practice": "Du är inbjuden av {by} till ett testbesök med video.",
        "now": "Besöket börjar nu. Gå in med länken och ha ditt födelsedatum till hands.",
        "ring-subject": "Din vårdgivare väntar på dig i videobesöket",
        "ring-start": "Ditt videobesök hos {clinic} börjar nu.",
        "ring-again": "Din vårdgivare vill fortsätta samtalet.",
        "ring-link": "Öppna länken i din inbjudan, så kommer du till besöket.",
        "change": "Vill du ändra eller avboka, ring {phone}.",
        "questions": "Har du frågor, ring {phone}.",
        "private": "Länken är personlig. Skicka den inte vidare.",
        "cancelled-subject": "Avbokat: videobesök {when}",
        "cancelled": "Ditt videobesök hos {clinic} är avbokat.",
        "again": "Bekräfta den nya tiden med länken i din inbjudan. Utan det blir besöket inte av.",
        "moved-subject": "Ny tid för videobesök: {when}",
        "moved": "Ditt videobesök hos {clinic} har fått en ny tid. Samma länk gäller.",
        "reminder-subject": "Påminnelse: videobesök {when}",
        "reminder": "Snart har du ett videobesök hos {clinic}.",
        "message-subject": "Nytt meddelande om ditt videobesök",
        "message": "Din vårdgivare hos {clinic} har skrivit ett meddelande om ditt "
        "videobesök {when}. Du läser det när du har gått in med länken.",
        "changed-subject": "Ändrat: videobesök {when}",
        "changed": "Ditt videobesök hos {clinic} har ändrats. Samma tid och samma länk gäller.",
        "guardian": "Besöket är bokat med vårdnadshavare. Barnet ska vara med och synas i bild.",
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
        "practice": "{by} invites you to a test visit by video.",
        "now": "The visit begins now. Enter by the link and have your date of birth at hand.",
        "ring-subject": "Your care provider is waiting for you in the video visit",
        "ring-start": "Your video visit with {clinic} begins now.",
        "ring-again": "Your care provider wants to continue the call.",
        "ring-link": "Open the link in your invitation to come to the visit.",
        "change": "To change or cancel, phone {phone}.",
        "questions": "If you have questions, phone {phone}.",
        "private": "The link is personal. Do not pass it on.",
        "cancelled-subject": "Cancelled: video visit {when}",
        "cancelled": "Your video visit with {clinic} is cancelled.",
        "again": "Confirm the new time with the link in your invitation, or it will not be held.",
        "moved-subject": "New time for your video visit: {when}",
        "moved": "Your video visit with {clinic} has a new time. The same link is valid.",
        "reminder-subject": "Reminder: video visit {when}",
        "reminder": "Soon you have a video visit with {clinic}.",
        "message-subject": "New message about your video visit",
        "message": "Your care provider at {clinic} has written a message about your "
        "video visit {when}. You read it when you have entered by the link.",
        "changed-subject": "Changed: video visit {when}",
        "changed": "Your video visit with {clinic} was changed. Same time, same link.",
        "guardian": "The visit is booked with a guardian. The child takes part and is seen.",
    },
}


def invitation(
    to: tuple[str, ...], facts: VisitFacts, opens: datetime, link: str, confirm: str | None
) -> Letter:
    """The invitation with its links (R03, R04)."""
    words = _words(facts)
    invited = words["practice" if facts.practice_by else "invited"]
    said = invited.format(clinic=facts.clinic, by=facts.practice_by)
    lines = [words["hello"], "", said, *_about(facts), ""]
    if confirm:
        lines += [words["confirm"], confirm, words["must"], ""]
    enter = words["now" if facts.at_once else "opens"].format(opens=f"{opens:%H:%M}")
    lines += [words["link"], link, enter, ""]
    lines += [*_way_out(facts), words["private"]]
    what = "confirm" if confirm else "now" if facts.at_once else "invitation"
    if facts.practice_by:
        what = "practice"
    more = {"link": link, "opens": f"{opens:%H:%M}", "confirm": confirm or ""}
    sms = _short(what, facts, guardian=facts.guardian, **more)
    return about("invitation", to, facts, words["subject"], lines, sms)


def change_notice(
    to: tuple[str, ...], facts: VisitFacts, kind: str, *, confirm: bool = False
) -> Letter:
    """That a visit is ``cancelled``, ``moved`` or ``changed`` (R03), to be confirmed (again)."""
    words = _words(facts)
    said = words[kind].format(clinic=facts.clinic)
    again = [words["again"]] if confirm else []
    way_out = _way_out(facts, "questions" if kind == "cancelled" else "change")
    enter = [words["opens"].format(opens=f"{opens_at(facts):%H:%M}")] if kind == "moved" else []
    lines = [words["hello"], "", said, *_about(facts), "", *again, *enter, *way_out]
    sms = _short(f"{kind}-again" if confirm else kind, facts)
    return about(kind, to, facts, words[f"{kind}-subject"], lines, sms)


def reminder(to: tuple[str, ...], facts: VisitFacts, link: str | None) -> Letter:
    """That a confirmed visit is near (R03)."""
    words = _words(facts)
    said = words["reminder"].format(clinic=facts.clinic)
    enter = words["opens"].format(opens=f"{opens_at(facts):%H:%M}")
    lines = [words["hello"], "", said, *_about(facts), "", *_to_visit(facts, link), enter, ""]
    lines += _way_out(facts)
    sms = _short("reminder", facts, link=link)
    return about("reminder", to, facts, words["reminder-subject"], lines, sms)


def new_message(to: tuple[str, ...], facts: VisitFacts, link: str | None) -> Letter:
    """That the clinician wrote something, which is read after login only (R29)."""
    words = _words(facts)
    said = words["message"].format(clinic=facts.clinic, when=when(facts))
    lines = [words["hello"], "", said, "", *_to_visit(facts, link), "", *_way_out(facts)]
    sms = _short("message", facts, link=link)
    return about("message", to, facts, words["message-subject"], lines, sms)


def ring(to: tuple[str, ...], facts: VisitFacts, link: str | None, *, again: bool) -> Letter:
    """That the clinician is at the visit and no page of the patient is in front (R06, R25)."""
    words = _words(facts)
    said = words["ring-again" if again else "ring-start"].format(clinic=facts.clinic)
    lines = [words["hello"], "", said, *_to_visit(facts, link), "", *_way_out(facts, "questions")]
    sms = _short("ring-again" if again else "ring", facts, link=link)
    letter = about("ring", to, facts, words["ring-subject"], lines, sms)
    return replace(letter, before=None, lasts=RING_LASTS_S)


def about(
    kind: str, to: tuple[str, ...], facts: VisitFacts, subject: str, lines: list[str], sms: str
) -> Letter:
    """A letter about a visit; one that has not arrived by the start is of no use any more."""
    return Letter(
        kind,
        to,
        subject.format(when=when(facts)),
        "\n".join(lines),
        short=sms,
        visit=facts.booking,
        clinic=facts.clinic,
        about=facts.start.timestamp(),
        before=None if facts.at_once else facts.start.timestamp(),
        until=facts.end.timestamp(),
    )


def _short(
    what: str,
    facts: VisitFacts,
    *,
    link: str | None = None,
    guardian: bool = False,
    **more: str,
) -> str:
    phone, language = facts.clinic_phone, facts.language
    start, clinic = facts.start, facts.clinic
    return short(what, start, clinic, phone, language, link=link, guardian=guardian, **more)


def _to_visit(facts: VisitFacts, link: str | None) -> list[str]:
    """The link, or where it stands."""
    words = _words(facts)
    return [words["link"], link] if link else [words["ring-link"]]


def _words(facts: VisitFacts) -> dict[str, str]:
    return _WORDS[spoken(facts.language)]


def opens_at(facts: VisitFacts) -> datetime:
    """When the room opens, local (R01)."""
    return facts.start - timedelta(seconds=OPENS_BEFORE_S)


def when(facts: VisitFacts) -> str:
    """``tisdag 24 november 10:30–11:00``"""
    return f"{day_of(facts.start, facts.language)} {facts.start:%H:%M}–{facts.end:%H:%M}"


def _about(facts: VisitFacts) -> list[str]:
    words = _words(facts)
    lines = [when(facts).capitalize()]
    if facts.kind:
        lines.append(words["kind"].format(kind=facts.kind))
    if facts.practitioner:
        lines.append(words["with"].format(practitioner=facts.practitioner))
    if facts.guardian:
        lines.append(words["guardian"])
    return lines


def _way_out(facts: VisitFacts, why: str = "change") -> list[str]:
    return [_words(facts)[why].format(phone=facts.clinic_phone)] if facts.clinic_phone else []
