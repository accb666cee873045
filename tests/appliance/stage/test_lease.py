"""The capturing lease against a real sign, and against one whose answers are late."""

import asyncio
from pathlib import Path
from typing import Any

from appliance.core.words import SignState
from appliance.link.lines import SocketLine, listen
from appliance.link.messages import Capturing, SignShown, read_to_sign
from appliance.stage.lease import Lease
from tests.support.stage_call import until
from tests.support.stage_works import SignEnd


class Slow:
    """A sign that answers when the test says."""

    def __init__(self) -> None:
        self.line: SocketLine | None = None
        self.heard: list[Any] = []

    async def serve(self, line: SocketLine) -> None:
        self.line = line
        async for raw in line:
            self.heard.append(read_to_sign(raw))

    def answer(self, *, capturing: bool) -> None:
        assert self.line is not None
        self.line.send(SignShown(state=SignState.OCCUPIED, capturing=capturing, lamp_ok=True))


async def test_the_lease_is_asked_shown_renewed_and_given_back(tmp_path: Path) -> None:
    sign, lease = SignEnd(tmp_path), Lease(lambda: None)
    await sign.start()
    keeping = asyncio.create_task(lease.keep(tmp_path / "sign.sock"))
    assert lease.asked_for() == 0.0
    lease.want(on=True, planned_end=2e9)
    await until(lambda: lease.shown)
    assert sign.keeper is not None
    assert sign.keeper._door.shown == SignState.OCCUPIED
    await asyncio.sleep(3.3)
    sign.keeper.look()
    assert lease.shown
    lease.want(on=False, planned_end=2e9)
    assert not lease.shown
    await until(lambda: sign.keeper is not None and sign.keeper._door.shown == SignState.UNKNOWN)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    await sign.stop()
    sign.lamp.close()


async def test_an_answer_to_an_earlier_lease_opens_nothing(tmp_path: Path) -> None:
    slow, lease = Slow(), Lease(lambda: None)
    server = await listen(tmp_path / "sign.sock", slow.serve)
    keeping = asyncio.create_task(lease.keep(tmp_path / "sign.sock"))
    lease.want(on=True, planned_end=1.0)
    await until(lambda: any(isinstance(one, Capturing) for one in slow.heard))
    lease.want(on=False, planned_end=1.0)
    lease.want(on=True, planned_end=1.0)
    slow.answer(capturing=True)
    await asyncio.sleep(0.1)
    assert not lease.shown
    slow.answer(capturing=False)
    slow.answer(capturing=True)
    await until(lambda: lease.shown)
    slow.line._writer.write(b'{"type":"sign-shown","state":"sideways"}\n')  # type: ignore[union-attr]
    await asyncio.sleep(0.05)
    assert lease.shown
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    server.close()


async def test_a_stage_that_knows_nothing_yet_says_nothing_about_capture(tmp_path: Path) -> None:
    slow, lease = Slow(), Lease(lambda: None)
    server = await listen(tmp_path / "sign.sock", slow.serve)
    keeping = asyncio.create_task(lease.keep(tmp_path / "sign.sock"))
    await until(lambda: bool(slow.heard))
    await asyncio.sleep(0.1)
    assert [one.type for one in slow.heard] == ["hello"]
    lease.want(on=False, planned_end=0.0)
    await until(lambda: len(slow.heard) == 2)
    assert slow.heard[1] == Capturing(on=False)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    server.close()
