"""Who may see and do what (R64): one table, a row for each right."""

from collections.abc import Iterable
from enum import StrEnum


class StaffRole(StrEnum):
    """What a member of staff is in a clinic."""

    CLINICIAN = "clinician"
    SCHEDULER = "scheduler"
    UNIT_ADMIN = "unit-admin"
    IT = "it"


class Right(StrEnum):
    """What a door asks for."""

    CHECK_IN = "check-in"
    """To a room (R18)."""
    SEE_VISITS = "see-visits"
    """The clinic's visits with names and numbers."""
    HOLD_VISIT = "hold-visit"
    """Chat, files, notes, snapshot, journal text, identity: of a visit where one takes part."""
    BOOK = "book"
    SEE_STATISTICS = "see-statistics"
    MANAGE_ACCOUNTS = "manage-accounts"
    READ_AUDIT = "read-audit"
    SEE_FLEET = "see-fleet"
    MEND_FLEET = "mend-fleet"
    """To let new units in, and to withdraw units."""


RIGHTS: dict[Right, frozenset[StaffRole]] = {
    Right.CHECK_IN: frozenset({StaffRole.CLINICIAN}),
    Right.SEE_VISITS: frozenset({StaffRole.CLINICIAN, StaffRole.SCHEDULER}),
    Right.HOLD_VISIT: frozenset({StaffRole.CLINICIAN}),
    Right.BOOK: frozenset({StaffRole.CLINICIAN, StaffRole.SCHEDULER}),
    Right.SEE_STATISTICS: frozenset({StaffRole.CLINICIAN, StaffRole.UNIT_ADMIN}),
    Right.MANAGE_ACCOUNTS: frozenset({StaffRole.UNIT_ADMIN}),
    Right.READ_AUDIT: frozenset({StaffRole.UNIT_ADMIN}),
    Right.SEE_FLEET: frozenset({StaffRole.IT, StaffRole.UNIT_ADMIN}),
    Right.MEND_FLEET: frozenset({StaffRole.IT}),
}


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """Everything that somebody with these roles may; a role that is not known gives nothing."""
    held = set(roles)
    return frozenset(right for right, given in RIGHTS.items() if held & given)
