"""A time zone's name in a settings file, checked when the file is read."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator


def _known(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone's name, such as Europe/Stockholm") from None
    return name


ZoneName = Annotated[str, AfterValidator(_known)]
"""An IANA time zone, such as ``Europe/Stockholm``."""
