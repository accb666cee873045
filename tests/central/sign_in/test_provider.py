"""Signing in at an identity provider: a foreign program, and one that lies (R60)."""

import dataclasses
import secrets
from collections.abc import AsyncIterator
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from central.core.access import StaffRole
from central.sign_in.roles import clinics_of
from central.sign_in.settings import StaffMember
from central.store import audit
from tests.central.sign_in.conftest import GRANT, Traveller, asks, serving, with_settings
from tests.support.central_house import House
from tests.support.foreign_provider import (
    EVA,
    StrictProvider,
    answer_as,
    put_person,
    register,
    strict_provider,
)
from tests.support.staff import sign_in

SIGN_IN, BACK = "/api/staff/sign-in", "/api/staff/sign-in/back"


@pytest.fixture
async def with_mock(own_house: House, mock: str) -> AsyncIterator[tuple[House, str]]:
    """A served house that the foreign provider knows by a secret."""
    async with Traveller(own_house) as one:
        client, secret = await register(one.http, mock, own_house.url + BACK)
        await put_person(one.http, mock, **EVA)
    file = own_house.folder / "idp.secret"
    file.write_text(secret + "\n")
    settings = asks(mock, client_id=client, secret_file=file)
    async with serving(with_settings(own_house, sign_in=settings)) as house:
        yield house, mock


@pytest.fixture
async def strict(own_house: House) -> AsyncIterator[tuple[House, StrictProvider]]:
    """A served house that shows a provider its own key."""
    file = own_house.folder / "client.pem"
    file.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
    async with strict_provider(file) as provider:
        settings = asks(provider.issuer, key_file=file)
        async with serving(with_settings(own_house, sign_in=settings)) as house:
            yield house, provider


async def tried(house: House, provider: StrictProvider, **query: str) -> tuple[str, int]:
    """One whole trip: where the browser ends, and whether it is signed in."""
    async with Traveller(house) as eva:
        state = provider.remember(await eva.go(SIGN_IN))
        asked = {"state": state, "code": "a-code"} | query
        said = "&".join(f"{name}={value}" for name, value in asked.items())
        return await eva.go(f"{BACK}?{said}"), (await eva.me())[0]


async def test_r60_a_foreign_provider_signs_a_clinician_in(with_mock: tuple[House, str]) -> None:
    house, _ = with_mock
    async with Traveller(house) as eva:
        back = await answer_as(eva.http, await eva.go(SIGN_IN))
        assert await eva.go(back) == "/rum"
        status, me = await eva.me()
    assert (status, me["subject"], me["name"]) == (200, EVA["employeeHsaId"], "Eva Ek")
    assert (me["title"], me["clinic"]) == ("Distriktsläkare", "clinic")
    assert me["clinics"][0]["roles"] == ["clinician"]
    with house.database.begin() as transaction:
        ((_, entry),) = audit.entries(transaction, 0, house.clock.now + 1)
    assert (entry.actor, entry.action, entry.detail) == (
        EVA["employeeHsaId"],
        "sign-in",
        "provider",
    )


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"acr": "http://id.sambi.se/loa/loa2"}, "acr"),
        ({"acr": None}, "acr"),
        ({"commissionHsaId": "SE2321000016-C999"}, "nobody"),
        ({"employeeHsaId": None}, "provider"),
        ({"employeeHsaId": "<script>"}, "provider"),
    ],
)
async def test_r60_too_low_a_level_or_nobody_we_know_is_refused_by_a_page(
    with_mock: tuple[House, str], claims: dict[str, Any], why: str
) -> None:
    house, mock = with_mock
    said = {name: one for name, one in (EVA | claims).items() if one is not None}
    async with Traveller(house) as eva:
        await put_person(eva.http, mock, **said)
        back = await answer_as(eva.http, await eva.go(SIGN_IN))
        assert await eva.go(back) == f"/rum#refused/{why}"
        assert (await eva.me())[0] == 401
        assert eva.cookies() == {}


async def test_a_wrong_secret_is_the_providers_refusal(with_mock: tuple[House, str]) -> None:
    house, _ = with_mock
    async with Traveller(house) as eva:
        back = await answer_as(eva.http, await eva.go(SIGN_IN))
        settings = house.settings.sign_in
        assert settings
        assert settings.secret_file
        settings.secret_file.write_text("another")
        assert await eva.go(back) == "/rum#refused/provider"


async def test_pkce_and_the_clients_own_key_are_right(strict: tuple[House, StrictProvider]) -> None:
    house, provider = strict
    assert await tried(house, provider) == ("/rum", 200)
    assert provider.asked == 1


LIES: list[tuple[str, dict[str, Any]]] = [
    ("iss", {"iss": "https://elsewhere.example"}),
    ("aud", {"aud": "another"}),
    ("aud", {"aud": ["ostord", "another"]}),
    ("exp", {"exp": 1}),
    ("exp", {"exp": None}),
    ("iat", {"iat": 1}),
    ("nonce", {"nonce": "of-another-trip"}),
    ("nonce", {"nonce": None}),
    ("sub", {"sub": None}),
]


@pytest.mark.parametrize(("claim", "lie"), LIES)
async def test_an_id_token_of_another_sign_in_is_refused(
    strict: tuple[House, StrictProvider], claim: str, lie: dict[str, Any]
) -> None:
    house, provider = strict
    provider.claims = lie
    assert await tried(house, provider) == ("/rum#refused/provider", 401)


