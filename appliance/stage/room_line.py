"""Stage's end of the line to room: room's view comes in, what stage does goes out."""

from collections.abc import Callable
from pathlib import Path

from appliance.link.journal import record
from appliance.link.lines import SocketLine, keep_connected
from appliance.link.messages import Hello, Looped, Moved, Passed, Restart, Wanted, read_to_stage
from appliance.stage.board import Board
from wire.faults import WireError
from wire.records import Record
from wire.signaling import Loop, Signal


class RoomLine:
    """Room may come and go; its last view stays on the board."""

    def __init__(
        self,
        board: Board,
        passed: Callable[[Signal], None],
        changed: Callable[[], None],
        looped: Callable[[Loop], None] = lambda _: None,
    ) -> None:
        self.here = False
        """Room is connected and has said what it wants."""
        self._board = board
        self._passed = passed
        self._looped = looped
        self._changed = changed
        self._line: SocketLine | None = None

    async def keep(self, socket: Path) -> None:
        """Stay connected to room for ever."""
        await keep_connected(socket, self._serve)

    def send(self, message: Record) -> None:
        """Tell room; nothing happens while it is not connected."""
        if self._line is not None:
            self._line.send(message)

    async def _serve(self, line: SocketLine) -> None:
        self._line = line
        try:
            line.send(Hello(process="stage"))
            line.send(self._board.doing)
            record("room.connected")
            async for message in line:
                self._hear(message)
        finally:
            self._line = None
            self.here = False
            record("room.gone")
            self._changed()

    def _hear(self, raw: bytes) -> None:
        try:
            message = read_to_stage(raw)
        except WireError as error:
            record("link.bad-message", fault="room", field=error.field)
            return
        if isinstance(message, Wanted):
            self._board.view = message.view
            self.here = True
            self._changed()
        elif isinstance(message, Passed):
            self._passed(message.signal)
        elif isinstance(message, Looped):
            self._looped(message.loop)
        elif isinstance(message, Moved):
            self._board.move(message.key)
        else:
            assert isinstance(message, Restart)
            record("stage.told-to-restart")
            self._board.stopped.set()
            self._changed()
