"""Where whoever finds a hole in this server tells of it (RFC 9116)."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from central.web.clerk import clerk_of
from central.web.problems import Refusal

router = APIRouter(include_in_schema=False)

GOOD_FOR = timedelta(days=180)


@router.get("/.well-known/security.txt")
async def security(request: Request) -> PlainTextResponse:
    """Only where the settings name somebody who reads it."""
    clerk = clerk_of(request)
    contact = clerk.settings.security_contact
    if contact is None:
        raise Refusal(404, "not-found")
    until = datetime.fromtimestamp(clerk.clock(), UTC).replace(microsecond=0) + GOOD_FOR
    lines = [
        f"Contact: {contact}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: sv, en",
        f"Canonical: {clerk.settings.base_url}/.well-known/security.txt",
    ]
    return PlainTextResponse("\n".join([*lines, ""]))
