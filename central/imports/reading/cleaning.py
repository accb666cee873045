"""Foreign text made harmless, and the few facts that are worth reading out of it: pure."""

import re
import unicodedata
from datetime import date

from central.core.addresses import is_mail_address, is_number, is_premium
from central.core.personnummer import read_personnummer

LINE = 200
"""What a name, a kind or a room may be long."""
ID = 255
_PHONE = re.compile(r"\+?[0-9]{6,15}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_TAG = re.compile(r"<[^<>]{0,400}>")
RESERVE = re.compile(r"[0-9]{8}[0-9A-Z]{4}")
"""A nationellt reservnummer: a date of birth and four characters, letters among them."""


def line(text: object, limit: int = LINE) -> str | None:
    """One printable line without markup and control or direction characters, cut to ``limit``."""
    if not isinstance(text, str):
        return None
    shown = _TAG.sub(" ", text[: 8 * limit]).replace("<", " ").replace(">", " ")
    kept = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", shown))
    return " ".join(kept.split())[:limit].strip() or None


def identifier(text: object) -> str | None:
    """An id as the source writes it; None for one that is empty, too long or not printable."""
    if not isinstance(text, str) or not 0 < len(text) <= ID or not text.isprintable():
        return None
    return text if text == text.strip() else None


def phone(text: object) -> str | None:
    """E.164; a number that begins with a single 0 is Swedish. None for anything else."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    bare = re.sub(r"[\s()/.-]|^tel:", "", text.strip())
    if not bare.isascii() or not _PHONE.fullmatch(bare):
        return None
    found = "+" + bare[2:] if bare.startswith("00") else bare
    found = "+46" + found[1:] if found.startswith("0") else found
    return found if is_number(found) and not is_premium(found) else None


def email(text: object) -> str | None:
    """An e-mail address, or None."""
    if not isinstance(text, str):
        return None
    bare = text.strip().removeprefix("mailto:").removeprefix("MAILTO:")
    return bare if is_mail_address(bare) else None


def language(text: object) -> str | None:
    """A BCP 47 tag such as ``sv``, or None."""
    bare = text.strip().replace("_", "-") if isinstance(text, str) else ""
    return bare if len(bare) <= 35 and _LANGUAGE.fullmatch(bare) else None


def person_number(text: object, today: date) -> tuple[str, str] | None:
    """A personnummer or samordningsnummer as twelve digits, with its date of birth; or None."""
    if not isinstance(text, str) or len(text) > 20 or not text.isascii():
        return None
    try:
        read = read_personnummer(text, today)
    except ValueError:
        return None
    return read.digits, read.born.isoformat()


def reserve_number(text: object) -> str | None:
    """A nationellt reservnummer, or None; its date of birth is only the source's guess."""
    bare = text.strip().replace("-", "") if isinstance(text, str) else ""
    return bare if RESERVE.fullmatch(bare) else None


def birth_date(text: object, today: date) -> str | None:
    """A whole ISO date between 1880 and today, or None."""
    try:
        born = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return born.isoformat() if born and date(1880, 1, 1) <= born <= today else None
