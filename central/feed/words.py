"""FHIR's own way of answering and of saying what was wrong."""

import json
from typing import Any

from fastapi import Request, Response

BASE = "/fhir/R4"
FHIR_JSON = "application/fhir+json"

_OUTCOME = {
    "type": "object",
    "properties": {"resourceType": {"const": "OperationOutcome"}, "issue": {"type": "array"}},
}
ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {"content": {FHIR_JSON: {"schema": {"type": "object"}}}}
}
"""A resource."""
RESPONSES: dict[int | str, dict[str, Any]] = ANSWERED | {
    status: {"description": said, "content": {FHIR_JSON: {"schema": _OUTCOME}}}
    for status, said in {
        400: "Malformed: the element at fault is named",
        401: "No valid access token",
        404: "Unknown, or of another room",
    }.items()
}
WRITTEN_RESPONSES: dict[int | str, dict[str, Any]] = RESPONSES | {
    422: RESPONSES[400] | {"description": "Malformed: the field is named"}
}
UPDATE_RESPONSES: dict[int | str, dict[str, Any]] = RESPONSES | {
    412: {"description": "The booking was changed meanwhile"},
    422: {"description": "Changes more than the outcome"},
    428: {"description": "If-Match is missing"},
}


class FhirResponse(Response):
    """FHIR's own media type."""

    media_type = FHIR_JSON


def as_json(resource: dict[str, Any], status: int = 200, tag: str | None = None) -> Response:
    """A resource, with its version as ETag where there is one."""
    content = json.dumps(resource, ensure_ascii=False).encode()
    headers = {"ETag": tag} if tag else None
    return Response(content, status, headers, media_type=FHIR_JSON)


class Fault(Exception):  # noqa: N818 - the sender's fault, not an error of ours
    """Answer with an OperationOutcome; ``code`` is a FHIR issue type."""

    def __init__(self, status: int, code: str, said: str, element: str | None = None) -> None:
        super().__init__(said)
        self.status, self.code, self.said, self.element = status, code, said, element


async def fault_answer(_: Request, error: Exception) -> Response:
    """The OperationOutcome of a Fault."""
    assert isinstance(error, Fault)
    issue: dict[str, Any] = {"severity": "error", "code": error.code}
    issue["details"] = {"text": error.said}
    if error.element:
        issue["expression"] = [error.element]
    answer = as_json({"resourceType": "OperationOutcome", "issue": [issue]}, error.status)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
