"""The room's end of the line to stage: tells what to do, hears what is done, pressed and passed.

A stage that has just connected is told nothing until it has said what it does (or 1 s is over):
a call that goes on in it while the room restarts must not be ended by mistake.
"""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from appliance.core import events as e
from appliance.core.views import StageView
from appliance.core.words import Move
from appliance.link.journal import record
from appliance.link.lines import SocketLine, listen
from appliance.link.messages import (
    Doing,
    Hello,
    Looped,
    Moved,
    Passed,
    Pressed,
    Restart,
    RoomHears,
    Touched,
    Wanted,
    Wrote,
    read_from_stage,
)
from appliance.room.central.generations import Generations
from wire.faults import WireError
from wire.signaling import Loop, Signal

SILENT_S = 3.0
"""Stage speaks each second; silent this long it counts as gone."""
GRACE_S = 1.0


class StageLink:
    """One stage at a time; a new one takes the place of an old one."""

    def __init__(self, tell: Callable[[e.Event], None], generations: Generations) -> None:
        self._tell = tell
        self._generations = generations
        self._line: SocketLine | None = None
        self._may_tell = False
        self._told: StageView | None = None
        self.to_central: Callable[[Signal | Loop], None] = lambda _: None
        """Where stage's offers and candidates go."""
        self.doing: Doing | None = None
        """The last that stage said it does; None while it is gone."""

    async def run(self, path: Path) -> None:
        """Listen for ever."""
        server = await listen(path, self._serve)
        async with server:
            await server.serve_forever()

    def want(self, view: StageView) -> None:
        """Tell stage where it differs from what it was told."""
        if self._line is None or not self._may_tell:
            return
        call = self._generations.numbered(view.call, self.doing.call if self.doing else None)
        view = view.model_copy(update={"call": call})
        if view != self._told:
            self._told = view
            self._line.send(Wanted(view=view))

    def pass_on(self, signal: Signal) -> None:
        """A page's answer or candidate, unread."""
        if self._line is not None:
            self._line.send(Passed(signal=signal))

    def pass_back(self, loop: Loop) -> None:
        """A step of stage's call with itself, back from central."""
        if self._line is not None:
            self._line.send(Looped(loop=loop))

    def move(self, key: Move) -> None:
        """A button that goes through what stands on the screen; lost where there is no stage."""
        if self._line is not None:
            self._line.send(Moved(key=key))

    def restart(self) -> None:
        """Let stage end; it comes back by itself, as the process manager starts it anew."""
        if self._line is not None:
            record("stage.restart")
            self._line.send(Restart())

    async def _serve(self, line: SocketLine) -> None:
        try:
            async with asyncio.timeout(SILENT_S) as silence:
                async for raw in line:
                    silence.reschedule(asyncio.get_running_loop().time() + SILENT_S)
                    message = _read(raw)
                    if isinstance(message, Hello):
                        await self._take_over(line)
                    elif message is not None and self._line is line:
                        self._heard(message)
        except TimeoutError:
            record("stage.silent", logging.WARNING)
        finally:
            if self._line is line:
                self._lose()

    async def _take_over(self, line: SocketLine) -> None:
        former, self._line = self._line, line
        self._may_tell, self._told, self.doing = False, None, None
        self._generations.stage_is_new()
        asyncio.get_running_loop().call_later(GRACE_S, self._grace_over, line)
        record("stage.connected")
        if former is not None and former is not line:
            await former.close()

    def _grace_over(self, line: SocketLine) -> None:
        if self._line is line and not self._may_tell:
            self._may_tell = True
            self._tell(e.Tick())

    def _heard(self, message: Doing | Pressed | Touched | Wrote | Passed | Looped) -> None:
        if isinstance(message, Doing):
            self.doing, self._may_tell = message, True
            self._tell(_said(message))
        elif isinstance(message, Pressed):
            self._tell(e.Pressed(message.button, message.peer))
        elif isinstance(message, Wrote):
            self._tell(e.Wrote(message.visit, message.text, message.id))
        elif isinstance(message, Touched):
            self._tell(e.Touched())
        elif isinstance(message, Looped):
            self.to_central(message.loop)
        else:
            self._generations.saw(message.signal.visit, message.signal.generation)
            self.to_central(message.signal)

    def _lose(self) -> None:
        self._line, self.doing = None, None
        record("stage.gone", logging.WARNING)
        self._tell(e.StageSaid(alive=False))


def _read(raw: bytes) -> RoomHears | None:
    """One message; a bad one is recorded and passed over. A Hello of another process is bad."""
    try:
        message = read_from_stage(raw)
    except WireError as error:
        record("stage.malformed", logging.WARNING, field=error.field)
        return None
    if isinstance(message, Hello) and message.process != "stage":
        record("stage.malformed", logging.WARNING, field="process")
        return None
    return message


def _said(doing: Doing) -> e.StageSaid:
    call = doing.call
    return e.StageSaid(
        alive=True,
        capture=doing.capture,
        camera=doing.camera,
        microphone=doing.microphone,
        speaker=doing.speaker,
        sight=doing.sight,
        seen=tuple(doing.seen.items()),
        hearing=doing.hearing,
        muted=doing.muted,
        aloud=doing.aloud,
        call=e.StageCall(
            visit=call.visit,
            peer=call.peer,
            generation=call.generation,
            link=call.link,
            proven=call.proven,
            picture=call.picture,
            sound=call.sound,
            grade=call.grade,
        )
        if call
        else None,
        test=e.SelfTestSaid(
            number=doing.test.number,
            results=tuple((found.part, found.fault) for found in doing.test.results),
            numbers=tuple(
                (found.part, tuple(found.numbers.items())) for found in doing.test.results
            ),
        )
        if doing.test
        else None,
    )
