"""Where the bookings come from: central, or a foreign server with SMART Backend Services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from joserfc.jwk import ECKey, RSAKey

from appliance.room.central.bounded import open_session
from appliance.room.central.token import AccessToken
from appliance.room.faults import FarEndError
from appliance.room.feed.agenda import window
from appliance.room.feed.reader import Feed
from appliance.room.feed.source import feed_client, feed_location, open_feed
from appliance.room.settings import RoomSettings, load
from tests.support.small_central import SmallCentral, new_key
from tests.support.small_fhir_server import CLIENT, SmallFhirServer
from wire.faults import WireError

DAY = window(datetime.now(UTC), ZoneInfo("Europe/Stockholm"))
LEAST = """
runtime = "run"
store = "store"
unit = "north/room12"
location = "room-12"
place = "Videorum 12"
"""


def settings(folder: Path, more: str) -> RoomSettings:
    """A room's settings, read from their file."""
    file = folder / "room.toml"
    file.write_text(LEAST + more)
    return load(file)


def foreign(base: str, algorithm: str = "ES256", more: str = "") -> str:
    """The settings of a foreign feed with log-in."""
    return (
        f'[feed]\nbase = "{base}"\nclient = "{CLIENT}"\nalgorithm = "{algorithm}"\n'
        f'key = "unit.key"\n{more}\n'
    )


@asynccontextmanager
async def opened(read: RoomSettings) -> AsyncIterator[Feed]:
    """The feed as the room process opens it."""
    async with open_session() as central:
        token = AccessToken.of_central(
            central, read.central, read.unit, ECKey.generate_key("P-256")
        )
        session, feed = open_feed(read, token)
        async with session:
            yield feed


def make_key(folder: Path, algorithm: str) -> ECKey | RSAKey:
    """A new key, kept where the settings say."""
    curve = {"ES256": "P-256", "ES384": "P-384"}.get(algorithm)
    key = ECKey.generate_key(curve) if curve else RSAKey.generate_key(2048)
    (folder / "unit.key").write_bytes(key.as_pem(private=True))
    return key


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "RS384"])
async def test_a_foreign_server_is_logged_in_to_by_its_own_rules(
    tmp_path: Path, algorithm: str
) -> None:
    key = make_key(tmp_path, algorithm)
    server = SmallFhirServer(key, algorithm)
    async with (
        server.serving() as base,
        opened(settings(tmp_path, foreign(base, algorithm))) as feed,
    ):
        for _ in range(2):
            reading = await feed.poll(DAY)
            assert (reading.complete, len(reading.bookings)) == (True, 1)
    assert server.asked == ["token-1", "token-1"]
    assert server.headers == [{"alg": algorithm, "kid": key.thumbprint(), "typ": "JWT"}]


async def test_a_key_goes_by_the_name_that_the_server_gave_it(tmp_path: Path) -> None:
    server = SmallFhirServer(make_key(tmp_path, "ES384"), "ES384")
    async with server.serving() as base:
        told = foreign(base, "ES384", 'key_id = "room-7-2026"')
        async with opened(settings(tmp_path, told)) as feed:
            await feed.poll(DAY)
    assert server.headers[0]["kid"] == "room-7-2026"


async def test_a_token_that_the_server_forgot_is_fetched_anew(tmp_path: Path) -> None:
    server = SmallFhirServer(make_key(tmp_path, "ES256"), "ES256")
    async with server.serving() as base, opened(settings(tmp_path, foreign(base))) as feed:
        await feed.poll(DAY)
        server.tokens.clear()
        with pytest.raises(FarEndError, match="refused"):
            await feed.poll(DAY)
        assert (await feed.poll(DAY)).complete


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"token_endpoint": "http://127.0.0.1:1/token"}, "token-elsewhere"),
        ({"token_endpoint": "http://elsewhere.example/token"}, "token-elsewhere"),
        ({"token_endpoint": "https://user@elsewhere.example/token"}, "token-elsewhere"),
        ({"token_endpoint": "file:///etc/passwd"}, "token-elsewhere"),
        ({"token_endpoint": "https://[/"}, "token-elsewhere"),
        ({"token_endpoint": "https://x.example:x/"}, "token-elsewhere"),
        ({"token_endpoint": "https://x.example/" + "x" * 3000}, "token-elsewhere"),
        ({"token_endpoint": None}, "token-elsewhere"),
        ({"token_endpoint": "https://Central.Example:443/auth/token"}, "token-elsewhere"),
        ({"token_endpoint": "https://[::1]:1/token"}, "out-of-reach"),
        ({"token_endpoint": "https://169.254.169.254/token"}, "out-of-reach"),
        ({"token_endpoint": "https://10.0.0.1/token"}, "out-of-reach"),
        ({"token_endpoint_auth_signing_alg_values_supported": ["RS384"]}, "algorithm-unknown"),
        ({"token_endpoint": "x" * 70_000}, "too-large"),
    ],
)
async def test_an_assertion_goes_only_where_it_may(
    tmp_path: Path, said: dict[str, object], code: str
) -> None:
    server = SmallFhirServer(make_key(tmp_path, "ES256"), "ES256")
    server.configuration = said
    central = 'central = "https://central.example"\n'
    async with (
        server.serving() as base,
        opened(settings(tmp_path, central + foreign(base))) as feed,
    ):
        with pytest.raises(FarEndError) as caught:
            await feed.poll(DAY)
    assert (caught.value.who, caught.value.code) == ("feed", code)
    assert (server.headers, server.asked) == ([], [])


