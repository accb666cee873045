"""The doors of the sign-in: to the identity provider and back, and what the page says before it."""

import hmac
import re
import secrets
from typing import Any, Literal, cast
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from central.core.audit import Entry
from central.imports.reading.found import SourceError
from central.journal import record
from central.sign_in.entering import Somebody, give_cookie, let_in, line_of
from central.sign_in.id_token import TokenError
from central.sign_in.provider import Provider
from central.sign_in.roles import clinics_of
from central.sign_in.trip import COOKIE, LASTS_S, Trip, trip_of
from central.store import audit
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/staff", tags=["staff"])

BACK = "/api/staff/sign-in/back"
TO = "ostord_sign_in_to"
PAGES = ("rum", "fleet")
"""Where one may want to be after it."""
TRIES_PER_S, TRIES_AT_ONCE = 1.0, 30
CODE_LIMIT = 4096
_SUBJECT = re.compile(r"[A-Za-z0-9-]{1,64}")


class WayIn(BaseModel):
    """How one comes in here: ``provider``, ``link`` or, where nobody can, ``none``."""

    way: str


class Refused(Exception):  # noqa: N818 - a refusal is not an error of ours
    """Nobody comes in; ``why`` is one of the page's words, ``detail`` for the record alone."""

    def __init__(self, why: str, detail: str | None = None, subject: str | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail
        self.subject = subject


@router.get("/way-in", summary="How one signs in here")
def way_in(request: Request) -> WayIn:
    """For anybody: the page says it before it offers a button."""
    settings = clerk_of(request).settings
    if settings.sign_in:
        return WayIn(way="provider")
    return WayIn(way="link" if settings.staff_links else "none")


@router.get("/sign-in", status_code=303, responses=problems(404, 429), summary="To the provider")
async def sign_in(request: Request, to: Literal["rum", "fleet"] = "rum") -> RedirectResponse:
    """Authorization code flow with PKCE; a short cookie binds the answer to this browser.

    ``to`` is the page that it leads back to.
    """
    clerk, provider = clerk_of(request), _provider(request)
    if clerk.too_fast(request, TRIES_PER_S, TRIES_AT_ONCE):
        raise Refusal(429, "too-fast")
    cookie = f"{secrets.token_urlsafe(32)}.{int(clerk.clock())}"
    trip = cast("Trip", trip_of(clerk.secret, cookie, clerk.clock()))
    try:
        answer = _to(await provider.way(trip))
    except SourceError as error:
        return _refuse(Refused("provider", error.code))
    for name, value in ((COOKIE, cookie), (TO, to)):
        answer.set_cookie(
            name,
            value,
            max_age=LASTS_S,
            path=BACK,
            httponly=True,
            samesite="lax",
            secure=clerk.settings.base_url.startswith("https:"),
        )
    return answer


@router.get("/sign-in/back", status_code=303, responses=problems(404, 429), summary="And back")
async def back(request: Request) -> RedirectResponse:
    """The provider's answer; whatever is wrong, the page says what to do."""
    clerk, provider = clerk_of(request), _provider(request)
    if clerk.too_fast(request, TRIES_PER_S, TRIES_AT_ONCE):
        raise Refusal(429, "too-fast")
    try:
        who = await _who(clerk, provider, request)
        cookie = await run_in_threadpool(let_in, request, who, "provider")
        wanted = request.cookies.get(TO)
        answer = _to(f"/{wanted if wanted in PAGES else PAGES[0]}")
        give_cookie(request, answer, cookie)
    except Refused as refused:
        await run_in_threadpool(_note, clerk, refused)
        answer = _refuse(refused)
    for name in (COOKIE, TO):
        answer.delete_cookie(name, path=BACK, httponly=True, samesite="lax")
    return answer


async def _who(clerk: Clerk, provider: Provider, request: Request) -> Somebody:
    asked = request.query_params
    trip = trip_of(clerk.secret, request.cookies.get(COOKIE, ""), clerk.clock())
    if trip is None or not hmac.compare_digest(
        asked.get("state", "").encode(), trip.state.encode()
    ):
        raise Refused("again", "state")
    settings = clerk.settings.sign_in
    assert settings is not None
    if asked.get("iss", settings.issuer) != settings.issuer:  # RFC 9207
        raise Refused("again", "iss")
    code = asked.get("code", "")
    if "error" in asked or not 0 < len(code) <= CODE_LIMIT:
        raise Refused("again", "denied")
    try:
        claims = await provider.claims(code, trip)
    except SourceError as error:
        raise Refused("provider", error.code) from None
    except TokenError as error:
        raise Refused("provider", error.claim) from None
    return _somebody(clerk, claims)


def _somebody(clerk: Clerk, claims: dict[str, Any]) -> Somebody:
    """Who the claims are about; Refused where they are not sure enough, or nobody here."""
    settings = clerk.settings.sign_in
    assert settings is not None
    subject = claims.get(settings.subject_claim)
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise Refused("provider", settings.subject_claim)
    if settings.acr and claims.get("acr") not in settings.acr:
        raise Refused("acr", "acr", subject)
    clinics = clinics_of(subject, claims, settings.grants, clerk.settings.staff)
    if not clinics:
        raise Refused("nobody", "no-roles", subject)
    full = line_of(claims.get("name"))
    parts = (line_of(claims.get(part)) for part in ("given_name", "family_name"))
    name = full or " ".join(part for part in parts if part) or subject
    return Somebody(subject, name, line_of(claims.get("title")), clinics)


def _provider(request: Request) -> Provider:
    found = cast("Provider | None", request.app.state.provider)
    if found is None:
        raise Refusal(404, "not-found")
    return found


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303)


def _refuse(refused: Refused) -> RedirectResponse:
    record("sign-in.refused", why=refused.why, detail=refused.detail)
    return _to(f"/rum#refused/{quote(refused.why)}")


def _note(clerk: Clerk, refused: Refused) -> None:
    """Who is known to have been refused stands in the audit log."""
    if refused.subject is None:
        return
    with clerk.database.begin() as transaction:
        entry = Entry(clerk.clock(), refused.subject, "sign-in-refused", detail=refused.detail)
        audit.note(transaction, entry)
