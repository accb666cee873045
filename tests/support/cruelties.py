"""The torture feed's cruelties by name, and how a reader of FHIR must name each."""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.support import torture_pages as pages
from tests.support.torture_line import STEP_S, Victim, head
from wire.appointment import write_booking

Act = Callable[[Victim], Awaitable[None]]


@dataclass(frozen=True)
class Cruelty:
    """What is done to a reader, and the code that it names the fault with; None: it reads on."""

    act: Act
    code: str | None
    first_page: bool = False
    """What came before it is still good: the agenda is cut short."""


def whole(make: Callable[[], bytes], *headers: str, status: str = "200 OK") -> Act:
    """One answer that is correct as HTTP."""

    async def act(victim: Victim) -> None:
        await victim.answer(make(), *headers, status=status)

    return act


def raw(*pieces: bytes) -> Act:
    """Bytes and then the end of the line."""

    async def act(victim: Victim) -> None:
        await victim.send(*pieces)

    return act


def endless(start: bytes, piece: bytes, pause: float = 0) -> Act:
    """A beginning, and then the same for ever."""

    async def act(victim: Victim) -> None:
        await victim.send(start)
        await victim.for_ever(piece, pause)

    return act


def then(following: Callable[[Victim], str], pause: float = 0) -> Act:
    """A good page that leads on."""

    async def act(victim: Victim) -> None:
        await asyncio.sleep(pause)
        told = write_booking(pages.booking(victim.number))
        await victim.answer(pages.page(told, following=following(victim)))

    return act


def _onwards(victim: Victim) -> str:
    return f"{victim.own}?page={victim.number + 1}"


