"""Page and unit through a real coturn with the rights that central mints."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser

from appliance.stage.net.servers import Route
from tests.pages.patient_page import patient
from tests.pages.running_central import RunningCentral
from tests.pages.stage_peer import stage_peer
from tests.support.coturn import SECRET, Coturn, coturn

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("turnserver") is None, reason="coturn is not installed"),
]

PAIR = """async () => {
  const all = [...(await window.connections.at(-1).getStats()).values()];
  const pair = all.find((one) => one.type === "candidate-pair" && one.nominated);
  const kind = (id) => all.find((one) => one.id === id)?.candidateType;
  return pair ? kind(pair.localCandidateId) : null;
}"""
KEEP = """window.connections = [];
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(...given) { super(...given); window.connections.push(this); }
};"""


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    with coturn(tmp_path_factory.mktemp("coturn")) as running:
        yield running


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory, relay: Coturn) -> Iterator[RunningCentral]:
    running = RunningCentral(tmp_path_factory.mktemp("central"))
    running.prepare()
    (running.folder / "turn.secret").write_text(SECRET + "\n")
    with (running.folder / "central.toml").open("a") as settings:
        settings.write(f'[relay]\nurls = ["{relay.url("udp")}"]\n')
        settings.write('secret_file = "turn.secret"\nonly = true\n')
    running.start()
    try:
        yield running
    finally:
        running.stop()


async def test_both_ends_talk_through_the_relay_alone(
    central: RunningCentral, relay: Coturn, browser: Browser
) -> None:
    link = central.book()
    async with patient(browser) as person:
        await person.page.add_init_script(KEEP)
        await person.go_to_lobby(link)
        await person.screen("lobby")
        route = Route(relay_only=True)
        async with stage_peer(central, await person.visit(), route) as unit:
            assert unit.ways[0].username, "the right came with the answer to join"
            await unit.talk()
            await person.pictures(15)
            assert await person.page.evaluate(PAIR) == "relay"
            call = unit.bench.switchboard._call
            assert call is not None
            transport = call._new.connection.getTransceivers()[0].receiver.transport.transport
            assert transport._connection._nominated[1].local_candidate.type == "relay"
