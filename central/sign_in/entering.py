"""The moment somebody is signed in: a cookie that never was before, whatever the browser had."""

import secrets
from dataclasses import dataclass

from fastapi import Request, Response

from central.core.audit import Entry
from central.staff.session import COOKIE
from central.store import audit, staff
from central.web.clerk import clerk_of

NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who came in, and what they are in which clinic."""

    subject: str
    name: str
    title: str | None
    clinics: dict[str, list[str]]


def let_in(request: Request, who: Somebody, way: str) -> str:
    """A new session for ``who``; the browser's former one ends. The new cookie's value."""
    clerk = clerk_of(request)
    cookie, now = secrets.token_urlsafe(32), clerk.clock()
    with clerk.database.begin() as transaction:
        staff.end(transaction, request.cookies.get(COOKIE, ""))
        staff.add(
            transaction,
            cookie,
            now,
            subject=who.subject,
            name=who.name,
            title=who.title,
            clinics=who.clinics,
        )
        audit.note(transaction, Entry(now, who.subject, "sign-in", detail=way))
    return cookie


def give_cookie(request: Request, response: Response, cookie: str) -> None:
    """The browser keeps it until it closes; no page reads it, no foreign page makes it go along."""
    response.set_cookie(
        COOKIE,
        cookie,
        path="/",
        httponly=True,
        samesite="strict",
        secure=clerk_of(request).settings.base_url.startswith("https:"),
    )


def line_of(value: object) -> str | None:
    """One printable line of somebody else's text, at most 200 characters; None for nothing."""
    if not isinstance(value, str):
        return None
    kept = "".join(c for c in value if c.isprintable())
    return " ".join(kept.split())[:NAME_LIMIT] or None
