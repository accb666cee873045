"""One entry of the audit log as a FHIR R4 AuditEvent: who did what, when, with which visit."""

from datetime import UTC, datetime
from typing import Any

from central.core.audit import Entry

HSA_ID = "urn:oid:1.2.752.29.4.19"
ACTIONS = "urn:ostord:audit-action"
TYPES = "http://terminology.hl7.org/CodeSystem/audit-event-type"
READING = ("read-", "copy-", "see-")
REFUSED = "-refused"
NOBODYS = frozenset({"patient", "central", "stranger"})
"""Actors that are a part in the house, not a person that is known."""


def audit_event(seq: int, entry: Entry) -> dict[str, Any]:
    """The resource; its id is the entry's place in the chain."""
    refused = entry.action.endswith(REFUSED)
    event: dict[str, Any] = {
        "resourceType": "AuditEvent",
        "id": f"audit-{seq}",
        "type": {"system": TYPES, "code": "rest", "display": "RESTful Operation"},
        "subtype": [{"system": ACTIONS, "code": entry.action}],
        "action": "R" if entry.action.startswith(READING) else "E",
        "recorded": datetime.fromtimestamp(entry.at, UTC).isoformat(timespec="milliseconds"),
        "outcome": "8" if refused else "0",
        "agent": [{"who": _who(entry.actor), "requestor": True}],
        "source": {"observer": {"display": "Ostörd central"}},
    }
    if entry.detail:
        event["outcomeDesc"] = entry.detail
    if entry.clinic:
        event["source"]["site"] = entry.clinic
    if entry.entity:
        event["entity"] = [{"what": {"reference": entry.entity}}]
    return event


def _who(actor: str) -> dict[str, Any]:
    if actor in NOBODYS:
        return {"display": actor}
    if "/" in actor:
        return {"type": "Device", "identifier": {"value": actor}}
    return {"type": "Practitioner", "identifier": {"system": HSA_ID, "value": actor}}
