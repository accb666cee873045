"""The unit's access token, against an endpoint that checks every claim."""

import aiohttp
import pytest
from joserfc.jwk import ECKey

from appliance.room.central.token import AccessToken
from appliance.room.faults import FarEndError
from tests.support.small_central import SmallCentral


async def test_one_token_serves_until_it_is_old(central: SmallCentral, token: AccessToken) -> None:
    first = await token.get()
    assert await token.get() == first
    assert len(central.seen_jti) == 1


async def test_a_token_about_to_expire_is_renewed(
    central: SmallCentral, token: AccessToken
) -> None:
    central.token_lifetime = 0
    first = await token.get()
    assert await token.get() != first
    assert len(central.seen_jti) == 2


async def test_a_refused_token_is_fetched_anew(central: SmallCentral, token: AccessToken) -> None:
    first = await token.get()
    token.refused("another")
    assert await token.get() == first
    token.refused(first)
    assert await token.get() != first


async def test_an_absent_central_is_unreachable(central: SmallCentral, token: AccessToken) -> None:
    await central.stop()
    with pytest.raises(FarEndError) as caught:
        await token.get()
    assert caught.value.code == "unreachable"


async def test_a_foreign_key_gets_nothing(
    central: SmallCentral, session: aiohttp.ClientSession
) -> None:
    stranger = AccessToken.of_central(
        session, central.base, "north/room12", ECKey.generate_key("P-256")
    )
    with pytest.raises(FarEndError) as caught:
        await stranger.get()
    assert caught.value.code in ("refused", "failing")


@pytest.mark.parametrize(
    ("more", "lifetime"), [("x" * 4097, 900), ("", 10**400), ("", -1), ("\ud800", 900), ("\n", 900)]
)
async def test_a_senseless_grant_is_garbled(
    central: SmallCentral, token: AccessToken, more: str, lifetime: int
) -> None:
    central.token_ends, central.token_lifetime = more, lifetime
    with pytest.raises(FarEndError) as caught:
        await token.get()
    assert caught.value.code == "garbled"
