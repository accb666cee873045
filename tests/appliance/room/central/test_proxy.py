"""A site's HTTP proxy: TLS goes through it unread, and no guard is lost by it."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from appliance.room.central.bounded import ask, code_of, open_session
from appliance.room.central.meter import Meter
from appliance.room.central.proxy import proxy_for
from appliance.room.central.reach import reach_of
from appliance.room.enrol import enrol_unit, keep
from appliance.room.faults import FarEndError
from appliance.room.key import make_key
from appliance.room.settings import RoomSettings, load
from central.pki import init_site, sign_request
from tests.support.small_proxy import SmallProxy
from wire.enrolment import Enrolment, EnrolmentState
from wire.faults import WireError

LEAST = """
runtime = "run"
store = "store"
unit = "north/room12"
location = "room-12"
place = "Videorum 12"
central = "https://central.example"
"""
BODY = b"x" * 50_000
LOGIN = "enhet:a/b@c:%"


async def _page(request: web.Request) -> web.StreamResponse:
    assert "Proxy-Authorization" not in request.headers
    return web.Response(body=BODY)


async def _turned_away(request: web.Request) -> web.StreamResponse:
    said = Enrolment(id=request.match_info["id"], state=EnrolmentState.REFUSED)
    return web.Response(text=said.to_json())


async def _echo(request: web.Request) -> web.StreamResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data)
    return socket


@asynccontextmanager
async def server(keys: Path) -> AsyncIterator[int]:
    """An https server with a page and a WebSocket; its port."""
    init_site(keys, "north", 7)
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(keys / "broker.crt", keys / "broker.key")
    app = web.Application()
    app.add_routes([web.get("/page", _page), web.get("/ws", _echo)])
    app.router.add_get("/api/enrolments/{id}", _turned_away)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=trust)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def settings(folder: Path, more: str) -> RoomSettings:
    """A room's settings, read from their file."""
    file = folder / "room.toml"
    file.write_text(LEAST + more)
    return load(file)


async def test_pages_and_sockets_go_through_the_proxy_and_are_counted(tmp_path: Path) -> None:
    proxy, meter = SmallProxy(), Meter(200_000)
    async with server(tmp_path) as port, proxy.serving() as at:
        ca = tmp_path / "ca.crt"
        async with open_session(ca, meter=meter, proxy=at) as session:
            answer = await ask(
                session, "feed", "GET", f"https://localhost:{port}/page", limit=100_000
            )
            async with session.ws_connect(f"https://localhost:{port}/ws") as line:
                await line.send_str("hello")
                assert await line.receive_str() == "hello"
    assert answer.body == BODY
    assert set(proxy.asked) == {f"localhost:{port}"}
    assert 0 < 200_000 - meter.left - len(BODY) < 30_000
    assert not any("hello" in head or "/page" in head for head in proxy.heads)


async def test_what_is_too_much_ends_through_a_proxy_too(tmp_path: Path) -> None:
    proxy, meter = SmallProxy(), Meter(20_000)
    async with (
        server(tmp_path) as port,
        proxy.serving() as at,
        open_session(tmp_path / "ca.crt", meter=meter, proxy=at) as session,
    ):
        with pytest.raises(FarEndError):
            await ask(session, "feed", "GET", f"https://localhost:{port}/page", limit=100_000)
    assert meter.left < 0


async def test_the_log_in_is_the_proxys_alone_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "login").write_text(LOGIN + "\n")
    proxy = SmallProxy(LOGIN)
    async with server(tmp_path) as port, proxy.serving() as at:
        address = f"https://localhost:{port}/page"
        told = settings(tmp_path, f'proxy = "{at}"\nproxy_login = "login"\n')
        known = proxy_for(told, "central")
        async with open_session(tmp_path / "ca.crt", proxy=known) as session:
            assert (await ask(session, "central", "GET", address, limit=100_000)).body == BODY
        async with open_session(tmp_path / "ca.crt", proxy=at) as session:
            with pytest.raises(FarEndError) as caught:
                await ask(session, "central", "GET", address, limit=100_000)
    assert caught.value.code == "proxy-refused"
    assert "a/b" not in repr(told)


async def test_a_new_unit_asks_to_be_let_in_through_the_proxy(tmp_path: Path) -> None:
    (tmp_path / "login").write_text(LOGIN)
    proxy = SmallProxy(LOGIN)
    async with server(tmp_path) as port, proxy.serving() as at:
        central = f"https://localhost:{port}"
        ways = (tmp_path / "ca.crt", at, tmp_path / "login")
        assert await asyncio.to_thread(enrol_unit, central, tmp_path / "new", None, *ways) == 1
        assert set(proxy.asked) == {f"localhost:{port}"}
        for wrong in ((central, "http://a:b@proxy:1"), ("http://localhost", at)):
            with pytest.raises(WireError, match="command"):
                enrol_unit(wrong[0], tmp_path / "new", None, None, wrong[1])


