"""What central writes to guests: interpreter, relative, colleague, proxy, guardian (R40, R41, R47).

No letter names the patient: who comes knows whom it is about, and a stranger must not.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from central.core.dates import spoken
from central.core.letters import RING_LASTS_S, Letter, VisitFacts, about, opens_at, when
from central.core.short_letters import short
from wire.visits import Role

READS_SWEDISH = frozenset({Role.INTERPRETER, Role.COLLEAGUE})
"""They work with the clinic: the visit's language is the patient's, not theirs."""

_WORDS = {
    "sv": {
        "subject": "Inbjudan till videobesök {when}",
        "hello": "Hej!",
        Role.INTERPRETER: "Du är bokad som tolk i ett videobesök hos {clinic}.",
        Role.RELATIVE: "Du är inbjuden som närstående till ett videobesök hos {clinic}.",
        Role.COLLEAGUE: "Du är inbjuden som kollega till ett videobesök hos {clinic}.",
        Role.PROXY: "Du är inbjuden som ombud till ett videobesök hos {clinic}.",
        Role.GUARDIAN: "Du är inbjuden som vårdnadshavare till ett videobesök hos {clinic}.",
        "by": "Du är inbjuden av: {by}",
        "must-proxy": "Den som besöket gäller ska själv vara med.",
        "must-guardian": "Barnet ska vara med och synas i bild.",
        "link": "Din länk till besöket:",
        "opens": "Du kan gå in från klockan {opens}.",
        "sms": "Vi skickar en kod till din telefon när du öppnar länken.",
        "mail": "Vi skickar en kod till din e-post när du öppnar länken.",
        "questions": "Har du frågor eller förhinder, ring {phone}.",
        "private": "Länken är personlig. Skicka den inte vidare.",
        "reminder-subject": "Påminnelse: videobesök {when}",
        "reminder": "Snart är det ett videobesök hos {clinic} som du är inbjuden till.",
        "begins-subject": "Videobesöket börjar nu",
        "begins": "Videobesöket hos {clinic} börjar nu. Öppna länken och kom in.",
        "your-link": "Öppna länken i din inbjudan.",
        "moved-subject": "Ny tid för videobesök: {when}",
        "moved": "Videobesöket hos {clinic} har fått en ny tid. Samma länk gäller.",
        "cancelled-subject": "Avbokat: videobesök {when}",
        "cancelled": "Videobesöket hos {clinic} är avbokat. Din länk gäller inte längre.",
        "withdrawn-subject": "Du behövs inte i videobesöket {when}",
        "withdrawn": "Din inbjudan till ett videobesök hos {clinic} är återtagen. "
        "Din länk gäller inte längre.",
    },
    "en": {
        "subject": "Invitation to a video visit {when}",
        "hello": "Hello!",
        Role.INTERPRETER: "You are booked as interpreter for a video visit with {clinic}.",
        Role.RELATIVE: "You are invited as a relative to a video visit with {clinic}.",
        Role.COLLEAGUE: "You are invited as a colleague to a video visit with {clinic}.",
        Role.PROXY: "You are invited as proxy to a video visit with {clinic}.",
        Role.GUARDIAN: "You are invited as guardian to a video visit with {clinic}.",
        "by": "You are invited by: {by}",
        "must-proxy": "The person whom the visit is about must take part.",
        "must-guardian": "The child must take part and be seen in the picture.",
        "link": "Your link to the visit:",
        "opens": "You can enter from {opens}.",
        "sms": "We send a code to your phone when you open the link.",
        "mail": "We send a code to your e-mail when you open the link.",
        "questions": "If you have questions or cannot come, phone {phone}.",
        "private": "The link is personal. Do not pass it on.",
        "reminder-subject": "Reminder: video visit {when}",
        "reminder": "Soon there is a video visit with {clinic} that you are invited to.",
        "begins-subject": "The video visit begins now",
        "begins": "The video visit with {clinic} begins now. Open the link and come in.",
        "your-link": "Open the link in your invitation.",
        "moved-subject": "New time for a video visit: {when}",
        "moved": "The video visit with {clinic} has a new time. The same link is valid.",
        "cancelled-subject": "Cancelled: video visit {when}",
        "cancelled": "The video visit with {clinic} is cancelled. Your link is no longer valid.",
        "withdrawn-subject": "You are not needed at the video visit {when}",
        "withdrawn": "Your invitation to a video visit with {clinic} is withdrawn. "
        "Your link is no longer valid.",
    },
}


@dataclass(frozen=True, slots=True)
class GuestFacts:
    """What a guest's letter says beside the visit itself; ``opens`` is local."""

    role: Role
    by: str
    """Who invites, as people read it."""
    opens: datetime
    link: str
    by_phone: bool
    """The code comes by SMS; else by e-mail."""


