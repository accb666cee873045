"""What the booking feed can do, and where its tokens are given; both are public."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from central.feed.tokens import SCOPES, token_address
from central.feed.words import ANSWERED, BASE, FhirResponse, as_json
from central.web.clerk import clerk_of

router = APIRouter(prefix=BASE, tags=["units"], default_response_class=FhirResponse)


@router.get("/metadata", responses=ANSWERED, summary="CapabilityStatement")
async def metadata(request: Request) -> Response:
    """What this server can do."""
    interactions = [{"code": code} for code in ("read", "search-type", "update")]
    references = [{"name": name, "type": "reference"} for name in ("location", "practitioner")]
    parameters = [*references, {"name": "date", "type": "date"}]
    resource = {
        "type": "Appointment",
        "interaction": interactions,
        "versioning": "versioned-update",
        "searchParam": parameters,
    }
    statement = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-11-23",
        "kind": "instance",
        "implementation": {
            "description": "Ostörd central",
            "url": clerk_of(request).settings.base_url + BASE,
        },
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{"mode": "server", "resource": [resource]}],
    }
    return as_json(statement)


@router.get(
    "/.well-known/smart-configuration",
    response_class=JSONResponse,
    summary="Where tokens are given",
)
async def smart_configuration(request: Request) -> dict[str, Any]:
    """SMART App Launch 2, Backend Services."""
    return {
        "token_endpoint": token_address(clerk_of(request)),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "grant_types_supported": ["client_credentials"],
        "scopes_supported": list(SCOPES),
        "capabilities": ["client-confidential-asymmetric", "permission-v2"],
    }
