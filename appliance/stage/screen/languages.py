"""The languages that interpreters are booked for, by their codes (BCP 47)."""

from appliance.stage.screen.page import Page
from appliance.stage.screen.words import mark

LANGUAGES: dict[str, str] = {
    "am": mark("Amharic"),
    "ar": mark("Arabic"),
    "bs": mark("Bosnian"),
    "ckb": mark("Sorani"),
    "de": mark("German"),
    "en": mark("English"),
    "es": mark("Spanish"),
    "fa": mark("Persian"),
    "fi": mark("Finnish"),
    "fr": mark("French"),
    "hr": mark("Croatian"),
    "kmr": mark("Kurmanji"),
    "pl": mark("Polish"),
    "prs": mark("Dari"),
    "ps": mark("Pashto"),
    "ro": mark("Romanian"),
    "ru": mark("Russian"),
    "so": mark("Somali"),
    "sq": mark("Albanian"),
    "sr": mark("Serbian"),
    "swl": mark("Swedish Sign Language"),
    "th": mark("Thai"),
    "ti": mark("Tigrinya"),
    "tr": mark("Turkish"),
    "uk": mark("Ukrainian"),
    "ur": mark("Urdu"),
    "vi": mark("Vietnamese"),
    "yi": mark("Yiddish"),
    "zh": mark("Chinese"),
}


def language_name(page: Page, code: str) -> str:
    """The language's name, or its code where nobody named it; a region is left out."""
    name = LANGUAGES.get(code.lower(), LANGUAGES.get(code.lower().split("-")[0]))
    return page.say(name) if name else code
