"""The room's far ends, real ones, for its tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from joserfc.jwk import ECKey

from appliance.room.central.bounded import open_session
from appliance.room.central.token import AccessToken
from tests.support.small_central import SmallCentral, new_key


@pytest.fixture
def unit_key(tmp_path: Path) -> ECKey:
    """The unit's key."""
    return new_key(tmp_path)[1]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The room's HTTP client."""
    async with open_session() as opened:
        yield opened


@pytest.fixture
async def central(unit_key: ECKey) -> AsyncIterator[SmallCentral]:
    """A central that listens."""
    small = SmallCentral(unit_key)
    await small.start()
    yield small
    await small.stop()


@pytest.fixture
def token(session: aiohttp.ClientSession, central: SmallCentral, unit_key: ECKey) -> AccessToken:
    """The unit's access to that central."""
    return AccessToken.of_central(session, central.base, "north/room12", unit_key)
