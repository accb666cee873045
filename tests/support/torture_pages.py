"""What the torture feed serves: pages that are whole, and pages whose content means harm."""

import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from wire.appointment import Booking, Status, write_booking

ROOM = "room-12"
NASTY = (
    "<script>alert(1)</script>",
    "Åter\x00be\x07sök\x1b[2J",
    "\ud800half\udfff",
    "\u202eedis rehto\u202c",
    "\u200b\u200d\ufeff",
    "a" * 5000,
    "e" + "\u0301" * 500,
    "'; DROP TABLE visit; --",
    "../../etc/passwd",
    "{{7*7}}${7*7}%s%n",
    "\r\nSet-Cookie: a=b",
    "𝔄" * 300,
)
"""Texts that no booking should hold."""
NOTHING = b"\0\0\0\xff\xff"
"""A stored block of no length (RFC 1951, 3.2.4)."""


def booking(number: int = 1) -> Booking:
    """One that runs now."""
    now = datetime.now(UTC).replace(microsecond=0)
    return Booking(
        id=f"a{number}",
        status=Status.BOOKED,
        start=now,
        end=now + timedelta(minutes=30),
        location=ROOM,
        kind="Återbesök",
        initials="A. L.",
    )


def page(*resources: dict[str, Any], following: str | None = None, **more: Any) -> bytes:
    """A searchset in JSON."""
    links = [{"relation": "next", "url": following}] if following else []
    entries = [{"resource": each} for each in resources]
    bundle = {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}
    return json.dumps(bundle | more).encode()


def good_page() -> bytes:
    """One booking, nothing wrong."""
    return page(write_booking(booking()))


def nasty_page() -> bytes:
    """Every text of every booking means harm."""
    resources = []
    for number, text in enumerate(NASTY):
        told = write_booking(replace(booking(number), kind=text, initials=text, language=text))
        resources.append(told | {"comment": text, "description": text, text[:20]: text})
    resources += [write_booking(replace(booking(), id=text)) for text in NASTY]
    return page(*resources)


def absurd_page() -> bytes:
    """Times that no visit has; the last one is well."""
    whole = write_booking(booking())
    spans = [
        ("0001-01-01T00:00:00Z", "0001-01-01T00:30:00Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:30:00+14:00"),
        ("1900-01-01T00:00:00Z", "2100-01-01T00:00:00Z"),
        (whole["start"], "9999-12-31T23:59:59Z"),
        (whole["start"], "9999-12-31T23:59:59-14:00"),
        (whole["end"], whole["start"]),
        (whole["start"], whole["start"]),
        ("2026-02-30T10:00:00Z", "2026-02-30T11:00:00Z"),
        ("2026-11-24T25:61:61Z", "2026-11-24T26:00:00Z"),
        ("2026-11-24", "2026-11-25"),
        ("99999-01-01T00:00:00Z", "99999-01-02T00:00:00Z"),
        ("1" * 5000, "2" * 5000),
        ("-0001-01-01T00:00:00Z", "2026-11-24T09:00:00Z"),
        ("2026-11-24T09:00:00+99:99", "2026-11-24T09:30:00+99:99"),
    ]
    absurd = [
        whole | {"id": f"x{number}", "start": start, "end": end}
        for number, (start, end) in enumerate(spans)
    ]
    return page(*absurd, whole)


def odd_page() -> bytes:
    """Every element is of another type than it should be."""
    whole = write_booking(booking())
    others: list[Any] = [None, True, 7, 1e300, "x", [], {}, [[]], [{}], {"coding": 7}, [{"x": [7]}]]
    spoiled = [
        whole | {"id": f"o{number}-{at}", element: other}
        for number, element in enumerate((*list(whole)[2:], "meta", "extension", "subject"))
        for at, other in enumerate(others)
    ]
    return page(*spoiled, whole)


def duplicates_page() -> bytes:
    """One id, told many times; the last time it is cancelled."""
    many = [write_booking(booking()) for _ in range(400)]
    return page(*many, write_booking(replace(booking(), status=Status.CANCELLED)))


@cache
def many_values() -> bytes:
    """Small on the wire, large in memory."""
    return b'{"resourceType":"Bundle","entry":[' + b'{"":{}},' * 180_000 + b"{}]}"


@cache
def wide_text() -> bytes:
    """One booking with a text that takes four bytes of memory for each on the wire."""
    told = write_booking(booking()) | {"comment": "x\n" * 450_000 + "x" * 100_000 + "𝔄"}
    return json.dumps(
        {"resourceType": "Bundle", "entry": [{"resource": told}]}, ensure_ascii=False
    ).encode()


@cache
def many_texts() -> bytes:
    """As many texts as may be, each of a wide character."""
    texts = ",".join(['"xxxxxxxxxxxxxxxxxxxx𝔄"'] * 55_000)
    return good_page()[:-1] + f', "x":[{texts}]}}'.encode()


@cache
def bomb() -> bytes:
    """Packed zeros, 1 GB of them; its end is missing and nobody should come there."""
    packer = _packer()
    start = packer.compress(b"\0") + packer.flush(zlib.Z_FULL_FLUSH)
    million = packer.compress(b"\0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + million * 1000


def padded(text: bytes) -> bytes:
    """``text`` packed into 1.2 MB: most of it are blocks that hold nothing."""
    packer = _packer()
    start = packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + NOTHING * 240_000 + packer.flush()


def opened(text: bytes) -> bytes:
    """The beginning of a packed text that goes on."""
    packer = _packer()
    return packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)


def large_enough() -> bytes:
    """As much as may be read in one poll, nearly."""
    return page(write_booking(booking()) | {"comment": "x" * 1_300_000})


LARGE = (bomb, many_values, many_texts, wide_text)
"""Pages that are made once, for all who ask."""


def _packer() -> "zlib._Compress":
    return zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
