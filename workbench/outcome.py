"""Reads an Appointment from central as the unit does: with the unit's key, over FHIR."""

import time
import uuid
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout
from joserfc import jwt
from joserfc.jwk import ECKey

from workbench.choices import UNIT

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


async def read_appointment(central: str, key: Path, appointment: str) -> dict[str, Any]:
    """The Appointment ``appointment`` as it stands in ``central`` now."""
    endpoint = f"{central}/oauth/token"
    claims = {
        "iss": UNIT,
        "sub": UNIT,
        "aud": endpoint,
        "jti": str(uuid.uuid4()),
        "exp": int(time.time()) + 60,
    }
    signed = jwt.encode({"alg": "ES256"}, claims, ECKey.import_key(key.read_bytes()))
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": signed,
        "scope": "system/Appointment.rs",
    }
    async with ClientSession(timeout=ClientTimeout(total=10), raise_for_status=True) as client:
        async with client.post(endpoint, data=form) as answer:
            token = (await answer.json())["access_token"]
        address = f"{central}/fhir/R4/Appointment/{appointment}"
        headers = {"Authorization": f"Bearer {token}"}
        async with client.get(address, headers=headers) as answer:
            found: dict[str, Any] = await answer.json()
    return found
