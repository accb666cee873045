"""Composes central: doors, lobby, fleet and their background duties, read top to bottom."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI

from central.agenda import watch_agenda
from central.attachments import erase_what_is_due
from central.bookings import Bookings
from central.delivery import rounds
from central.delivery.ways import ways
from central.eid import doors as eid
from central.eid import proving
from central.eid.orders import Orders
from central.eid.providers import providers_of
from central.feed import appointments, capability, ratings, reports, shown, tokens
from central.feed.words import Fault, fault_answer
from central.fleet.broker import Broker
from central.fleet.register import Register
from central.fleet.watchman import Watchman
from central.imports.duty import mirror
from central.journal import record
from central.meeting import cases, code_entry, entry, files, patient, rating, sending, socket
from central.meeting.attendance import Attendance
from central.meeting.beside import watch_beside
from central.meeting.caretaker import Caretaker
from central.meeting.hall import Hall
from central.meeting.handing import files_of, watch_files
from central.meeting.messenger import Messenger
from central.nightly import every_night
from central.outbox import outbox_of
from central.post import finish_letters
from central.reminders import remind_always
from central.sealing import KEY, Seal, own_secret
from central.settings import CentralSettings
from central.sign_in import doors, links
from central.sign_in.provider import Provider
from central.staff import booking, check_in, day, guests, identity, me, rebooking, sent, support
from central.staff import files as staff_files
from central.staff import holding as held_doors
from central.staff import messages as staff_messages
from central.staff import office as office_doors
from central.staff.room_codes import Codes
from central.store import fleet as fleet_store
from central.store.database import Database
from central.web import (
    docs,
    enrolment,
    fleet,
    fleet_acts,
    fleet_exports,
    fleet_room,
    imports,
    logos,
    pages,
    security,
)
from central.web.clerk import Clerk, session_secret
from central.web.guard import Guard
from central.web.problems import add_problem_handlers

TAGS = [
    {"name": "patient", "description": "The patient's page: entry, confirmation, consent."},
    {"name": "staff", "description": "The clinic's desk: the people who work here."},
    {"name": "units", "description": "The booking feed and its tokens, for rooms."},
    {"name": "fleet", "description": "How every unit is, for IT."},
]


def build_app(
    settings: CentralSettings,
    clock: Callable[[], float] = time.time,
    on_failure: Callable[[], None] = lambda: None,
) -> FastAPI:
    """Central as an ASGI app; ``on_failure`` is called when a background duty ends."""
    database = Database(settings.database)
    database.require_schema()
    clerk = Clerk(
        settings=settings,
        database=database,
        bookings=Bookings(settings, database),
        outbox=outbox_of(settings),
        clock=clock,
        secret=session_secret(settings.keys),
        seal=Seal(own_secret(settings.keys, KEY)),
    )
    files_at = partial(files_of, database, clerk.seal)
    hall = Hall(database, clock, clerk.peer_id, settings.all_clinics, files_at)
    codes = Codes(clerk.secret)
    attendance = Attendance(settings, hall, codes)
    messenger = Messenger(settings, database, clerk.outbox)
    register = Register(clock)
    broker = Broker(settings.broker, database, register, clock) if settings.broker else None
    watchman = Watchman(settings, database, register, clerk.outbox, clock)
    orders = Orders(providers_of(settings))
    duties: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
        "hall": Caretaker(hall, messenger).run,
        "beside": lambda: watch_beside(clerk, hall),
        "files": lambda: watch_files(clerk, hall),
        "letters": lambda: finish_letters(database, clerk.outbox, clock),
        "reminders": lambda: remind_always(settings, database, clerk.outbox, clock),
        **rounds.duties(settings, database, clerk.outbox, clock, ways(settings.messages)),
        "agenda": lambda: watch_agenda(database, hall, attendance, register, broker),
        "fleet": watchman.run,
        "fleet hooks": watchman.call,
        "check-ins": attendance.run,
        "attachments": lambda: erase_what_is_due(settings, database, clock),
        "nightly": lambda: every_night(settings, database, clock),
    }
    if settings.imports:
        duties["imports"] = lambda: mirror(settings, database, clerk.outbox, clock)
    if orders.providers:
        duties["eid"] = orders.run
    if broker:
        duties["broker"] = broker.run

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.closing = asyncio.Event()
        with database.begin() as session:
            register.put(fleet_store.lines(session))
        tasks = [asyncio.create_task(duty(), name=name) for name, duty in duties.items()]
        for task in tasks:
            task.add_done_callback(lambda ended: _ended(ended, on_failure))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            database.close()

    app = FastAPI(
        title="Ostörd central",
        version="1",
        description="Bookings, lobby and fleet. Signaling is spoken at the WebSocket /ws.",
        docs_url=None,
        redoc_url=None,
        openapi_tags=TAGS,
        lifespan=life,
    )
    app.state.clerk, app.state.hall, app.state.register = clerk, hall, register
    app.state.broker = broker
    app.state.messenger, app.state.attendance, app.state.codes = messenger, attendance, codes
    app.state.orders = orders
    back = settings.base_url + doors.BACK
    app.state.provider = Provider(settings.sign_in, back, clock) if settings.sign_in else None
    units = (tokens, capability, appointments, reports, ratings, shown)
    desk = (
        doors,
        links,
        me,
        check_in,
        day,
        staff_messages,
        held_doors,
        office_doors,
        guests,
        identity,
        booking,
        rebooking,
        support,
        staff_files,
        sent,
    )
    visit = (entry, code_entry, eid, proving, patient, files, cases, sending, rating)
    it = (fleet_exports, fleet_room, fleet_acts, fleet, enrolment, imports)
    for door in (pages, security, logos, docs, *visit, *units, *desk, *it, socket):
        app.include_router(door.router)
    pages.add_static(app)
    add_problem_handlers(app)
    app.add_exception_handler(Fault, fault_answer)
    app.add_middleware(Guard, base_url=settings.base_url)
    return app


def _ended(task: asyncio.Task[None], on_failure: Callable[[], None]) -> None:
    if task.cancelled():
        return
    error = task.exception()
    trace = error.__traceback__ if error else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else None
    record("duty.ended", duty=task.get_name(), error=type(error).__name__, where=where)
    on_failure()
