"""Days and times as people read them; Swedish where the language is not English."""

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


def spoken(language: str) -> str:
    """The language that central writes in for somebody who reads ``language`` (BCP 47)."""
    return "en" if language.split("-")[0] == "en" else "sv"


def day_of(moment: datetime, language: str) -> str:
    """``tisdag 24 november``"""
    words = spoken(language)
    return f"{WEEKDAYS[words][moment.weekday()]} {moment.day} {MONTHS[words][moment.month - 1]}"