async def _reset(victim: Victim) -> None:
    body = victim.torture.good()
    await victim.send(head(f"Content-Length: {len(body)}"), body[: len(body) // 2])
    await asyncio.sleep(STEP_S)
    victim.reset()


async def _second_page_fails(victim: Victim) -> None:
    if victim.number:
        await victim.answer(b"", status="500 Oh")
    else:
        await then(_onwards)(victim)


async def _second_page_hangs(victim: Victim) -> None:
    if victim.number:
        await asyncio.sleep(3600)
    await then(_onwards)(victim)


async def _empty_packing(victim: Victim) -> None:
    await victim.send(head("Content-Encoding: gzip"), pages.opened(b"{"))
    await victim.for_ever(pages.NOTHING * 1000)


async def _empty_packing_page_by_page(victim: Victim) -> None:
    """Each page takes nearly all that may be read, and unpacks to little."""
    body = pages.padded(pages.page(following=_onwards(victim)))
    await victim.answer(body, "Content-Encoding: gzip")


async def _a_large_good_page(victim: Victim) -> None:
    """The second page goes over the bound of the whole poll."""
    told = write_booking(pages.booking(victim.number)) | {"comment": "x" * 1_200_000}
    await victim.answer(pages.page(told, following=_onwards(victim)))


async def _spoiled_good_page(victim: Victim) -> None:
    body = victim.torture.good()
    await victim.answer(body[: len(body) * 2 // 3])


async def _too_long(victim: Victim) -> None:
    body = victim.torture.good()
    await victim.send(head(f"Content-Length: {len(body) + 1000}"), body)


async def _too_short(victim: Victim) -> None:
    body = victim.torture.good()
    await victim.send(head(f"Content-Length: {len(body) - 30}"), body)


async def _million_entries(victim: Victim) -> None:
    entry = json.dumps({"resource": write_booking(pages.booking())}).encode() + b","
    await victim.send(head(), b'{"resourceType":"Bundle","entry":[')
    for _ in range(1_000_000):
        await victim.send(entry)


async def _silence(_: Victim) -> None:
    await asyncio.sleep(3600)


OK = head("Content-Type: application/fhir+json")
CRUELTIES: dict[str, Cruelty] = {
    # --- answers that never end or never come
    "hang": Cruelty(_silence, "too-slow"),
    "hang-after-headers": Cruelty(endless(head("Content-Length: 9"), b"", 3600), "too-slow"),
    "drip-headers": Cruelty(endless(b"HTTP/1.1 200 OK\r\nX-Pad: ", b"a", STEP_S), "too-slow"),
    "drip-header-lines": Cruelty(endless(b"HTTP/1.1 200 OK\r\n", b"X: a\r\n", 0.25), "too-slow"),
    "drip-body": Cruelty(endless(head("Content-Length: 100000"), b" ", STEP_S), "too-slow"),
    "drip-chunks": Cruelty(
        endless(head("Transfer-Encoding: chunked"), b"1\r\n \r\n", STEP_S), "too-slow"
    ),
    "endless-continue": Cruelty(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", STEP_S), "too-slow"),
    "endless-headers": Cruelty(
        endless(b"HTTP/1.1 200 OK\r\n", b"X: " + b"a" * 99 + b"\r\n"), "garbled"
    ),
    "endless-header": Cruelty(endless(b"HTTP/1.1 200 OK\r\nX: ", b"a" * 999), "garbled"),
    "second-page-hangs": Cruelty(_second_page_hangs, "too-slow", first_page=True),
    "slow-pages": Cruelty(then(_onwards, pause=0.2), "too-slow", first_page=True),
    # --- too much
    "gigabyte": Cruelty(endless(head("Content-Length: 1000000000"), b"x" * 65_536), "too-large"),
    "endless": Cruelty(endless(OK, b" " * 65_536), "too-large"),
    "endless-chunks": Cruelty(
        endless(head("Transfer-Encoding: chunked"), b"1;x=" + b"a" * 999 + b"\r\n \r\n"),
        "too-large",
    ),
    "gzip-bomb": Cruelty(whole(pages.bomb, "Content-Encoding: gzip"), "too-large"),
    "gzip-of-nothing": Cruelty(_empty_packing, "too-large"),
    "gzip-of-nothing-page-by-page": Cruelty(
        _empty_packing_page_by_page, "too-large", first_page=True
    ),
    "million-entries": Cruelty(_million_entries, "too-large"),
    "deep": Cruelty(whole(lambda: b"[" * 100_000), "too-large"),
    "many-values": Cruelty(whole(pages.many_values), "too-large"),
    "large-pages": Cruelty(_a_large_good_page, "too-large", first_page=True),
    "endless-next": Cruelty(then(_onwards), "too-many-pages", first_page=True),
    # --- elsewhere
    "redirect": Cruelty(
        whole(bytes, "Location: http://169.254.169.254/latest", status="302 Found"), "redirected"
    ),
    "redirect-to-itself": Cruelty(
        whole(bytes, "Location: /redirect-to-itself/x", status="307 Again"), "redirected"
    ),
    "next-in-a-circle": Cruelty(
        then(lambda victim: victim.own), "pages-in-a-circle", first_page=True
    ),
    "next-on-a-private-address": Cruelty(
        then(lambda _: "http://169.254.169.254/latest/meta-data"), "page-elsewhere", first_page=True
    ),
    "next-on-another-port": Cruelty(
        then(lambda _: "http://127.0.0.1:1/x"), "page-elsewhere", first_page=True
    ),
    "next-in-a-file": Cruelty(
        then(lambda _: "file:///etc/passwd"), "page-elsewhere", first_page=True
    ),
    "next-is-no-address": Cruelty(then(lambda _: "http://[/"), "garbled", first_page=True),
    "next-without-end": Cruelty(then(lambda _: "/x" * 400_000), "page-elsewhere", first_page=True),
    # --- broken
    "failing": Cruelty(whole(lambda: b"Oh", status="500 Oh"), "failing"),
    "failing-html": Cruelty(whole(lambda: b"<h1>502</h1>" * 9999, status="502 Bad"), "failing"),
    "refusing": Cruelty(whole(bytes, status="403 No"), "refused"),
    "unchanged-unasked": Cruelty(whole(bytes, status="304 Not Modified"), "refused"),
    "second-page-fails": Cruelty(_second_page_fails, "failing", first_page=True),
    "reset": Cruelty(_reset, "garbled"),
    "hung-up": Cruelty(raw(), "unreachable"),
    "length-too-long": Cruelty(_too_long, "garbled"),
    "length-too-short": Cruelty(_too_short, "garbled"),
    "truncated": Cruelty(_spoiled_good_page, "garbled"),
    "no-http": Cruelty(raw(b"* OK IMAP4 ready\r\n\r\n"), "garbled"),
    "html": Cruelty(whole(lambda: b"<!doctype html><title>Logga in</title>"), "garbled"),
    "empty": Cruelty(whole(bytes), "garbled"),
    "another-resource": Cruelty(whole(lambda: b'{"resourceType":"OperationOutcome"}'), "garbled"),
    "latin-1": Cruelty(
        whole(
            lambda: pages.page(x="Å").replace(b"\\u00c5", b"\xc5"),
            "Content-Type: a/b; charset=latin-1",
        ),
        "garbled",
    ),
    "utf-16": Cruelty(whole(lambda: pages.good_page().decode().encode("utf-16")), "garbled"),
    "deep-enough": Cruelty(whole(lambda: b'{"a":' * 50_000), "garbled"),
    "huge-number": Cruelty(whole(lambda: b'{"a":' + b"9" * 100_000 + b"}"), "garbled"),
    "packed-otherwise": Cruelty(whole(pages.good_page, "Content-Encoding: br"), "garbled"),
    "packed-wrongly": Cruelty(whole(pages.good_page, "Content-Encoding: gzip"), "garbled"),
    "packed-and-cut": Cruelty(
        whole(lambda: gzip.compress(pages.good_page())[:-20], "Content-Encoding: gzip"), "garbled"
    ),
    # --- well-formed, and mean
    "good": Cruelty(whole(pages.good_page), None),
    "nasty": Cruelty(whole(pages.nasty_page), None),
    "absurd": Cruelty(whole(pages.absurd_page), None),
    "odd": Cruelty(whole(pages.odd_page), None),
    "duplicates": Cruelty(whole(pages.duplicates_page), None),
    "wide-text": Cruelty(whole(pages.wide_text), None),
    "many-texts": Cruelty(whole(pages.many_texts), None),
    "large-enough": Cruelty(whole(pages.large_enough), None),
}
