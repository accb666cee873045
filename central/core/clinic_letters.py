"""What central writes to the clinic; no name of a patient in it."""

from dataclasses import replace

from central.core.letters import Letter, VisitFacts, when
from wire.visits import Role


def ticket_locked(facts: VisitFacts) -> Letter:
    """Somebody tried a link five times with a wrong date of birth."""
    text = (
        f"Länken till videobesöket {when(facts)} är låst efter fem felaktiga försök.\n"
        "Ring patienten på numret i bokningen och kontrollera vem som har försökt.\n"
        "Skicka sedan en ny länk från bokningen; den gamla gäller inte längre.\n"
        f"Bokning: {facts.booking}"
    )
    return _to_clinic(facts, "En besökslänk är låst", text)


def wrong_person(facts: VisitFacts) -> Letter:
    """Somebody else proved who they are, with this visit's link."""
    text = (
        f"Någon annan än den inbjudna har legitimerat sig med en länk till videobesöket "
        f"{when(facts)}, och kom inte in.\n"
        "Ring patienten på numret i bokningen och fråga vem som har länken.\n"
        f"Bokning: {facts.booking}"
    )
    return _to_clinic(facts, "Fel person med en besökslänk", text)


GUESTS = {
    Role.INTERPRETER: "tolken",
    Role.RELATIVE: "en närstående",
    Role.COLLEAGUE: "en kollega",
    Role.PROXY: "ombudet",
    Role.GUARDIAN: "vårdnadshavaren",
}


def guest_locked(facts: VisitFacts, role: Role) -> Letter:
    """Somebody gave five wrong codes with a guest's link."""
    text = (
        f"Länken för {GUESTS[role]} till videobesöket {when(facts)} är låst efter fem fel koder.\n"
        "Kontrollera vem som har försökt, och skicka en ny länk från sidan Mitt rum.\n"
        f"Bokning: {facts.booking}"
    )
    return _to_clinic(facts, "En gästs länk är låst", text)


def declined(facts: VisitFacts) -> Letter:
    """The patient answered that they will not come."""
    text = (
        f"Patienten har svarat Nej till videobesöket {when(facts)}. Avboka eller boka om.\n"
        f"Bokning: {facts.booking}"
    )
    return _to_clinic(facts, "Patienten kommer inte", text)


def cancelled_by_patient(facts: VisitFacts) -> Letter:
    """The patient cancelled on their page (R57)."""
    text = (
        f"Patienten har avbokat videobesöket {when(facts)}. Tiden är ledig.\n"
        "Avboka också i journalsystemet, om besöket är bokat där.\n"
        f"Bokning: {facts.booking}"
    )
    return _to_clinic(facts, "Patienten har avbokat", text)


def patient_waits(facts: VisitFacts, room: str, initials: str | None) -> Letter:
    """3 min into the visit nobody is in the room; no initials of a protected person (R70)."""
    who = f"Patienten {initials}" if initials else "Patienten"
    text = (
        f"{who} väntar i videobesöket {when(facts)}, {room}, och ingen är i rummet.\n"
        "Gå till rummet, eller ring patienten på numret i bokningen.\n"
        f"Bokning: {facts.booking}"
    )
    letter = _to_clinic(facts, f"En patient väntar: {room} {facts.start:%H:%M}", text)
    return replace(letter, gathers=False)


_PATIENT = ("ring patienten", "Ring patienten på numret i bokningen")
_GUEST = ("ring den inbjudna", "Ring den inbjudna på numret i bokningen")
_LOST = {
    "invitation": ("Inbjudan", *_PATIENT),
    "moved": ("Beskedet om ny tid", *_PATIENT),
    "changed": ("Beskedet om en ändring", *_PATIENT),
    "cancelled": ("Avbokningen", *_PATIENT),
    "message": ("Beskedet om ett nytt meddelande", *_PATIENT),
    "guest.invitation": ("Inbjudan till tolk eller annan gäst", *_GUEST),
    "guest.moved": ("Beskedet om ny tid till tolk eller annan gäst", *_GUEST),
    "guest.cancelled": ("Avbokningen till tolk eller annan gäst", *_GUEST),
}
"""What the clinic must hear of where it did not arrive, and whom to phone."""


def undelivered(facts: VisitFacts, kind: str) -> Letter | None:
    """A letter arrived at none of its addresses; None: it matters to nobody."""
    if kind not in _LOST:
        return None
    what, phone, ring = _LOST[kind]
    text = (
        f"{what} kom inte fram. Det gäller videobesöket {when(facts)}.\n"
        f"{ring} och kontrollera nummer och e-postadress.\n"
        f"Bokning: {facts.booking}"
    )
    return _to_clinic(facts, f"{what} kom inte fram: {phone}", text)


def _to_clinic(facts: VisitFacts, subject: str, text: str) -> Letter:
    """A letter to the clinic; several of a moment are one mail."""
    return Letter(
        "clinic",
        (facts.clinic,),
        subject,
        text,
        visit=facts.booking,
        clinic=facts.clinic,
        gathers=True,
    )