async def test_a_server_without_smart_gets_no_assertion(tmp_path: Path) -> None:
    server = SmallFhirServer(make_key(tmp_path, "ES256"), "ES256")
    async with (
        server.serving() as base,
        opened(settings(tmp_path, foreign(f"{base}/nothing"))) as feed,
    ):
        with pytest.raises(FarEndError, match="no-smart-configuration"):
            await feed.poll(DAY)


async def test_another_server_never_sees_centrals_token(tmp_path: Path) -> None:
    server = SmallFhirServer(make_key(tmp_path, "ES256"), "ES256")
    async with (
        server.serving() as base,
        opened(settings(tmp_path, f'[feed]\nbase = "{base}"\n')) as feed,
    ):
        with pytest.raises(FarEndError, match="refused"):
            await feed.poll(DAY)
    assert server.asked == [""]


async def test_without_another_server_the_bookings_come_from_central(tmp_path: Path) -> None:
    _, key = new_key(tmp_path)
    central = SmallCentral(key)
    await central.start()
    try:
        read = settings(tmp_path, f'central = "{central.base}"\n')
        async with open_session() as own:
            session, feed = open_feed(
                read, AccessToken.of_central(own, read.central, read.unit, key)
            )
            async with session:
                assert (await feed.poll(DAY)).complete
        assert len(central.asked) == 1
    finally:
        await central.stop()


async def test_a_name_that_leads_into_the_site_is_out_of_reach_until_allowed(
    tmp_path: Path,
) -> None:
    """DNS rebinding: what counts is the address that is connected to.

    The name leads to 127.0.0.1 by the resolver's own rules (inet_aton), without any network.
    """
    server = SmallFhirServer(make_key(tmp_path, "ES256"), "ES256")
    async with server.serving() as base:
        elsewhere = base.replace("127.0.0.1", "0x7f.0.0.1")
        async with opened(settings(tmp_path, f'[feed]\nbase = "{elsewhere}"\n')) as feed:
            with pytest.raises(FarEndError) as caught:
                await feed.poll(DAY)
        assert caught.value.code == "out-of-reach"
        allowed = f'[feed]\nbase = "{elsewhere}"\nprivate_addresses = true\n'
        async with opened(settings(tmp_path, allowed)) as feed:
            with pytest.raises(FarEndError, match="refused"):
                await feed.poll(DAY)


@pytest.mark.parametrize(
    ("have", "want"),
    [("ES256", "ES384"), ("ES384", "ES256"), ("ES256", "RS384"), ("RS384", "ES384")],
)
def test_a_key_that_does_not_fit_is_named_at_the_start(
    tmp_path: Path, have: str, want: str
) -> None:
    make_key(tmp_path, have)
    with pytest.raises(WireError) as caught:
        feed_client(settings(tmp_path, foreign("https://x.example", want)))
    assert caught.value.field == "key"


def test_a_public_key_alone_signs_nothing(tmp_path: Path) -> None:
    key = ECKey.generate_key("P-256")
    (tmp_path / "unit.key").write_bytes(key.as_pem(private=False))
    with pytest.raises(WireError):
        feed_client(settings(tmp_path, foreign("https://x.example")))


def test_the_room_may_have_another_name_there(tmp_path: Path) -> None:
    assert feed_location(settings(tmp_path, "")) == "room-12"
    assert feed_location(settings(tmp_path, foreign("https://x.example"))) == "room-12"
    other = foreign("https://x.example", more='location = "loc-7"')
    assert feed_location(settings(tmp_path, other)) == "loc-7"