def guest_invitation(to: tuple[str, ...], facts: VisitFacts, guest: GuestFacts) -> Letter:
    """The invitation of a guest, with a link of their own (R40)."""
    facts = _in_theirs(facts, guest.role)
    words = _words(facts)
    lines = [words["hello"], "", words[guest.role].format(clinic=facts.clinic)]
    lines += [when(facts).capitalize(), words["by"].format(by=guest.by)]
    lines += [words[must] for must in (f"must-{guest.role}",) if must in words]
    lines += ["", words["link"], guest.link, words["opens"].format(opens=f"{guest.opens:%H:%M}")]
    lines += [words["sms" if guest.by_phone else "mail"], ""]
    lines += [*_way_out(words, facts), words["private"]]
    opens = f"{guest.opens:%H:%M}"
    sms = _short("invitation", facts, link=guest.link, opens=opens)
    return about("guest.invitation", to, facts, words["subject"], lines, sms)


def guest_call(
    to: tuple[str, ...], facts: VisitFacts, role: Role, kind: str, link: str | None
) -> Letter:
    """The visit is near (``reminder``, R03) or ``begins`` (R25): come by a link of their own."""
    facts = _in_theirs(facts, role)
    words = _words(facts)
    said = words[kind].format(clinic=facts.clinic)
    to_visit = [words["link"], link] if link else [words["your-link"]]
    lines = [words["hello"], "", said, when(facts).capitalize(), "", *to_visit]
    if kind == "reminder":
        lines.append(words["opens"].format(opens=f"{opens_at(facts):%H:%M}"))
    lines += ["", *_way_out(words, facts)]
    sms = _short(kind, facts, link=link)
    letter = about(f"guest.{kind}", to, facts, words[f"{kind}-subject"], lines, sms)
    return replace(letter, before=None, lasts=RING_LASTS_S) if kind == "begins" else letter


def guest_notice(to: tuple[str, ...], facts: VisitFacts, role: Role, kind: str) -> Letter:
    """That the visit is ``moved`` or ``cancelled``, or the invitation ``withdrawn`` (R03)."""
    facts = _in_theirs(facts, role)
    words = _words(facts)
    said = words[kind].format(clinic=facts.clinic)
    enter = [words["opens"].format(opens=f"{opens_at(facts):%H:%M}")] if kind == "moved" else []
    lines = [words["hello"], "", said, when(facts).capitalize(), *enter, ""]
    lines += _way_out(words, facts)
    sms = _short(kind, facts)
    return about(f"guest.{kind}", to, facts, words[f"{kind}-subject"], lines, sms)


def _short(kind: str, facts: VisitFacts, *, link: str | None = None, opens: str = "") -> str:
    what, phone = f"guest.{kind}", facts.clinic_phone
    return short(what, facts.start, facts.clinic, phone, facts.language, link=link, opens=opens)


def _in_theirs(facts: VisitFacts, role: Role) -> VisitFacts:
    """The facts in the language that this guest reads."""
    language = "sv" if role in READS_SWEDISH else spoken(facts.language)
    return replace(facts, language=language)


def _words(facts: VisitFacts) -> dict[str, str]:
    return _WORDS[facts.language]


def _way_out(words: dict[str, str], facts: VisitFacts) -> list[str]:
    return [words["questions"].format(phone=facts.clinic_phone)] if facts.clinic_phone else []
