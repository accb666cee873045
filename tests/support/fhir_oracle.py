"""HL7's own definitions as the judge: ``fhir.resources`` refuses what is no valid Appointment.

R4B's Appointment is R4's, element for element.
"""

from collections.abc import Mapping
from typing import Any

from fhir.resources.appointment import Appointment as R5Appointment
from fhir.resources.R4B.appointment import Appointment as R4Appointment
from pydantic import BaseModel


def check(resource: Mapping[str, Any], *, release: str = "R4") -> None:
    """Raises pydantic's ValidationError where ``resource`` is not valid in its release."""
    models: dict[str, type[BaseModel]] = {"R4": R4Appointment, "R5": R5Appointment}
    models[release].model_validate(dict(resource))