def test_what_a_unit_was_let_in_through_stands_in_its_settings(tmp_path: Path) -> None:
    init_site(tmp_path, "north", 7)
    make_key("north/room12", tmp_path)
    sign_request(tmp_path, tmp_path / "unit.csr", tmp_path / "signed.crt", 7)
    given = Enrolment(
        id="0" * 64,
        state=EnrolmentState.APPROVED,
        unit="north/room12",
        location="room-12",
        room="Videorum 12",
        certificate=(tmp_path / "signed.crt").read_text(),
        ca=(tmp_path / "ca.crt").read_text(),
    )
    more = {"proxy": "http://proxy.example:8080", "proxy_login": str(tmp_path / "login")}
    keep(given, tmp_path, tmp_path / "room.toml", "https://central.example", more)
    settings = load(tmp_path / "room.toml")
    assert (settings.proxy, settings.proxy_login) == (more["proxy"], tmp_path / "login")


async def test_a_proxy_that_is_away_is_named(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        at = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        async with open_session(proxy=at) as session:
            with pytest.raises(FarEndError) as caught:
                await ask(session, "central", "GET", "https://central.example/", limit=100)
            assert caught.value.code == "no-proxy"
            with pytest.raises(aiohttp.ClientError) as failed:
                await session.ws_connect("https://central.example/ws")
            assert code_of(failed.value) == "no-proxy"


def test_what_lets_no_websocket_through_is_named() -> None:
    headers: CIMultiDict[str] = CIMultiDict()
    asked = aiohttp.RequestInfo(URL("https://x.example/ws"), "GET", CIMultiDictProxy(headers))
    assert code_of(aiohttp.WSServerHandshakeError(asked, (), status=502)) == "no-websocket"


async def test_no_proxy_is_sent_into_the_site(tmp_path: Path) -> None:
    """The name leads to 127.0.0.1 by the resolver's own rules (inet_aton), without any network."""
    proxy = SmallProxy()
    reach = reach_of("https://booking.example", private=False)
    async with (
        server(tmp_path) as port,
        proxy.serving() as at,
        open_session(tmp_path / "ca.crt", reach, proxy=at) as session,
    ):
        for host in ("127.0.0.1", "0x7f.0.0.1", "10.0.0.1", "[fd00::1]", "169.254.169.254"):
            with pytest.raises(FarEndError) as caught:
                await ask(session, "feed", "GET", f"https://{host}:{port}/page", limit=100_000)
            assert caught.value.code == "out-of-reach", host
    assert proxy.heads == []


async def test_a_name_that_the_site_does_not_know_is_the_proxys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, proxy = asyncio.get_running_loop(), SmallProxy()
    known = loop.getaddrinfo

    async def knows_not(host: str, *rest: Any, **more: Any) -> Any:
        if host == "localhost":
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return await known(host, *rest, **more)

    async with server(tmp_path) as port, proxy.serving() as at:
        monkeypatch.setattr(loop, "getaddrinfo", knows_not)
        reach = reach_of("https://booking.example", private=False)
        async with open_session(tmp_path / "ca.crt", reach, proxy=at) as session:
            address = f"https://localhost:{port}/page"
            assert (await ask(session, "feed", "GET", address, limit=100_000)).status == 200
    assert proxy.asked == [f"localhost:{port}"]


def test_who_is_asked_through_it_is_said_in_the_settings(tmp_path: Path) -> None:
    proxy = 'proxy = "http://proxy.example:8080"\n'
    assert proxy_for(settings(tmp_path, ""), "central") is None
    both = settings(tmp_path, proxy)
    assert {proxy_for(both, "central"), proxy_for(both, "feed")} == {"http://proxy.example:8080"}
    feed = settings(tmp_path, proxy + 'proxy_for = ["feed"]\n')
    assert proxy_for(feed, "central") is None
    assert proxy_for(feed, "feed") == "http://proxy.example:8080"


@pytest.mark.parametrize(
    "login", ["", "name", ":word", "name:", "a:b\nc:d", "a:ö", "a:" + "x" * 600]
)
def test_a_file_without_a_log_in_is_named(tmp_path: Path, login: str) -> None:
    (tmp_path / "login").write_text(login)
    told = settings(tmp_path, 'proxy = "http://proxy.example:8080"\nproxy_login = "login"\n')
    with pytest.raises(WireError) as caught:
        proxy_for(told, "central")
    assert (caught.value.fault, caught.value.field) == (str(tmp_path / "login"), "proxy_login")
    assert "x" * 10 not in str(caught.value)
