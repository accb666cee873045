"""The signaling door: hello, then messages both ways, within size and speed (wire.signaling)."""

import asyncio
import contextlib

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.concurrency import run_in_threadpool

from central.core.rate import Bucket, take
from central.core.window import is_open
from central.meeting.asked import COOKIE
from central.meeting.attendance import attendance_of
from central.meeting.beside import staff_page
from central.meeting.connection import Connection
from central.meeting.hall import Hall, hall_of
from central.meeting.helping import tell_support
from central.meeting.identified import hear_identified
from central.meeting.messenger import messenger_of
from central.meeting.reaching import begin, ring, tell_number
from central.meeting.relays import ice_servers
from central.meeting.seen_to import hear_seen
from central.staff.session import COOKIE as STAFF_COOKIE
from central.store import guests, units
from central.web.clerk import Clerk, clerk_of
from central.web.origin import is_own
from wire.check_in import AskCode, CheckOut
from wire.faults import WireError
from wire.signaling import (
    MESSAGES_PER_SECOND,
    AskNumber,
    Error,
    Hello,
    Identified,
    Join,
    Loop,
    Ring,
    Seen,
    Ways,
    Welcome,
    read_from_client,
)
from wire.support import AskSupport
from wire.visits import Role

router = APIRouter()

HELLO_S = 10.0
STRIKES = 10
"""So many malformed or too fast messages end the socket."""
BURST = 2 * MESSAGES_PER_SECOND
GOING_AWAY = 1001
"""A page that is closed or left says so (RFC 6455, 7.4.1); a network says nothing."""
POLICY = 1008


@router.websocket("/ws")
async def signaling(socket: WebSocket) -> None:
    """One socket of a unit or a page."""
    await socket.accept()
    clerk, hall = clerk_of(socket), hall_of(socket)
    connection = await _greet(socket, clerk)
    if connection is None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.send_text(Error(code="refused").to_json())
            await socket.close(POLICY)
        return
    connection.send(_welcome(clerk, connection))
    try:
        await attendance_of(socket).greet(connection)
        await hall.attach(connection)
        await _both_ways(socket, connection, hall)
    finally:
        hall.detach(connection)


def _welcome(clerk: Clerk, connection: Connection) -> Welcome:
    relay = clerk.settings.relay
    return Welcome(
        peer=connection.peer,
        now=clerk.clock(),
        ice_servers=ice_servers(clerk.settings, connection.peer, clerk.clock),
        relay_only=relay is not None and relay.only,
    )


