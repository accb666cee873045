"""A source that lies, floods or hangs: a poll ends in 10 s, reads at most 2 MB, harms nothing."""

import asyncio
import gzip
import resource
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import pytest

from central.imports.poll import poll, span_of
from central.imports.reading.found import Reading
from central.imports.reading.readers import read_source
from central.imports.settings import ImportSettings
from tests.support.central_house import NOON
from tests.support.cruelties import CRUELTIES
from tests.support.foreign_sides import Event, calendar, showing
from tests.support.torture_feed import torture
from tests.support.torture_line import Torture

STOCKHOLM = ZoneInfo("Europe/Stockholm")
POLL_S = 10.0
POLL_BYTES = 2_000_000
SLACK_BYTES = 600_000
"""What the kernels on both sides hold of an answer that nobody reads on."""


@pytest.fixture
async def feed() -> AsyncIterator[Torture]:
    """The torture feed."""
    async with torture() as running:
        yield running


def table(kind: str, address: str, **more: object) -> ImportSettings:
    """A source's settings."""
    known = {"name": "torture", "kind": kind, "address": address, "location": "room-12"}
    return ImportSettings.model_validate(known | {"private_addresses": True} | more)


@dataclass
class Polled:
    """How one poll went."""

    reading: Reading
    took_s: float


async def timed(settings: ImportSettings) -> Polled:
    """One poll in this process."""
    begun = time.monotonic()
    span = span_of(settings, STOCKHOLM, NOON)
    reading = await read_source(settings, STOCKHOLM, date(2026, 11, 24), span)
    return Polled(reading, time.monotonic() - begun)


SLOW = [name for name, cruelty in CRUELTIES.items() if cruelty.code == "too-slow"]


