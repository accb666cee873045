"""Members of staff for tests: signed in without an identity provider, straight in the database."""

import secrets
from typing import Any

import aiohttp

from central.clinics import DEFAULT
from central.core.access import StaffRole
from central.staff.session import COOKIE
from central.store import staff
from central.store.database import Database
from tests.support.central_house import House

SUBJECT = "SE2321000016-1003"
CLINICIAN = "Eva Ek"


def sign_in(
    database: Database,
    now: float,
    *roles: StaffRole,
    clinic: str = DEFAULT,
    subject: str = SUBJECT,
    name: str = CLINICIAN,
    clinics: dict[str, list[str]] | None = None,
) -> str:
    """The cookie of somebody who has ``roles`` in ``clinic`` and acts for it, or in ``clinics``."""
    cookie = secrets.token_urlsafe(32)
    with database.begin() as transaction:
        staff.add(
            transaction,
            cookie,
            now,
            subject=subject,
            name=name,
            title="Distriktsläkare",
            clinics=clinics or {clinic: [role.value for role in roles]},
        )
    return cookie


class Colleague:
    """A browser of the staff."""

    def __init__(self, house: House, *roles: StaffRole, **who: Any) -> None:
        self._house = house
        given = roles or (StaffRole.CLINICIAN,)
        self.cookie = sign_in(house.database, house.clock.now, *given, **who)
        self.http = aiohttp.ClientSession(cookies={COOKIE: self.cookie}, cookie_jar=_jar())

    async def __aenter__(self) -> "Colleague":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask one door; status and answer."""
        async with self.http.request(method, self._house.url + path, json=body) as answer:
            is_json = "json" in answer.headers.get("Content-Type", "")
            return answer.status, await answer.json() if is_json else await answer.text()


def _jar() -> aiohttp.CookieJar:
    return aiohttp.CookieJar(unsafe=True)
