"""What goes by SMS: the clinic, the time, the link, a number to phone; nobody's name."""

from datetime import datetime

from central.core.dates import day_of, spoken
from central.core.shown_text import one_line
from central.core.sms import plain

_WORDS = {
    "sv": {
        "invitation": "Videobesök {when} hos {clinic}. Gå in från {opens}: {link}",
        "confirm": "Videobesök {when} hos {clinic}. Bekräfta: {confirm} Till besöket: {link}",
        "practice": "Testbesök med video {when} hos {clinic}. Gå in från {opens}: {link}",
        "now": "Ditt videobesök hos {clinic} börjar nu: {link}",
        "moved": "Ny tid för ditt videobesök hos {clinic}: {when}. Samma länk gäller.",
        "moved-again": "Ny tid för ditt videobesök hos {clinic}: {when}. "
        "Bekräfta den med länken i din inbjudan.",
        "changed": "Ditt videobesök {when} hos {clinic} har ändrats. Samma tid och länk gäller.",
        "guardian": "Bokat med vårdnadshavare: barnet ska vara med och synas i bild.",
        "cancelled": "Avbokat: videobesök {when} hos {clinic}.",
        "reminder": "Påminnelse: videobesök i dag {time} hos {clinic}: {link}",
        "ring": "Ditt videobesök hos {clinic} börjar nu: {link}",
        "ring-again": "Din vårdgivare hos {clinic} vill fortsätta videosamtalet: {link}",
        "message": "Nytt meddelande om ditt videobesök {when} hos {clinic}: {link}",
        "guest.invitation": "Inbjudan till videobesök {when} hos {clinic}. "
        "Gå in från {opens}: {link}",
        "guest.reminder": "Påminnelse: videobesök i dag {time} hos {clinic}: {link}",
        "guest.begins": "Videobesöket hos {clinic} börjar nu: {link}",
        "guest.moved": "Ny tid för videobesök hos {clinic}: {when}. Samma länk gäller.",
        "guest.cancelled": "Avbokat: videobesök {when} hos {clinic}.",
        "guest.withdrawn": "Du behövs inte i videobesöket {when} hos {clinic}.",
        "your-link": "öppna länken i din inbjudan.",
        "questions": "Frågor: {phone}",
    },
    "en": {
        "invitation": "Video visit {when} with {clinic}. Enter from {opens}: {link}",
        "confirm": "Video visit {when} with {clinic}. Confirm: {confirm} To the visit: {link}",
        "practice": "Test visit by video {when} with {clinic}. Enter from {opens}: {link}",
        "now": "Your video visit with {clinic} begins now: {link}",
        "moved": "New time for your video visit with {clinic}: {when}. The same link is valid.",
        "moved-again": "New time for your video visit with {clinic}: {when}. "
        "Confirm it with the link in your invitation.",
        "changed": "Your video visit {when} with {clinic} was changed. Same time, same link.",
        "guardian": "Booked with a guardian: the child takes part and is seen.",
        "cancelled": "Cancelled: video visit {when} with {clinic}.",
        "reminder": "Reminder: video visit today {time} with {clinic}: {link}",
        "ring": "Your video visit with {clinic} begins now: {link}",
        "ring-again": "Your care provider at {clinic} wants to continue the video call: {link}",
        "message": "New message about your video visit {when} with {clinic}: {link}",
        "guest.invitation": "Invitation to a video visit {when} with {clinic}. "
        "Enter from {opens}: {link}",
        "guest.reminder": "Reminder: video visit today {time} with {clinic}: {link}",
        "guest.begins": "The video visit with {clinic} begins now: {link}",
        "guest.moved": "New time for a video visit with {clinic}: {when}. The same link is valid.",
        "guest.cancelled": "Cancelled: video visit {when} with {clinic}.",
        "guest.withdrawn": "You are not needed at the video visit {when} with {clinic}.",
        "your-link": "open the link in your invitation.",
        "questions": "Questions: {phone}",
    },
}


def short(
    what: str,
    start: datetime,
    clinic: str,
    phone: str | None,
    language: str,
    *,
    link: str | None = None,
    guardian: bool = False,
    **more: str,
) -> str:
    """The SMS of ``what`` (a key of the words above), in the plain alphabet of phones."""
    words = _WORDS[spoken(language)]
    day, _, rest = day_of(start, language).partition(" ")
    number, _, month = rest.partition(" ")
    said = words[what].format(
        when=f"{day[:3]} {number} {month[:3]} {start:%H:%M}",
        time=f"{start:%H:%M}",
        clinic=one_line(clinic),
        link=link or words["your-link"],
        **more,
    )
    way_out = words["questions"].format(phone=one_line(phone)) if phone else ""
    parts = (said, words["guardian"] if guardian else "", way_out)
    return plain(" ".join(filter(None, parts)))
