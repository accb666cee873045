"""Who asks at a staff door, and whether they may: 401 for a stranger, 403 for the wrong role."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Depends, Request

from central.core.access import Right, rights_of
from central.store import staff
from central.store.staff_tables import StaffSession
from central.web.clerk import clerk_of
from central.web.problems import Refusal

COOKIE = "ostord_staff"
SEEN_S = 30.0
"""A session's last sign of life is written down this often."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in member of staff, and the clinic they act for."""

    subject: str
    """The HSA-id."""
    name: str
    title: str | None
    clinics: dict[str, list[str]]
    """Roles by clinic."""
    clinic: str | None
    session: str
    """The session's digest."""

    @property
    def rights(self) -> frozenset[Right]:
        """What they may in the clinic that they act for; nothing before they chose one."""
        return self.rights_in(self.clinic or "")

    def rights_in(self, clinic: str) -> frozenset[Right]:
        """What they may in a clinic, whether they act for it just now or not."""
        return rights_of(self.clinics.get(clinic, ()))


def staff_of(request: Request) -> Staff:
    """Whose cookie it is; Refusal 401 for nobody's."""
    clerk = clerk_of(request)
    cookie, now = request.cookies.get(COOKIE), clerk.clock()
    with clerk.database.begin() as transaction:
        row = staff.by_cookie(transaction, cookie, now) if cookie else None
        if row is None:
            raise Refusal(401, "not-signed-in")
        if now >= row.seen_at + SEEN_S:
            row.seen_at = now
        return person_of(row)


def person_of(row: StaffSession) -> Staff:
    """The person that a session's row tells of."""
    return Staff(row.subject, row.name, row.title, row.clinics, row.clinic, row.digest)


def who_may(right: Right) -> Callable[[Request], Staff]:
    """A dependency: the member of staff, who has ``right`` in the clinic they act for (R64)."""

    def may(request: Request) -> Staff:
        person = staff_of(request)
        if right not in person.rights:
            raise Refusal(403, "refused")
        return person

    return may


SIGNED_IN = Depends(staff_of)
