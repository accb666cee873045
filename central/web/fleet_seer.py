"""Who looks at the fleet: a member of staff by their role (R64), or whoever has the access key."""

import hashlib
import hmac
from dataclasses import dataclass

from fastapi import Request

from central.core.access import Right
from central.staff.session import Staff, staff_of
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal

COOKIE = "ostord_fleet"
BY_KEY = "fleet-key"


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody who may see every unit."""

    actor: str
    """The HSA-id; ``fleet-key`` for who has nothing but the key."""
    name: str | None = None
    enrols: bool = False
    """They may let new units in, and withdraw units."""


def seer_of(request: Request) -> Seer:
    """Who asks; Refusal 401 for a stranger, 403 for staff without the role."""
    by_key = Seer(BY_KEY, enrols=True) if has_key(request) else None
    try:
        person = staff_of(request)
    except Refusal:
        if by_key is None:
            raise
        return by_key
    if not _may(person, Right.SEE_FLEET):
        if by_key is None:
            raise Refusal(403, "refused")
        return by_key
    return Seer(person.subject, person.name, _may(person, Right.MEND_FLEET))


def enroller_of(request: Request) -> Seer:
    """Who asks, if they may let units in and withdraw them: IT, or whoever has the key."""
    seer = seer_of(request)
    if not seer.enrols:
        raise Refusal(403, "refused")
    return seer


def _may(person: Staff, right: Right) -> bool:
    """Whether somebody has a right in any of their clinics: the fleet is nobody's alone."""
    return any(right in person.rights_in(clinic) for clinic in person.clinics)


def access_key(clerk: Clerk) -> str | None:
    """The key that opens the page; None: nobody comes in by one."""
    file = clerk.settings.fleet_key_file
    if file is None or not file.is_file():
        return None
    return file.read_text().strip() or None


def cookie_for(clerk: Clerk, key: str) -> str:
    """What a browser that gave ``key`` holds."""
    return hmac.new(clerk.secret, b"fleet:" + key.encode(), hashlib.sha256).hexdigest()


def has_key(request: Request) -> bool:
    """Whether the browser has given the access key that counts now."""
    clerk = clerk_of(request)
    key = access_key(clerk)
    given = request.cookies.get(COOKIE, "")
    return key is not None and hmac.compare_digest(given.encode(), cookie_for(clerk, key).encode())
