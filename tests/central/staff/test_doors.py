"""R64's matrix over the real doors: every door under /api/staff, as every role and as a stranger.

A door that is not in the table fails the test: whoever adds one says here who may come in.
"""

import re

import pytest

from central.core.access import RIGHTS, Right, StaffRole
from central.web.app import build_app
from tests.support.central_house import House
from tests.support.staff import Colleague

ANYBODY, SIGNED_IN = "anybody", "signed-in"
INVITES = Right.BOOK
"""Whoever books, and whoever holds the visit: the same roles."""
Asks = Right | str

BOOKING = "/api/staff/bookings/{booking}"
VISIT = "/api/staff/visits/{visit}"
DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/api/staff/way-in"): ANYBODY,
    ("GET", "/api/staff/sign-in"): ANYBODY,
    ("GET", "/api/staff/sign-in/back"): ANYBODY,
    ("POST", "/api/staff/link"): ANYBODY,
    ("POST", "/api/staff/sign-out"): ANYBODY,
    ("GET", "/api/staff/me"): SIGNED_IN,
    ("PUT", "/api/staff/clinic"): SIGNED_IN,
    ("GET", "/api/staff/support"): SIGNED_IN,
    ("GET", "/api/staff/check-in"): Right.CHECK_IN,
    ("POST", "/api/staff/check-in"): Right.CHECK_IN,
    ("POST", "/api/staff/check-in/confirm"): Right.CHECK_IN,
    ("DELETE", "/api/staff/check-in/asked"): Right.CHECK_IN,
    ("POST", "/api/staff/check-out"): Right.CHECK_IN,
    ("GET", "/api/staff/statistics"): Right.SEE_STATISTICS,
    ("GET", "/api/staff/statistics.csv"): Right.SEE_STATISTICS,
    ("GET", "/api/staff/accounts"): Right.MANAGE_ACCOUNTS,
    ("DELETE", "/api/staff/accounts/{subject}/sessions"): Right.MANAGE_ACCOUNTS,
    ("GET", "/api/staff/audit"): Right.READ_AUDIT,
    ("GET", "/api/staff/aids"): Right.HOLD_VISIT,
    ("GET", "/api/staff/visits"): Right.SEE_VISITS,
    ("GET", VISIT): Right.SEE_VISITS,
    ("POST", f"{VISIT}/late"): Right.HOLD_VISIT,
    ("POST", f"{VISIT}/taking-part"): Right.HOLD_VISIT,
    ("GET", f"{VISIT}/outcome"): Right.HOLD_VISIT,
    ("PUT", f"{VISIT}/outcome"): Right.HOLD_VISIT,
    ("GET", f"{VISIT}/journal-text"): Right.HOLD_VISIT,
    ("POST", f"{VISIT}/journal-text/copied"): Right.HOLD_VISIT,
    ("GET", f"{VISIT}/note"): Right.HOLD_VISIT,
    ("PUT", f"{VISIT}/note"): Right.HOLD_VISIT,
    ("GET", f"{VISIT}/guests"): INVITES,
    ("POST", f"{VISIT}/guests"): INVITES,
    ("POST", f"{VISIT}/guests/{{guest}}/link"): INVITES,
    ("DELETE", f"{VISIT}/guests/{{guest}}"): INVITES,
    ("GET", f"{VISIT}/identity"): Right.HOLD_VISIT,
    ("POST", f"{VISIT}/identity"): Right.HOLD_VISIT,
    ("GET", f"{VISIT}/least-level"): Right.BOOK,
    ("PUT", f"{VISIT}/least-level"): Right.BOOK,
    ("POST", f"{VISIT}/files"): Right.HOLD_VISIT,
    ("GET", f"{VISIT}/files/{{file}}"): Right.HOLD_VISIT,
    ("GET", f"{VISIT}/messages"): Right.SEE_VISITS,
    ("GET", f"{VISIT}/sent"): Right.HOLD_VISIT,
    ("GET", f"{VISIT}/sent/{{photo}}"): Right.HOLD_VISIT,
    ("GET", f"{VISIT}/sent-form"): Right.HOLD_VISIT,
    ("POST", f"{VISIT}/messages/{{message}}/again"): Right.BOOK,
    ("POST", "/api/staff/bookings"): Right.BOOK,
    ("GET", "/api/staff/bookings/form"): Right.BOOK,
    ("POST", "/api/staff/bookings/draft"): Right.BOOK,
    ("POST", "/api/staff/bookings/contact"): Right.BOOK,
    ("GET", f"{BOOKING}"): Right.BOOK,
    ("PUT", f"{BOOKING}"): Right.BOOK,
    ("POST", f"{BOOKING}/cancel"): Right.BOOK,
    ("POST", f"{BOOKING}/link"): Right.BOOK,
}
"""By method and path: the right that the door asks for."""


def real_doors(house: House) -> set[tuple[str, str]]:
    """Every door of the staff, as the served app says it."""
    app = build_app(house.settings, house.clock)
    paths = app.openapi()["paths"]
    app.state.clerk.database.close()  # it is never served, which closes its own
    return {
        (method.upper(), path)
        for path, methods in paths.items()
        if path.startswith("/api/staff")
        for method in methods
    }


def test_r64_the_table_names_every_door_and_no_other(closed_house: House) -> None:
    assert real_doors(closed_house) == set(DOORS)


@pytest.mark.parametrize("role", [*StaffRole, None])
async def test_r64_every_door_lets_in_whom_the_table_says_and_nobody_else(
    house: House, role: StaffRole | None
) -> None:
    async with Colleague(house, role or StaffRole.CLINICIAN) as person:
        if role is None:
            person.http.cookie_jar.clear()
        for (method, path), asks in sorted(DOORS.items()):
            if path == "/api/staff/sign-out" and role is not None:
                continue  # it would end the others' answers
            status, _ = await person.ask(method, re.sub(r"\{\w+\}", "unknown", path))
            assert (status, method, path) == (_expected(status, asks, role), method, path)


def _expected(status: int, asks: Asks, role: StaffRole | None) -> int:
    """401 for a stranger, 403 for the wrong role; a door that is open answers anything else."""
    if asks == ANYBODY:
        return status if status not in (401,) else 200
    if role is None:
        return 401
    if isinstance(asks, Right) and role not in RIGHTS[asks]:
        return 403
    return status if status not in (401, 403) else 200
