"""Access tokens for units: SMART Backend Services with ES256 assertions."""

from base64 import urlsafe_b64encode
from typing import Any

import aiohttp
import pytest

from tests.support.central_house import House


async def test_a_signed_assertion_gives_a_token_for_15_minutes(
    house: House, http: aiohttp.ClientSession
) -> None:
    status, given = await house.ask_token(http, client_assertion=house.assertion())
    assert status == 200
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 900)
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    for later, expected in ((899, 200), (1, 401)):
        house.clock.now += later
        async with http.get(f"{house.url}/fhir/R4/Appointment", headers=headers) as answer:
            assert answer.status == expected


@pytest.mark.parametrize(
    ("asked", "reading", "writing"),
    [
        ("system/Appointment.rs", 200, 403),
        ("system/Appointment.u", 403, 428),
        ("system/Appointment.u system/Appointment.rs system/Patient.rs", 200, 428),
    ],
)
async def test_a_token_opens_what_it_was_given_for(
    house: House, http: aiohttp.ClientSession, asked: str, reading: int, writing: int
) -> None:
    """SMART 2.2: rs reads and searches, u updates; the update alone then misses its If-Match."""
    booked = house.book()
    _, given = await house.ask_token(http, client_assertion=house.assertion(), scope=asked)
    assert set(given["scope"].split()) == set(asked.split()) - {"system/Patient.rs"}
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    url = f"{house.url}/fhir/R4/Appointment"
    for address in (url, f"{url}/{booked.appointment}"):
        async with http.get(address, headers=headers) as answer:
            assert answer.status == reading
    async with http.put(f"{url}/{booked.appointment}", json={}, headers=headers) as answer:
        assert answer.status == writing


async def test_a_token_is_not_made_wider_by_its_holder(
    house: House, http: aiohttp.ClientSession
) -> None:
    asked = {"client_assertion": house.assertion(), "scope": "system/Appointment.rs"}
    _, given = await house.ask_token(http, **asked)
    headers = {"Authorization": f"Bearer {given['access_token']}u"}
    async with http.get(f"{house.url}/fhir/R4/Appointment", headers=headers) as answer:
        assert answer.status == 401


async def test_an_assertion_is_used_once(house: House, http: aiohttp.ClientSession) -> None:
    assertion = house.assertion()
    assert (await house.ask_token(http, client_assertion=assertion))[0] == 200
    status, said = await house.ask_token(http, client_assertion=assertion)
    assert status == 401
    assert said == {"error": "invalid_client", "error_description": "jti was used before"}


@pytest.mark.parametrize(
    ("claims", "wrong"),
    [
        ({"key_of": "north/room14"}, "signature"),
        ({"iss": "north/room14"}, "iss"),
        ({"sub": "north/room99"}, "not known"),
        ({"aud": "https://elsewhere/oauth/token"}, "aud"),
        ({"exp": 0}, "exp"),
        ({"exp": 10**12}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"jti": "short"}, "jti"),
        ({"jti": None}, "jti"),
    ],
)
async def test_a_wrong_claim_is_refused_by_its_name(
    house: House, http: aiohttp.ClientSession, claims: dict[str, Any], wrong: str
) -> None:
    status, said = await house.ask_token(http, client_assertion=house.assertion(**claims))
    assert status == 401
    assert said["error"] == "invalid_client"
    assert wrong in said["error_description"]


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_assertion": "x.y.z"}, 401, "invalid_client"),
        ({"client_assertion": ""}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_assertion_type": "x"}, 400, "invalid_request"),
        ({"scope": "system/Patient.rs"}, 400, "invalid_scope"),
        ({"client_assertion": "x" * 20_000}, 400, "invalid_request"),
    ],
)
async def test_a_wrong_form_gets_oauths_own_word(
    house: House, http: aiohttp.ClientSession, form: dict[str, str], status: int, error: str
) -> None:
    got, said = await house.ask_token(http, **form)
    assert (got, said["error"]) == (status, error)


async def test_an_unsigned_assertion_is_refused(house: House, http: aiohttp.ClientSession) -> None:
    head, body, _ = house.assertion().split(".")
    none = "eyJhbGciOiJub25lIn0"
    for assertion in (f"{head}.{body}.", f"{none}.{body}."):
        assert (await house.ask_token(http, client_assertion=assertion))[0] == 401


async def test_a_units_expired_certificate_gives_no_token(
    house: House, http: aiohttp.ClientSession
) -> None:
    house.clock.now += 400 * 86_400
    status, said = await house.ask_token(http, client_assertion=house.assertion())
    assert status == 401
    assert "expired" in said["error_description"]


@pytest.mark.parametrize("claims", [{"sub": "north/room99"}, {"key_of": "north/room14"}])
async def test_a_stranger_does_not_learn_which_units_exist(
    house: House, http: aiohttp.ClientSession, claims: dict[str, Any]
) -> None:
    if "sub" in claims:
        claims["key_of"] = "north/room14"
    status, said = await house.ask_token(http, client_assertion=house.assertion(**claims))
    assert status == 401
    known_or_not = "the client is not known, or the signature is not its own"
    assert said == {"error": "invalid_client", "error_description": known_or_not}


@pytest.mark.parametrize(
    "payload", [b'{"sub":"\\ud800"}', b'{"sub":' + b"[" * 6000, b'{"sub":{}}', b'{"sub":"central"}']
)
async def test_a_senseless_assertion_is_refused_like_any_other(
    house: House, http: aiohttp.ClientSession, payload: bytes
) -> None:
    parts = (b'{"alg":"ES256"}', payload, b"x" * 64)
    assertion = ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    status, said = await house.ask_token(http, client_assertion=assertion)
    assert (status, said["error"]) == (401, "invalid_client")