async def _both_ways(socket: WebSocket, connection: Connection, hall: Hall) -> None:
    tasks = {
        asyncio.create_task(_listen(socket, connection, hall), name="listen"),
        asyncio.create_task(_speak(socket, connection), name="speak"),
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(POLICY)
    for task in done:
        task.result()


async def _speak(socket: WebSocket, connection: Connection) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        while (message := await connection.outgoing.get()) is not None:
            await socket.send_text(message.to_json())


async def _listen(socket: WebSocket, connection: Connection, hall: Hall) -> None:
    clock = asyncio.get_running_loop().time
    bucket, strikes = Bucket(BURST, clock()), 0
    while strikes < STRIKES:
        text = await _receive(socket, connection)
        if text is None:
            return
        bucket, allowed = take(bucket, clock(), MESSAGES_PER_SECOND, BURST)
        if not allowed:
            strikes += 1
            connection.send(Error(code="too-fast"))
            continue
        try:
            message = read_from_client(text)
        except WireError as error:
            strikes += 1
            connection.send(Error(code="malformed", field=error.field))
            continue
        if isinstance(message, Hello):
            strikes += 1
            connection.send(Error(code="malformed", field="type"))
        elif isinstance(message, Join) and connection.role is Role.STAFF:
            connection.send(Error(code="refused", field="visit"))
        elif isinstance(message, Join):
            begun = hall.has_begun(message.visit)
            _give_ways(clerk_of(socket), connection)
            await hall.join(connection, message.visit)
            if not begun:
                await begin(hall, messenger_of(socket), connection, message.visit)
        elif isinstance(message, Ring):
            await ring(hall, messenger_of(socket), connection, message)
        elif isinstance(message, AskNumber):
            await tell_number(hall, connection, message)
        elif isinstance(message, Identified):
            await hear_identified(hall, clerk_of(socket), connection, message)
        elif isinstance(message, Seen):
            await hear_seen(hall, clerk_of(socket), connection, message)
        elif isinstance(message, AskCode):
            attendance_of(socket).give_code(connection)
        elif isinstance(message, AskSupport):
            tell_support(clerk_of(socket).settings, connection, clerk_of(socket).clock())
        elif isinstance(message, CheckOut):
            await attendance_of(socket).check_out(connection, message)
        elif isinstance(message, Loop):
            connection.send(_back(clerk_of(socket), connection, message))
        else:
            await hall.said(connection, message)
    await asyncio.sleep(0.2)  # the last answer goes out before the socket closes


def _give_ways(clerk: Clerk, connection: Connection) -> None:
    """A unit's socket lasts for days, a right to a relay for a visit: it gets one at each."""
    if connection.role is Role.UNIT and clerk.settings.relay is not None:
        servers = ice_servers(clerk.settings, connection.peer, clerk.clock)
        connection.send(Ways(ice_servers=servers))


def _back(clerk: Clerk, connection: Connection, loop: Loop) -> Loop | Error:
    """A unit calls itself: it hears what it said, and first of all its way to a relay."""
    if connection.role is not Role.UNIT:
        return Error(code="refused")
    if loop.body is not None:
        return loop.model_copy(update={"ice_servers": ()})
    servers = ice_servers(clerk.settings, connection.peer, clerk.clock)
    return Loop(number=loop.number, ice_servers=servers)


async def _receive(socket: WebSocket, connection: Connection | None = None) -> str | bytes | None:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        if connection is not None:
            connection.closed = message.get("code") == GOING_AWAY
        return None
    text: str | bytes | None = message.get("text")
    return message.get("bytes", b"") if text is None else text


async def _greet(socket: WebSocket, clerk: Clerk) -> Connection | None:
    """Whom the first message and the cookie prove; None for anybody else, in the same words."""
    try:
        async with asyncio.timeout(HELLO_S):
            text = await _receive(socket)
        hello = read_from_client(text or b"")
    except (TimeoutError, WireError):
        return None
    if not isinstance(hello, Hello):
        return None
    if hello.token is not None:
        return await run_in_threadpool(_unit, clerk, hello)
    name, enter = (STAFF_COOKIE, staff_page) if hello.visit else (COOKIE, _page)
    cookie = socket.cookies.get(name)
    origin, host = socket.headers.get("origin"), socket.headers.get("host")
    if cookie is None or not is_own(origin, host, clerk.settings.base_url):
        return None
    return await run_in_threadpool(enter, clerk, hello, cookie)


def _unit(clerk: Clerk, hello: Hello) -> Connection | None:
    with clerk.database.begin() as session:
        unit = units.by_token(session, hello.token or "", clerk.clock())
    if unit is None:
        return None
    peer = clerk.peer_id(unit.id, hello.client)
    role, location = Role.UNIT, unit.location
    return Connection(peer, hello.client, unit.id, role, location=location, room=unit.room)


def _page(clerk: Clerk, hello: Hello, cookie: str) -> Connection | None:
    with clerk.database.begin() as session:
        found = guests.by_session(session, cookie)
    if found is None:
        return None
    held, visit = found.session, found.appointment
    if not is_open(visit.start, visit.end, visit.last_connected, clerk.clock()):
        return None
    return Connection(
        clerk.peer_id(held.digest, hello.client),
        hello.client,
        held.digest,
        found.role,
        visit=visit.id,
        level=held.shown_level,
        guest=found.guest_id,
    )
