"""Houses whose staff sign in at a provider, and the browser that makes the trip."""

import dataclasses
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from central.core.access import StaffRole
from central.settings import CentralSettings
from central.sign_in.settings import Grant, SignInSettings
from tests.support.central_house import House, make_house, serving
from tests.support.foreign_provider import mock_provider

GRANT = Grant(value="SE2321000016-C001", clinic="clinic", roles=(StaffRole.CLINICIAN,))


def with_settings(house: House, **changed: Any) -> House:
    """The house with other settings, not yet serving; its clock is the real one's time."""
    house.clock.now = time.time()
    settings: CentralSettings = house.settings.model_copy(update=changed)
    return dataclasses.replace(house, settings=settings)


def asks(issuer: str, **more: Any) -> SignInSettings:
    """Settings for a provider on this machine."""
    known: dict[str, Any] = {"client_id": "ostord", "grants": (GRANT,), "private_addresses": True}
    return SignInSettings(issuer=issuer, **(known | more))


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    """The foreign provider's issuer."""
    with mock_provider() as issuer:
        yield issuer


class Traveller:
    """A browser on its way to a provider and back."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> "Traveller":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def go(self, path: str) -> str:
        """Where a door sends the browser."""
        address = path if path.startswith("http") else self.house.url + path
        async with self.http.get(address, allow_redirects=False) as answer:
            assert answer.status == 303, await answer.text()
            return answer.headers["Location"]

    async def me(self) -> tuple[int, Any]:
        """Who central says is signed in."""
        async with self.http.get(self.house.url + "/api/staff/me") as answer:
            return answer.status, await answer.json()

    def cookies(self) -> dict[str, str]:
        """What the browser holds of central."""
        return {one.key: one.value for one in self.http.cookie_jar}


@pytest.fixture
async def own_house(tmp_path: Path) -> AsyncIterator[House]:
    """A central that does not serve yet."""
    house = make_house(tmp_path / "house")
    yield house
    house.database.close()


__all__ = ["GRANT", "Traveller", "asks", "serving", "with_settings"]
