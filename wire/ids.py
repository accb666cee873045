"""The identifiers that travel, each with the characters it may hold."""

import re
from typing import Annotated

from pydantic import StringConstraints

SiteId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
"""A site, such as ``north``: lower-case letters, digits and hyphens."""

UnitId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}/[a-z0-9][a-z0-9-]{0,31}$")
]
"""A unit with its site, such as ``north/room12``: the common name of its certificate."""

FhirId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\-.]{1,64}$")]
"""A FHIR logical id (R4, 2.24.0.1 `id`)."""

_FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def is_fhir_id(text: str) -> bool:
    """Whether ``text`` can be a FHIR logical id."""
    return _FHIR_ID.fullmatch(text) is not None


VisitId = FhirId
"""A visit goes by the id of its Appointment in central."""

PeerId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""One end of a call: given by central when it takes a seat, a new one per page load or process."""

Generation = Annotated[int, "counts the peer connections of one visit; a lower one is ignored"]
