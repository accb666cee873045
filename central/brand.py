"""A clinic's own look (R66): accent, logo, a short message; the colours of states stay."""

import struct
import zlib
from pathlib import Path
from typing import Annotated, Literal, Self
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from pydantic import Field, StringConstraints, field_validator

from central.core.contrast import LEAST, contrast, is_colour, lightened
from wire.settings import Settings

PAPER, CARD = "#f6f4ef", "#ffffff"
NIGHT = ("#0e1a1f", "#172830")
"""The page's grounds by day and by night, as in look/tokens.css."""
LOGO_LIMIT = 102_400
SIDE_LIMIT = 2_000
PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = frozenset(
    {"svg", "g", "title", "desc", "defs", "symbol", "use", "text", "tspan", "clipPath", "mask"}
    | {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
    | {"linearGradient", "radialGradient", "stop"}
)
"""The elements that a logo may have: nothing that runs, moves or fetches."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = dict[Literal["sv", "en"], Line]
"""A text by language."""


class Brand(Settings):
    """``[clinics.brand]``."""

    accent: str | None = None
    """``#rrggbb``, read on the page's paper and cards."""
    logo: Path | None = None
    message: Words = Field(default_factory=dict)

    @field_validator("accent")
    @classmethod
    def _readable(cls, accent: str | None) -> str | None:
        if accent is None:
            return None
        if not is_colour(accent):
            raise ValueError("must be a colour such as #0a6e8a")
        least = min(contrast(accent, ground) for ground in (PAPER, CARD))
        if least < LEAST:
            said = f"has {int(least * 10) / 10}:1 against the page, {LEAST}:1 is needed; darken it"
            raise ValueError(said)
        return accent.lower()

    @property
    def accent_night(self) -> str | None:
        """The accent as it is read on the dark page."""
        return lightened(self.accent, NIGHT) if self.accent else None

    def placed(self, folder: Path) -> Self:
        """With the logo's path from ``folder`` on; ValueError says what is wrong with the file."""
        if self.logo is None:
            return self
        path = folder / self.logo
        check_logo(path)
        return self.model_copy(update={"logo": path})


def check_logo(path: Path) -> None:
    """ValueError unless it is a small PNG, or an SVG that only draws."""
    try:
        content = path.read_bytes()[: LOGO_LIMIT + 1]
    except OSError as error:
        raise ValueError(error.strerror or "cannot be read") from None
    if len(content) > LOGO_LIMIT:
        raise ValueError("is larger than 100 kB")
    kind = {".png": _check_png, ".svg": _check_svg}.get(path.suffix.lower())
    if kind is None:
        raise ValueError("must be a .png or .svg file")
    kind(content)


def _check_png(content: bytes) -> None:
    """Its sides, and each part's checksum to the end (PNG 5.3); nothing is unpacked here."""
    at, kind = len(PNG), b""
    if not content.startswith(PNG) or content[at + 4 : at + 8] != b"IHDR":
        raise ValueError("is no PNG")
    if max(struct.unpack(">II", content[at + 8 : at + 16])) > SIDE_LIMIT:
        raise ValueError(f"is larger than {SIDE_LIMIT} pixels")
    while kind != b"IEND":
        try:
            (length,) = struct.unpack_from(">I", content, at)
            (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        except struct.error:
            raise ValueError("is no whole PNG") from None
        kind, at = content[at + 4 : at + 8], at + 12 + length
        if zlib.crc32(content[at - 8 - length : at - 4]) != checksum:
            raise ValueError("is no whole PNG")


class _Plain(TreeBuilder):
    """Builds no document that declares a type: entities are never read."""

    def doctype(self, *_: object) -> None:
        raise ValueError("must have no DOCTYPE")


def _check_svg(content: bytes) -> None:
    parser = XMLParser(target=_Plain())  # noqa: S314 - a DOCTYPE, and with it every entity, ends it
    try:
        parser.feed(content)
        root = parser.close()
    except ParseError:
        raise ValueError("is no SVG") from None
    if not isinstance(root, Element) or root.tag != f"{SVG}svg":
        raise ValueError("is no SVG")
    for element in root.iter():
        _check_element(element)


def _check_element(element: Element) -> None:
    if not isinstance(element.tag, str) or element.tag.removeprefix(SVG) not in DRAWN:
        raise ValueError("has an element that does more than draw")
    for name, value in element.attrib.items():
        bare = name.rpartition("}")[2].lower()
        foreign = bare == "href" and not value.startswith("#")
        fetches = "url(" in value.lower().replace("url(#", "") or "@import" in value.lower()
        if bare.startswith("on") or foreign or fetches:
            raise ValueError(f"has an attribute that does more than draw: {bare[:20]}")
