"""Which roles somebody has in which clinics: by what the provider claims, and by the settings."""

from collections.abc import Iterable, Iterator, Mapping

from central.sign_in.settings import Grant, StaffMember

LISTED = ("commissions", "allCommissions")
"""Claims that list every commission (*medarbetaruppdrag*) of the person, one object each."""


def clinics_of(
    subject: str,
    claims: Mapping[str, object],
    grants: Iterable[Grant],
    staff: Iterable[StaffMember],
) -> dict[str, list[str]]:
    """The person's roles by clinic; empty: nobody here knows them."""
    told = list(_told(claims))
    given = [(g.clinic, g.roles) for g in grants if any(_says(one, g) for one in told)]
    given += [(member.clinic, member.roles) for member in staff if member.subject == subject]
    clinics: dict[str, list[str]] = {}
    for clinic, roles in given:
        held = clinics.setdefault(clinic, [])
        held.extend(role.value for role in roles if role.value not in held)
    return clinics


def _told(claims: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The claims themselves, then each commission that they list."""
    yield claims
    for name in LISTED:
        listed = claims.get(name)
        for one in listed if isinstance(listed, list) else ():
            yield one if isinstance(one, dict) else {"commissionHsaId": one}


def _says(claims: Mapping[str, object], grant: Grant) -> bool:
    said = claims.get(grant.claim)
    return grant.value in said if isinstance(said, list) else said == grant.value