async def test_a_token_without_the_providers_signature_is_refused(
    strict: tuple[House, StrictProvider],
) -> None:
    house, provider = strict
    provider.signer = ECKey.generate_key("P-256")
    assert await tried(house, provider) == ("/rum#refused/provider", 401)
    provider.signer = OctKey.import_key("a secret that both of us know")  # type: ignore[assignment]
    for algorithm in ("none", "HS256"):
        provider.algorithm = algorithm
        assert await tried(house, provider) == ("/rum#refused/provider", 401)


async def test_a_new_key_of_the_provider_is_looked_for(
    strict: tuple[House, StrictProvider],
) -> None:
    house, provider = strict
    assert (await tried(house, provider))[1] == 200
    provider.key = provider.signer = ECKey.generate_key("P-256")
    house.clock.now += 31
    assert (await tried(house, provider))[1] == 200


async def test_what_userinfo_adds_counts_for_the_same_person_alone(
    strict: tuple[House, StrictProvider],
) -> None:
    house, provider = strict
    provider.claims = dict.fromkeys(EVA)
    provider.more = {"sub": "another", **EVA}
    assert (await tried(house, provider))[1] == 401
    provider.more = {"sub": "eva", **EVA}
    assert (await tried(house, provider))[1] == 200


@pytest.mark.parametrize(
    "query",
    [
        {"state": "of-another-trip"},
        {"state": ""},
        {"code": ""},
        {"error": "access_denied"},
        {"iss": "https://elsewhere.example"},
    ],
)
async def test_an_answer_that_nobody_asked_for_is_refused(
    strict: tuple[House, StrictProvider], query: dict[str, str]
) -> None:
    house, provider = strict
    assert await tried(house, provider, **query) == ("/rum#refused/again", 401)
    assert provider.asked == 0


async def test_an_answer_to_another_browser_is_refused_and_so_is_an_old_one(
    strict: tuple[House, StrictProvider],
) -> None:
    house, provider = strict
    async with Traveller(house) as eva, Traveller(house) as other:
        state = provider.remember(await eva.go(SIGN_IN))
        await other.go(SIGN_IN)
        assert await other.go(f"{BACK}?state={state}&code=c") == "/rum#refused/again"
        house.clock.now += 601
        assert await eva.go(f"{BACK}?state={state}&code=c") == "/rum#refused/again"


async def test_a_cookie_from_before_the_sign_in_is_worth_nothing_after_it(
    strict: tuple[House, StrictProvider],
) -> None:
    """Session fixation: whatever the browser brought, it leaves with a new one."""
    house, provider = strict
    planted = sign_in(house.database, house.clock.now, StaffRole.IT, subject="SE-PLANTED")
    async with Traveller(house) as eva:
        eva.http.cookie_jar.update_cookies({"ostord_staff": planted})
        state = provider.remember(await eva.go(SIGN_IN))
        await eva.go(f"{BACK}?state={state}&code=c")
        assert eva.cookies()["ostord_staff"] != planted
        assert (await eva.me())[1]["name"] == "Eva Ek"
        eva.http.cookie_jar.clear()
        eva.http.cookie_jar.update_cookies({"ostord_staff": planted})
        assert (await eva.me())[0] == 401


async def test_a_provider_that_leads_elsewhere_is_not_followed(
    strict: tuple[House, StrictProvider],
) -> None:
    house, provider = strict
    async with Traveller(house) as eva:
        for lie in (
            {"issuer": "https://elsewhere.example"},
            {"jwks_uri": "file:///etc/passwd"},
            {"token_endpoint": None},
        ):
            provider.discovery = lie
            assert await eva.go(SIGN_IN) == "/rum#refused/provider"
        provider.discovery, provider.redirects = {}, True
        assert await eva.go(SIGN_IN) == "/rum#refused/provider"


async def test_a_private_address_is_not_asked_unless_the_settings_allow_it(
    strict: tuple[House, StrictProvider],
) -> None:
    house, provider = strict
    settings = house.settings.sign_in
    assert settings
    closed = settings.model_copy(update={"private_addresses": False})
    await house.stop()
    shut = dataclasses.replace(
        house, settings=house.settings.model_copy(update={"sign_in": closed}), servers=[]
    )
    async with serving(shut), Traveller(shut) as eva:
        assert await eva.go(SIGN_IN) == "/rum#refused/provider"
    assert provider.asked == 0


async def test_without_a_provider_nobody_signs_in_and_the_page_knows(own_house: House) -> None:
    async with serving(own_house) as house, Traveller(house) as eva:
        async with eva.http.get(house.url + "/api/staff/way-in") as answer:
            assert await answer.json() == {"way": "none"}
        for path in (SIGN_IN, f"{BACK}?state=s&code=c"):
            async with eva.http.get(house.url + path, allow_redirects=False) as answer:
                assert answer.status == 404


def test_r60_somebody_in_the_local_table_needs_no_commission() -> None:
    kim = StaffMember(subject="SE1", clinic="north", roles=(StaffRole.IT, StaffRole.UNIT_ADMIN))
    listed = {"allCommissions": [{"commissionHsaId": "SE2321000016-C001"}, "x", 3]}
    assert clinics_of("SE1", {}, [GRANT], [kim]) == {"north": ["it", "unit-admin"]}
    assert clinics_of("SE2", listed, [GRANT], [kim]) == {"clinic": ["clinician"]}
    assert clinics_of("SE2", {"commissionHsaId": secrets.token_hex(4)}, [GRANT], [kim]) == {}
