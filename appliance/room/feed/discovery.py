"""Where a foreign FHIR server gives its tokens: HL7 SMART App Launch 2.2, Conformance."""

from urllib.parse import urlsplit

import aiohttp

from appliance.room.central.bounded import ask, parse
from appliance.room.central.origin import origin
from appliance.room.faults import FarEndError

CONFIGURATION_LIMIT = 65_536
ADDRESS_LENGTH = 2000


async def token_endpoint(
    session: aiohttp.ClientSession, base: str, algorithm: str, central: str
) -> str:
    """The address that the server at ``base`` names; raises FarEndError.

    It must be https or on the server's own origin: an assertion is never sent in the clear to
    another. Nor is it ``central``: the token that it gives would be shown to that server.
    ``algorithm-unknown`` where the server says that it does not take ``algorithm``.
    """
    address = f"{base}/.well-known/smart-configuration"
    asked = {"Accept": "application/json"}
    answer = await ask(session, "feed", "GET", address, headers=asked, limit=CONFIGURATION_LIMIT)
    if answer.status != 200:
        raise FarEndError("feed", "failing" if answer.status >= 500 else "no-smart-configuration")
    said = parse("feed", answer.body)
    endpoint = said.get("token_endpoint") if isinstance(said, dict) else None
    if not isinstance(endpoint, str) or not _may_be_asked(endpoint, base, central):
        raise FarEndError("feed", "token-elsewhere")
    assert isinstance(said, dict)
    taken = said.get("token_endpoint_auth_signing_alg_values_supported")
    if isinstance(taken, list) and algorithm not in taken:
        raise FarEndError("feed", "algorithm-unknown")
    return endpoint


def _may_be_asked(endpoint: str, base: str, central: str) -> bool:
    try:
        scheme, host, _ = own = origin(endpoint)
        if not host or urlsplit(endpoint).username is not None or len(endpoint) > ADDRESS_LENGTH:
            return False
        return own == origin(base) or (scheme == "https" and own != origin(central))
    except ValueError:
        return False
