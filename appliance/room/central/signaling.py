"""The day's one WebSocket to central: who waits, where the room sits, and the call's own words.

Made again whenever it breaks, at first within 2 s; everything said is a level, said anew then.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

from appliance.core.events import (
    Central,
    CheckInSaid,
    CodeSaid,
    Event,
    NumberSaid,
    SupportSaid,
    Talking,
)
from appliance.core.views import SeatView
from appliance.link.journal import record
from appliance.room.central.bounded import code_of
from appliance.room.central.generations import Generations
from appliance.room.central.seating import missed_goodbye, others, steps
from appliance.room.central.talk import Talks, word_of
from appliance.room.central.token import AccessToken
from appliance.room.clock import ClockWatch
from appliance.room.faults import FarEndError
from wire.check_in import CheckedIn, Code
from wire.faults import WireError
from wire.records import Record
from wire.signaling import (
    MESSAGE_LIMIT,
    MESSAGES_PER_SECOND,
    Admit,
    Bye,
    CentralMessage,
    Error,
    Hello,
    Identified,
    Lobby,
    Loop,
    Number,
    Ring,
    Signal,
    Ways,
    Welcome,
    read_from_central,
)
from wire.support import Support
from wire.talk import ChatLog, TypingNow

CONNECT_S = 5.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0
VISIT_PAUSE_S = 1.0
"""While the room sits in a visit: its call may wait for nothing but this connection (S8)."""
HEARTBEAT_S = 10.0
QUEUE = 512
FLOOD = 8 * MESSAGES_PER_SECOND
"""More than this within a second is no central: the connection is made anew."""


@dataclass(slots=True)
class _Connection:
    """What belongs to one connection and is forgotten with it."""

    socket: aiohttp.ClientWebSocketResponse
    me: str
    told: SeatView | None = None
    gone_from: set[str] = field(default_factory=set)
    """Visits whose missed goodbye was made up for."""
    talks: Talks = field(default_factory=Talks)
    """Central tells all of it anew on each connection."""
    outgoing: asyncio.Queue[Record] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    closing: asyncio.Task[bool] | None = None


class Signaling:
    """The room at central's door, for the whole day."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        central: str,
        client: str,
        token: AccessToken,
        tell: Callable[[Event], None],
        clock: ClockWatch,
        generations: Generations,
    ) -> None:
        self._session = session
        self._address = f"{central}/ws"
        self._client = client
        self._token = token
        self._tell = tell
        self._clock = clock
        self._generations = generations
        self._open: _Connection | None = None
        self._wanted: SeatView | None = None
        self.to_stage: Callable[[Signal], None] = lambda _: None
        """Where a page's answers and candidates go."""
        self.back_to_stage: Callable[[Loop], None] = lambda _: None
        """Where the unit's call with itself goes on."""

    def want(self, seat: SeatView) -> None:
        """Sit there, as a level."""
        self._wanted, connection = seat, self._open
        if connection is None:
            return
        for message in steps(connection.told, seat):
            self._say(message)
        connection.told = seat
        if seat.visit is not None:
            connection.gone_from.discard(seat.visit)

    def admit(self, visit: str, peer: str) -> None:
        """*Släpp in*; where central is away the person presses again."""
        self._say(Admit(visit=visit, peer=peer))

    def identified(self, visit: str, peer: str) -> None:
        """*Identitet kontrollerad*; where central is away the person presses again."""
        self._say(Identified(visit=visit, peer=peer))

    def talk(self, asked: Talking) -> None:
        """What is written, asked for or seen to; where central is away nothing comes of it."""
        self._say(word_of(asked))

    def ring(self, visit: str) -> None:
        """Ring the patient; where central is away the person presses again."""
        self._say(Ring(visit=visit))

    def pass_on(self, signal: Signal | Loop) -> None:
        """Stage's offer or candidate, unread."""
        self._say(signal)

    async def run(self) -> None:
        """Stay connected for ever."""
        pause, said = FIRST_PAUSE_S, ""
        while True:
            began = time.monotonic()
            code = await self._once()
            lasted = time.monotonic() - began
            if code != said or lasted > CONNECT_S:
                record("central.gone", logging.WARNING, code=code)
                said = code
            pause = FIRST_PAUSE_S if lasted > LONGEST_PAUSE_S else min(2 * pause, LONGEST_PAUSE_S)
            if self._wanted is not None and self._wanted.visit is not None:
                pause = min(pause, VISIT_PAUSE_S)
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311

    async def _once(self) -> str:
        """Live through one connection; returns the code of what ended it."""
        try:
            await self._connect()
        except FarEndError as error:
            return error.code
        except TimeoutError:
            return "too-slow"
        except (aiohttp.ClientError, OSError) as error:
            return code_of(error)
        return "closed"

    async def _connect(self) -> None:
        token = await self._token.get()
        async with asyncio.timeout(CONNECT_S):
            socket = await self._session.ws_connect(
                self._address, heartbeat=HEARTBEAT_S, max_msg_size=MESSAGE_LIMIT
            )
        async with socket:
            hello = Hello(client=self._client, token=token)
            await socket.send_str(hello.to_json())
            async with asyncio.timeout(CONNECT_S):
                answer = _read(await socket.receive())
            if not isinstance(answer, Welcome):
                self._token.refused(token)
                code = answer.code if isinstance(answer, Error) else "no-welcome"
                raise FarEndError("central", code)
            await self._stay(_Connection(socket, answer.peer), answer)

    async def _stay(self, connection: _Connection, welcome: Welcome) -> None:
        record("central.connected")
        self._open = connection
        sender = asyncio.create_task(_send(connection), name="signaling sender")
        try:
            self._clock.heard(welcome.now)
            self._tell(Central(connected=True, ice_servers=welcome.ice_servers))
            if self._wanted is not None:
                self.want(self._wanted)
            await self._listen(connection)
        finally:
            self._open = None
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)
            self._tell(Central(connected=False))

    async def _listen(self, connection: _Connection) -> None:
        second, count = 0, 0
        async for frame in connection.socket:
            count = count + 1 if int(time.monotonic()) == second else 1
            second = int(time.monotonic())
            if count > FLOOD:
                record("central.flood", logging.WARNING)
                return
            message = _read(frame)
            if isinstance(message, Lobby | ChatLog | TypingNow) and (
                said := connection.talks.heard(message)
            ):
                self._tell(said)
            if isinstance(message, Lobby):
                self._heard_lobby(connection, message)
            elif isinstance(message, Signal):
                self._generations.saw(message.visit, message.generation)
                self.to_stage(message)
            elif isinstance(message, Loop):
                self.back_to_stage(message)
            elif isinstance(message, Ways):
                self._tell(Central(connected=True, ice_servers=message.ice_servers))
            elif isinstance(message, Number):
                self._tell(NumberSaid(message.visit, message.number, message.role))
            elif isinstance(message, CheckedIn):
                self._tell(CheckInSaid(message.required, message.who))
            elif isinstance(message, Code):
                self._tell(CodeSaid(message.code, message.address, message.lasts_s))
            elif isinstance(message, Support):
                self._tell(SupportSaid(message.lines, message.accents))
            elif isinstance(message, Error):
                record("central.refused", logging.WARNING, code=message.code, field=message.field)

    def _heard_lobby(self, connection: _Connection, lobby: Lobby) -> None:
        wanted, visit = self._wanted, lobby.visit
        missed = wanted is not None and missed_goodbye(lobby, connection.me, wanted)
        if missed and visit not in connection.gone_from:
            connection.gone_from.add(visit)
            self._say(Bye(visit=visit))
        self._tell(others(lobby, connection.me))

    def _say(self, message: Record) -> None:
        """Queue a word; a full queue means a dead connection, which is made anew."""
        if self._open is None:
            return
        try:
            self._open.outgoing.put_nowait(message)
        except asyncio.QueueFull:
            record("central.not-listening", logging.WARNING)
            connection, self._open = self._open, None
            connection.closing = asyncio.create_task(connection.socket.close(), name="hang up")


async def _send(connection: _Connection) -> None:
    """Send what is queued, never faster than central allows."""
    while True:
        message = await connection.outgoing.get()
        await connection.socket.send_str(message.to_json())
        await asyncio.sleep(1 / MESSAGES_PER_SECOND)


def _read(frame: aiohttp.WSMessage) -> CentralMessage | None:
    """One message; a bad one is recorded without its content and passed over."""
    if frame.type is not aiohttp.WSMsgType.TEXT:
        return None
    try:
        return read_from_central(frame.data)
    except WireError as error:
        record("central.malformed", logging.WARNING, field=error.field)
        return None