async def test_every_cruelty_that_waits_ends_in_time(
    feed: Torture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("central.imports.reading.readers.READ_S", 2.0)
    meant = [(kind, name) for kind in ("fhir", "ical", "caldav") for name in SLOW]
    polls = await asyncio.gather(*(timed(table(kind, feed.base(name))) for kind, name in meant))
    for (kind, name), polled in zip(meant, polls, strict=True):
        assert polled.took_s < POLL_S / 2, (kind, name)
        assert not polled.reading.complete, (kind, name)
        assert polled.reading.problem is not None, (kind, name)


TRANSPORT = frozenset(
    [
        "endless",
        "endless-chunks",
        "endless-headers",
        "gigabyte",
        "gzip-bomb",
        "gzip-of-nothing",
        "redirect",
        "failing",
        "refusing",
        "reset",
        "hung-up",
        "length-too-long",
        "packed-otherwise",
        "packed-and-cut",
        "no-http",
        "html",
        "empty",
    ]
)
"""What does not speak FHIR meets every reader alike."""


@pytest.mark.parametrize("kind", ["fhir", "ical", "caldav"])
async def test_every_other_cruelty_is_bounded_and_named(feed: Torture, kind: str) -> None:
    for name, cruelty in CRUELTIES.items():
        if name in SLOW or (kind != "fhir" and name not in TRANSPORT):
            continue
        sent = feed.sent
        polled = await timed(table(kind, feed.base(name)))
        assert feed.sent - sent < POLL_BYTES + SLACK_BYTES, name
        assert polled.took_s < POLL_S, name
        if kind == "fhir" and cruelty.code is None:
            assert polled.reading.complete, (name, polled.reading.problem)
        elif kind != "fhir" or cruelty.code is not None:
            assert not polled.reading.complete, name
            assert polled.reading.problem, name
        for found in polled.reading.found:
            texts = [found.foreign_id, found.kind, found.practitioner, *found.rooms]
            assert all(text.isprintable() for text in texts if text), name
            assert not any(set(text) & set("<>") for text in texts[1:] if text), name


EXPLOSIONS = {
    "interval-0": "FREQ=DAILY;INTERVAL=0",
    "each-second": "FREQ=SECONDLY",
    "each-hour": "FREQ=HOURLY;COUNT=100000000",
    "never": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "every-minute": "FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,1,2,3,4,5,6,7,8,9",
    "far": "FREQ=DAILY;UNTIL=99991231T000000Z;INTERVAL=1000000",
    "positions": "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=366,-366",
    "nonsense": "FREQ=SOMETIMES;BYDAY=XX",
    "weeks": "FREQ=YEARLY;BYWEEKNO=53,-53;BYYEARDAY=366;BYMONTHDAY=31",
}


async def test_series_without_end_are_named_and_harm_no_other() -> None:
    events = calendar(Event("good", NOON + 3600), *(Event(n, NOON + 3600) for n in EXPLOSIONS))
    for name, rule in EXPLOSIONS.items():
        events = events.replace(f"UID:{name}\r\n", f"UID:{name}\r\nRRULE:{rule}\r\n")
    with showing() as shown:
        shown.body = events.encode()
        polled = await timed(table("ical", f"http://127.0.0.1:{shown.port}/"))
    assert polled.took_s < POLL_S
    assert polled.reading.complete
    assert "good" in {one.foreign_id for one in polled.reading.found}
    named = {one.foreign_id for one in polled.reading.bad}
    assert {"interval-0", "each-second", "each-hour", "every-minute", "far", "nonsense"} <= named


def _ical(*lines: str) -> bytes:
    body = "\r\n".join(lines)
    return f"BEGIN:VCALENDAR\r\n{body}\r\nEND:VCALENDAR\r\n".encode()


MEAN = {
    "many-events": _ical(*["BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT"] * 50_000),
    "nested": _ical(*["BEGIN:VEVENT"] * 80_000),
    "one-line": _ical("BEGIN:VEVENT", "UID:x", "SUMMARY:" + "x" * 1_500_000, "END:VEVENT"),
    "folded": _ical("BEGIN:VEVENT", "UID:x", *[" " * 9] * 90_000, "END:VEVENT"),
    "many-properties": _ical("BEGIN:VEVENT", "UID:x", *["ATTENDEE:mailto:a@b.se"] * 70_000),
    "exceptions": _ical(
        *[
            f"BEGIN:VEVENT\r\nUID:x\r\nDTSTART:20261124T1{n % 10}0000Z\r\nRRULE:FREQ=DAILY\r\n"
            f"RECURRENCE-ID:20261124T{n % 24:02}{n % 60:02}00Z\r\nEND:VEVENT"
            for n in range(1900)
        ]
    ),
    "zones": _ical(*["BEGIN:VTIMEZONE\r\nTZID:x\r\nEND:VTIMEZONE"] * 30_000),
    "html": b"<html><body>Logga in</body></html>",
    "bytes": bytes(range(256)) * 4000,
    "utf-16": calendar(Event("x", NOON)).encode("utf-16"),
    "cut": calendar(Event("x", NOON + 60), Event("y", NOON + 60)).encode()[:-60],
    "gzip": gzip.compress(b"BEGIN:VCALENDAR"),
}


@pytest.mark.parametrize("name", MEAN)
async def test_mean_calendars_are_bounded_and_named(name: str) -> None:
    with showing() as shown:
        shown.body = MEAN[name]
        polled = await timed(table("ical", f"http://127.0.0.1:{shown.port}/"))
    assert polled.took_s < POLL_S
    assert not polled.reading.complete or polled.reading.bad or not polled.reading.found


XML = {
    "billion-laughs": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
    "deep": b"<a>" * 100_000,
    "wide": b"<a>" + b"<b/>" * 200_000 + b"</a>",
    "external": b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    "foreign": b"<html/>",
    "cut": b'<d:multistatus xmlns:d="DAV:"><d:response>',
    "charset": b'<?xml version="1.0" encoding="x-nowhere"?><a/>',
    "truncated-by-server": b'<d:multistatus xmlns:d="DAV:"><d:response><d:href>/</d:href>'
    b"<d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response></d:multistatus>",
}


@pytest.mark.parametrize("name", XML)
async def test_mean_xml_is_bounded_and_named(feed: Torture, name: str) -> None:
    from central.imports.reading.caldav import read_multistatus
    from central.imports.reading.found import SourceError

    if name == "truncated-by-server":
        assert read_multistatus(XML[name]) == (False, [])
        return
    with pytest.raises(SourceError) as caught:
        read_multistatus(XML[name])
    assert caught.value.code in ("garbled", "too-many")


async def test_a_private_address_is_refused_unless_allowed(feed: Torture) -> None:
    for address in (feed.base("good"), f"http://localhost:{feed.port}/good"):
        settings = table("fhir", address, private_addresses=False)
        assert (await timed(settings)).reading.problem == "private-address"
    assert feed.asked == []
    assert (await timed(table("fhir", feed.base("good")))).reading.complete


class TestInAProcessOfItsOwn:
    """What the bounds of the reader cannot stop, the kernel and the one who waits do."""

    async def test_hanging_and_flooding_sources_end_in_time(self, feed: Torture) -> None:
        names = ("hang", "endless-headers", "million-entries")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.monotonic()
        polls = await asyncio.gather(
            *(poll(table("fhir", feed.base(name)), STOCKHOLM, NOON) for name in names)
        )
        assert time.monotonic() - begun < POLL_S + 1
        assert all(not reading.complete for _, reading in polls)
        grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown_kb < 20_000
        assert psutil.Process().children() == []

    async def test_a_good_source_is_read_there_as_here(self, tmp_path: Path) -> None:
        with showing() as shown:
            shown.body = calendar(
                Event("a", NOON + 60), Event("b", NOON + 60, cancelled=True)
            ).encode()
            settings = table("ical", f"http://127.0.0.1:{shown.port}/")
            _, there = await poll(settings, STOCKHOLM, NOON)
            here = (await timed(settings)).reading
        assert there == here
        assert len(here.found) == 2

    async def test_a_reader_that_spins_or_grows_is_ended(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import sys

        from central.imports import poll as module

        monkeypatch.setattr(module, "POLL_S", 1.0)
        for program in ("while True: pass", "import time; time.sleep(60)"):
            monkeypatch.setattr(module, "CHILD", (sys.executable, "-c", program))
            begun = time.monotonic()
            _, reading = await poll(table("ical", "http://127.0.0.1:1/"), STOCKHOLM, NOON)
            assert (reading.complete, reading.problem) == (False, "too-slow")
            assert time.monotonic() - begun < 5
        for program, problem in (
            ("print('x' * 9_000_000)", "too-large"),
            ("raise SystemExit(9)", "reader-died"),
            ("print('{}')", "reader-died"),
            ("print('[]')", "reader-died"),
        ):
            monkeypatch.setattr(module, "CHILD", (sys.executable, "-c", program))
            _, reading = await poll(table("ical", "http://127.0.0.1:1/"), STOCKHOLM, NOON)
            assert (reading.complete, reading.problem) == (False, problem)
