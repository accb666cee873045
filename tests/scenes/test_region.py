"""``make region-check``: a whole visit where only port 443 of two hosts is let out."""

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from central import pki
from central.bookings import Bookings
from central.broker import write_broker_config
from central.settings import RelaySettings
from tests.central.conftest import RealBroker
from tests.support.central_house import House, free_port, make_house
from tests.support.coturn import SECRET
from tests.support.listening import network_listens
from tests.support.region import (
    BROKER,
    CENTRAL,
    LOGIN,
    PROXY,
    PROXY_PORT,
    TURN,
    UNIT,
    Region,
    open_loopback,
    region,
    why_not,
)
from tests.support.trials_keeping import supervised_within
from tests.support.trials_patient import TrialPatient
from tests.support.trials_unit import TrialUnit, trial_unit, until
from tests.support.trials_visit import Visit
from workbench.listener import Listener

pytestmark = [pytest.mark.long, pytest.mark.scene, pytest.mark.timeout(300)]
TOPIC = "ostord/1/north/room12"


def central_outside(folder: Path, broker_port: int) -> House:
    """Central behind host A, giving rights to the relay on host B."""
    house = make_house(folder, broker_port)
    secret = folder / "turn.secret"
    secret.write_text(SECRET)
    relay = RelaySettings(urls=(f"turns:{TURN}:443?transport=tcp",), secret_file=secret)
    told = {"base_url": f"https://{CENTRAL}", "relay": relay}
    settings = house.settings.model_copy(update=told)
    return replace(house, settings=settings, desk=Bookings(settings, house.database))


def settings_within(made: Region, house: House, *, proxied: bool) -> dict[str, str]:
    """What the unit's settings say beside the usual."""
    keys, bundle = house.folder / "keys", made.folder / "site.crt"
    bundle.write_text((keys / "ca.crt").read_text() + made.ca.read_text())
    (made.folder / "login").write_text(LOGIN)
    proxy = f'proxy = "http://{PROXY}:{PROXY_PORT}"\nproxy_login = "{made.folder}/login"\n'
    broker = f'[broker]\nhost = "{BROKER}"\nport = 443\nwebsocket = "/mqtt"\n'
    return {
        "room": f'ca = "{bundle}"\n{proxy if proxied else ""}{broker}',
        "stage": f'media = "relay-only"\nrelay_ca = "{made.relay.ca}"\n',
    }


@asynccontextmanager
async def unit_within(folder: Path, *, proxied: bool) -> AsyncIterator[tuple[TrialUnit, Region]]:
    """A unit in the region's network, with everything outside that it needs."""
    open_loopback()
    port, websocket_port = free_port(), free_port()
    house = central_outside(folder / "central", port)
    keys = house.folder / "keys"
    pki.init_site(keys, "north", 7, (BROKER,))
    broker = RealBroker(write_broker_config(folder / "broker", keys, port, websocket_port), port)
    broker.start()
    listen_port = house.settings.listen_port
    try:
        with region(folder / "region", listen_port, websocket_port, proxied=proxied) as made:
            async with trial_unit(
                folder / "unit",
                house=house,
                keep=supervised_within(made.within),
                more=settings_within(made, house, proxied=proxied),
            ) as unit:
                yield unit, made
    finally:
        broker.stop()


@pytest.mark.parametrize("proxied", [False, True], ids=["straight", "through-a-proxy"])
async def test_a_whole_visit_where_443_of_two_hosts_is_all(tmp_path: Path, proxied: bool) -> None:
    if refused := why_not():
        pytest.skip(refused)
    async with unit_within(tmp_path, proxied=proxied) as (unit, made):
        keys = unit.house.folder / "keys"
        assert unit.house.settings.broker
        listener = Listener(keys, unit.house.settings.broker.port)
        await asyncio.to_thread(listener.start)
        connector = aiohttp.TCPConnector(ssl=made.trust())
        patient = TrialPatient(unit.house, connector)
        booked = unit.book(600)
        visit = Visit(unit, patient, booked)
        try:
            await patient.enter(booked)
            await visit.to_call()
            await until(lambda: unit_sees(unit), 30, "the unit decodes a picture")
            seen = unit.watch.look()
            assert seen is not None
            assert seen.shows == "occupied"
            pid = unit.keeping.pid("room")
            assert pid is not None
            assert network_listens(pid) == set(), "a unit listens on no TCP port"
            await visit.end()
        finally:
            await asyncio.shield(patient.close())
        assert unit.status(visit.id) == "fulfilled"
        said = {f"{TOPIC}/{name}" for name in ("birth", "state", "sign", "metrics")}
        await until(
            lambda: said <= {one.topic for one in listener.heard}, 60, "the unit speaks by MQTT"
        )
        listener.stop()
        assert any(one.topic.startswith(f"{TOPIC}/health/") for one in listener.heard)
        await only_two_hosts(made, proxied=proxied)


def unit_sees(unit: TrialUnit) -> bool:
    """Whether stage has decoded a picture of the patient."""
    return "call.first-frame" in (unit.log / "stage.jsonl").read_text()


async def only_two_hosts(made: Region, *, proxied: bool) -> None:
    """The counters: all went to the two, nothing else was even tried; and that they count."""
    counts = made.counters()
    print(f"packets: {counts}")
    assert min(counts["to_a"], counts["to_b"]) > 50
    assert (counts["dropped"], counts["came_dropped"]) == (0, 0), made.others()
    access = (made.folder / "access.log").read_text()
    assert (f"{UNIT} - - " in access) != proxied, "through a proxy the unit itself is not seen"
    if proxied:
        assert f"CONNECT {CENTRAL}:443" in (made.folder / "tinyproxy.log").read_text()
    knock = "import socket; socket.create_connection(('10.88.0.1', 80), 1)"
    with contextlib.suppress(subprocess.CalledProcessError):
        made.run("python3", "-c", knock)
    assert made.counters()["dropped"] > 0, "another port is dropped, and counted"
