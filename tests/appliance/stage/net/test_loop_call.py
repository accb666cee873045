"""A call with itself: real connections, a real relay, and what must not be taken for one."""

import asyncio
import shutil
from pathlib import Path

import numpy as np
import pytest

from appliance.stage.net import addresses, codecs, loop_call, servers
from appliance.stage.net.loop_call import Came, LoopCall, hum, is_hum, is_pattern, pattern
from appliance.stage.net.servers import ANY_WAY, Route
from hardware.voice import voice
from tests.support.coturn import coturn
from wire.signaling import Candidate, Description, IceServer, Loop


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    codecs.register()
    addresses.register()
    monkeypatch.setattr(servers, "_dead", {})


async def proven(
    *ice_servers: IceServer, route: Route = ANY_WAY, lost: str | None = None
) -> tuple[Came, list[Loop]]:
    """What comes of a call whose steps a central sends back; ``lost`` ones it does not."""
    said: list[Loop] = []

    def central(loop: Loop) -> None:
        said.append(loop)
        kind = loop.body.type if loop.body is not None else "first"
        if kind != lost:
            given = ice_servers if loop.body is None else ()
            back = loop.model_copy(update={"ice_servers": given})
            asyncio.get_running_loop().call_soon(call.hear, back)

    call = LoopCall(7, central, "vp8", route)
    return await call.prove(), said


def answers(said: list[Loop]) -> list[str]:
    bodies = [loop.body for loop in said]
    return [one.sdp for one in bodies if isinstance(one, Description) and one.type == "answer"]


async def test_picture_and_sound_come_back() -> None:
    came, said = await proven()
    assert came.whole
    assert not came.relayed
    assert said[0] == Loop(number=7)
    kinds = [loop.body.type for loop in said if loop.body is not None]
    assert kinds[0] == "offer"
    assert "answer" in kinds


@pytest.mark.skipif(shutil.which("turnserver") is None, reason="coturn is not installed")
@pytest.mark.parametrize("way", ["udp", "tls"])
async def test_where_there_is_a_relay_it_carries_the_call(tmp_path: Path, way: str) -> None:
    with coturn(tmp_path) as relay:
        came, said = await proven(relay.server(way), route=Route(relay_ca=relay.ca))
        assert came.whole
        assert came.relayed
    (answer,) = answers(said)
    assert "typ relay" in answer
    assert "typ host" not in answer


@pytest.mark.skipif(shutil.which("turnserver") is None, reason="coturn is not installed")
async def test_a_relay_that_passes_nothing_to_itself_carries_it_too(tmp_path: Path) -> None:
    with coturn(tmp_path, "--denied-peer-ip=127.0.0.2", relay_ip="127.0.0.2") as relay:
        came, said = await proven(relay.server("udp"))
    assert came.whole
    assert came.relayed
    assert "typ host" not in answers(said)[0]


@pytest.mark.skipif(shutil.which("turnserver") is None, reason="coturn is not installed")
async def test_a_relay_that_refuses_us_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_call, "PATIENCE_S", 2.0)
    with coturn(tmp_path) as relay:
        came, _ = await proven(relay.server("udp", lasts_s=-600))
    assert not came.whole


@pytest.mark.parametrize("lost", ["first", "offer", "answer"])
async def test_a_central_that_does_not_answer_is_a_fault(
    lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_call, "PATIENCE_S", 1.0)
    came, _ = await proven(lost=lost)
    assert (came.picture, came.sound) == (False, False)


async def test_what_neither_end_has_said_is_dropped_and_each_step_counts_once() -> None:
    call = LoopCall(7, lambda _: None, "vp8", ANY_WAY)
    mine = Description(type="answer", sdp="v=0")
    call._say(mine)
    call.hear(Loop(number=7, body=mine.model_copy(update={"sdp": "v=0\r\nm=application"})))
    assert call._back.empty()
    for _ in range(3):
        call.hear(Loop(number=7, body=mine))
    assert call._back.qsize() == 1


async def test_what_belongs_to_another_call_is_not_heard() -> None:
    call = LoopCall(7, lambda _: None, "vp8", ANY_WAY)
    call.hear(Loop(number=8))
    call.hear(Loop(number=8, body=Candidate(candidate="")))
    assert not call._servers.done()
    call.hear(Loop(number=7, body=Candidate(candidate="")))
    assert call._back.empty(), "this call's, but neither end said it"
    call.hear(Loop(number=7))
    call.hear(Loop(number=7))
    assert await call._servers == ()


def test_only_the_pattern_is_the_pattern() -> None:
    for number in range(50):
        assert is_pattern(pattern(number)[:180])
    assert not is_pattern(pattern(0)[:180, ::-1])
    assert not is_pattern(np.full((180, 320), 128, np.uint8))
    assert not is_pattern(np.zeros((180, 320), np.uint8))


def test_only_the_tone_is_the_tone() -> None:
    tone = np.concatenate([hum(n) for n in range(6)])
    assert is_hum(tone[:960])
    assert is_hum((tone[333:1293] / 10).astype(np.int16))
    assert not is_hum(np.zeros(960, np.int16))
    assert not is_hum((tone[:960] / 100).astype(np.int16))
    noise = np.random.default_rng(1).normal(0, 6000, 960).astype(np.int16)
    assert not is_hum(noise)
    talk = voice().reshape(-1)
    assert not any(is_hum(talk[at : at + 960]) for at in range(0, 300_000, 9_600))
