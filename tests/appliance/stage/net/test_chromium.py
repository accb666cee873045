"""The call with Chromium as the other end: what no aiortc pair can show (A2, A3)."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from appliance.core.words import Link
from tests.support.chromium import chromium
from tests.support.stage_call import CallBench, call_bench, stage_view, until
from wire.signaling import Candidate, Description, Signal

pytestmark = [
    pytest.mark.timeout(90),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]

PAGE = """<!doctype html><video id=v autoplay playsinline></video><script>
let pc = null, stream = null, seen = null;
async function answer(sdp) {
  stream = stream || await navigator.mediaDevices.getUserMedia(
      {audio: true, video: {width: 1280, height: 720, frameRate: 30}});
  if (pc) pc.close();
  pc = new RTCPeerConnection();
  v.srcObject = seen = new MediaStream();
  pc.ontrack = e => seen.addTrack(e.track);
  await pc.setRemoteDescription({type: 'offer', sdp});
  for (const t of pc.getTransceivers()) {
    t.direction = 'sendrecv';
    await t.sender.replaceTrack(stream.getTracks().find(x => x.kind == t.receiver.track.kind));
    if (t.sender.track.kind == 'video') {
      const p = t.sender.getParameters();
      p.degradationPreference = 'maintain-resolution';
      await t.sender.setParameters(p);
    }
  }
  await pc.setLocalDescription(await pc.createAnswer());
  await new Promise(r => { const look = () => pc.iceGatheringState == 'complete' ? r() : 0;
                           pc.onicegatheringstatechange = look; look(); setTimeout(r, 1000); });
  return pc.localDescription.sdp;
}
async function numbers() {
  const found = {};
  for (const s of (await pc.getStats()).values()) {
    if (s.type == 'inbound-rtp' && s.kind == 'video') Object.assign(found, {
      frames: s.framesDecoded, width: s.frameWidth, height: s.frameHeight});
    if (s.type == 'inbound-rtp' && s.kind == 'audio') Object.assign(found, {
      energy: s.totalAudioEnergy, spare: s.packetsDiscarded});
    if (s.type == 'outbound-rtp' && s.kind == 'video') Object.assign(found, {
      target: s.targetBitrate, sentWidth: s.frameWidth, sent: s.bytesSent});
  }
  return found;
}
</script>"""


@asynccontextmanager
async def page_at_the_other_end(bench: CallBench) -> AsyncIterator[Any]:
    """A page that answers what stage offers."""
    async with chromium() as browser:
        page = await browser.new_page()

        async def serve(route: Any) -> None:
            await route.fulfill(body=PAGE, content_type="text/html")

        await page.route("**/*", serve)
        await page.goto("http://localhost/")

        async def answer(signal: Signal) -> None:
            assert isinstance(signal.body, Description)
            sdp = await page.evaluate("sdp => answer(sdp)", signal.body.sdp)
            body = Description(type="answer", sdp=sdp)
            bench.switchboard.hear(signal.model_copy(update={"body": body}))

        tasks: list[asyncio.Task[None]] = []
        taken: set[int] = set()

        def hear(signal: Signal) -> None:
            if not isinstance(signal.body, Candidate) and signal.generation not in taken:
                taken.add(signal.generation)
                tasks.append(asyncio.create_task(answer(signal)))

        bench.far.hear = hear  # type: ignore[method-assign]
        yield page
        bench.view = stage_view(call=False)
        await until(lambda: bench.doing is None)
        await asyncio.gather(*tasks)


WITHOUT_HINTS_S = 17.0
"""A browser left alone is slower: 250 kbit/s and 8 % a second more (A3)."""


@pytest.mark.parametrize("codec", ["vp8", "h264"])
async def test_a2_a3_a_browser_is_seen_and_sees(codec: str) -> None:
    async with call_bench(codec) as bench, page_at_the_other_end(bench) as page:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven, 15.0)
        deadline = time.monotonic() + WITHOUT_HINTS_S
        missing: Any = True
        while missing and time.monotonic() < deadline:
            await page.wait_for_timeout(100)
            told = await page.evaluate("numbers()")
            ours = await bench.switchboard.numbers()
            missing = {
                name
                for found, name, least in (
                    (told, "frames", 11),
                    (told, "target", 1_000_000),
                    (told, "width", 640),
                    (told, "energy", 1e-9),
                    (ours, "totalAudioEnergy", 1e-9),
                    (ours, "frameWidth", 640),
                )
                if (found.get(name) or 0) < least
            }
        assert not missing, (missing, told)
        assert bench.doing.link is Link.LIVE
        last = [one.body.sdp for one in bench.sent if isinstance(one.body, Description)][-1]
        assert f"{codec.upper()}/90000" in last, "codec must not have fallen back"
        assert (told["width"], told["height"]) == (640, 360)
        call = bench.switchboard._call
        assert call is not None
        assert call._new._bitrate._numbered, "it takes our arrival times for its own estimate"


async def test_a_browser_takes_speech_that_is_said_twice() -> None:
    """Where nothing is lost it throws each second copy away, and counts it."""
    async with call_bench() as bench, page_at_the_other_end(bench) as page:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven, 15.0)
        call = bench.switchboard._call
        assert call is not None
        sound = call._new._sound_out
        assert sound.takes_red
        before = await page.evaluate("numbers()")
        sound._twice.lost(1.0, time.monotonic())
        await until(lambda: sound.said_twice)
        deadline, told = time.monotonic() + 15, before
        while told["spare"] < before["spare"] + 50 or told["energy"] <= before["energy"]:
            assert time.monotonic() < deadline, told
            await asyncio.sleep(0.1)
            told = await page.evaluate("numbers()")


async def test_s8_a_browser_gets_a_new_connection_after_silence() -> None:
    async with call_bench() as bench, page_at_the_other_end(bench) as page:
        bench.view = stage_view()
        await until(lambda: bench.doing is not None and bench.doing.proven, 15.0)
        await page.evaluate("pc.close()")
        await until(lambda: bench.doing.generation == 2, 5.0)
        await until(lambda: bench.doing.proven, 5.0)
