"""The room process: bookings, the signaling socket, health reports, and the visit's state."""

import asyncio
import logging
import resource
import signal
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from appliance.core.day import Day
from appliance.core.events import Central, Event, Midnight, Note
from appliance.core.room_views import seat_view, sign_view, stage_view
from appliance.core.rules import Rules
from appliance.core.views import StageView
from appliance.link.asking import ask
from appliance.link.duties import carry
from appliance.link.journal import log, record, start_journal
from appliance.link.newest import keep_newest
from appliance.link.relays import keep_relays
from appliance.room.board import watch as watch_board
from appliance.room.buttons import watch as watch_buttons
from appliance.room.central.bounded import open_session
from appliance.room.central.generations import Generations
from appliance.room.central.outcome import Outcomes
from appliance.room.central.proxy import proxy_for
from appliance.room.central.rating import Ratings
from appliance.room.central.shared import Shared
from appliance.room.central.signaling import Signaling
from appliance.room.central.token import AccessToken, load_key
from appliance.room.clock import ClockWatch
from appliance.room.day import Doors, RoomLoop
from appliance.room.feed.bookings import Bookings
from appliance.room.feed.source import feed_client, feed_location, open_feed
from appliance.room.fleet.acts import Acts, Hands, answered
from appliance.room.fleet.health import Health
from appliance.room.hours import hours_of
from appliance.room.kept.remembering import Remembering, recalled
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from appliance.room.presence import watch
from appliance.room.renewal import renew_always
from appliance.room.settings import RoomSettings, load
from appliance.room.sign_link import SignLink
from appliance.room.stage_link import StageLink
from hardware import choose
from wire.commands import public_key

MACHINE_BOOT = Path("/proc/sys/kernel/random/boot_id")


def main(config: Path) -> int:
    """Run until told to stop; raises WireError or OSError for settings or a key that are wrong."""
    settings = load(config)
    load_key(settings.key)
    feed_client(settings)
    proxy_for(settings, "central")
    start_journal("room", settings.log_level)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold initials (S6)
    try:
        asyncio.run(_until_told(settings))
    except Exception:  # noqa: BLE001 - the last guard: a traceback's text may quote a person's data
        log.critical("failed", exc_info=True)
        return 1
    record("stopped")
    return 0


async def _until_told(settings: RoomSettings) -> None:
    """Live until SIGTERM or SIGINT."""
    living = asyncio.create_task(live(settings), name="room")
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, living.cancel)
    await asyncio.wait([living])
    if not living.cancelled():
        living.result()


async def live(settings: RoomSettings) -> None:
    """Put the room together and carry its duties; never returns by itself."""
    settings.runtime.mkdir(mode=0o750, parents=True, exist_ok=True)
    newest = keep_newest("room")
    key_file = settings.runtime / "store.key"
    today = datetime.now(settings.zone).date()
    kept = Store(settings.store / "room.sqlite", DayKey(key_file, today))
    machine_boot, wall = MACHINE_BOOT.read_text().strip(), time.time()
    day = recalled(kept, _rules(settings), time.monotonic(), wall, machine_boot, settings.zone)
    client = kept.fact("client") or uuid.uuid4().hex
    kept.keep_facts({"client": client})
    known, heard = kept.generations(), answered(kept)
    store = StoreThread(kept)
    room = RoomLoop(day)

    session = open_session(settings.ca, proxy=proxy_for(settings, "central"))
    unit_key = load_key(settings.key)
    token = AccessToken.of_central(session, settings.central, settings.unit, unit_key)
    feed_session, feed = open_feed(settings, token)
    clock = ClockWatch(room.tell)
    generations = Generations(known, partial(_keep_generation, store))
    bookings = Bookings(
        feed,
        feed_location(settings),
        settings.central,
        settings.zone,
        room.tell,
    )
    outcomes = Outcomes(session, settings.central, token, store)
    ratings = Ratings(session, settings.central, token)
    shared = Shared(session, settings.central, token, settings.runtime)
    tell = partial(_tell_of_central, room.tell, bookings.nudge, settings.runtime)
    signaling = Signaling(session, settings.central, client, token, tell, clock, generations)
    sign, stage = SignLink(room.tell), StageLink(room.tell, generations)
    signaling.to_stage, stage.to_central = stage.pass_on, signaling.pass_on
    signaling.back_to_stage = stage.pass_back
    hours = partial(_tell_hours, settings, room.tell)
    turn = partial(_turn_the_day, room.tell, bookings.nudge, hours)
    remembering = Remembering(store, key_file, today, settings.zone, turn)
    board = choose.board(settings.board, settings.runtime)
    health = None
    if settings.broker is not None:
        health = Health(settings, settings.broker, store, board, boot=str(uuid.uuid4()))
        health.broker.nudge = bookings.nudge
    acts = None
    if health is not None and settings.commands is not None:
        hands = Hands(
            tell=room.tell,
            rebirth=health.broker.rebirth,
            lines=newest.lines,
            restart_stage=stage.restart,
            restart_room=partial(signal.raise_signal, signal.SIGTERM),
        )
        acts = Acts(public_key(settings.commands), settings.unit, store, heard, hands)
        acts.answer, health.broker.command = health.broker.answer, acts.heard

    doors = Doors(
        admit=signaling.admit,
        identified=signaling.identified,
        talk=signaling.talk,
        report_outcome=outcomes.queue,
        ring=signaling.ring,
        rate=ratings.add,
        restart_stage=stage.restart,
        replug=partial(ask, settings.runtime),
        note=health.note if health else _nobody_to_tell,
        remember=remembering.remember,
        show=(
            lambda day, now: sign.want(sign_view(day, now)),
            lambda day, now: _tell_stage(stage, shared, stage_view(day, now)),
            lambda day, now: signaling.want(seat_view(day, now)),
            partial(_follow_clinician, settings, bookings),
            *([health.show] if health else []),
            *([acts.show] if acts else []),
        ),
    )
    fit_sensor = partial(
        choose.presence, settings.presence, settings.runtime, pin=settings.presence_pin
    )
    fit_buttons = partial(
        choose.buttons, settings.buttons, settings.runtime, settings.button_pins.fitted()
    )
    duties = {
        "day": room.run(doors),
        "clock": clock.run(),
        "presence": watch(fit_sensor, room.tell),
        "buttons": watch_buttons(fit_buttons, room.tell, stage.move),
        "board": watch_board(board, room.tell, partial(ask, settings.runtime)),
        "sign link": sign.run(settings.runtime / "sign.sock"),
        "stage link": stage.run(settings.runtime / "room.sock"),
        "signaling": signaling.run(),
        "bookings": bookings.keep(settings.poll_s),
        "outcomes": outcomes.run(),
        "certificate": renew_always(session, token, settings),
        "ratings": ratings.run(),
        "shared": shared.run(),
        "store": store.run(room.tell),
    }
    if health is not None:
        duties |= {"broker": health.broker.run(), "metrics": health.measure(stage)}
    hours()
    record("started", recalled=day.focus is not None)
    try:
        await carry(duties)
    finally:
        await session.close()
        await feed_session.close()
        await store.close()
        board.close()


def _tell_stage(stage: StageLink, shared: Shared, view: StageView) -> None:
    shared.want(view)
    stage.want(view)


def _follow_clinician(settings: RoomSettings, bookings: Bookings, day: Day, _now: float) -> None:
    """R18: central knows its practitioners by their HSA-id; another server has ids of its own."""
    known = day.clinician.practitioner if day.clinician else None
    bookings.follow(known if settings.feed is None else None)


def _tell_of_central(
    tell: Callable[[Event], None], read_bookings: Callable[[], None], runtime: Path, event: Event
) -> None:
    """Central is back: what it has booked meanwhile is read at once, not at the next poll."""
    if isinstance(event, Central) and event.connected:
        read_bookings()
        keep_relays(runtime, event.ice_servers)
    tell(event)


def _tell_hours(settings: RoomSettings, tell: Callable[[Event], None]) -> None:
    """The self-test comes before the room opens, and makes no sound at night."""
    today = datetime.now(settings.zone).date()
    tell(hours_of(today, settings.zone, settings.opens, settings.silent))


def _turn_the_day(
    tell: Callable[[Event], None],
    read_bookings: Callable[[], None],
    tell_hours: Callable[[], None],
) -> None:
    """Midnight: yesterday's people leave, and the new day's bookings are read at once."""
    tell(Midnight())
    tell_hours()
    read_bookings()


def _rules(settings: RoomSettings) -> Rules:
    return Rules(
        place=settings.place,
        automatic=settings.start == "automatic",
        sole_use=settings.sole_use,
        reports=settings.broker is not None,
        countdown=settings.countdown_s,
        after_hold=settings.after_hold_s,
    )


def _keep_generation(store: StoreThread, visit: str, highest: int) -> None:
    at = time.time()
    store.later(lambda kept: kept.keep_generation(visit, highest, at))


def _nobody_to_tell(note: Note) -> None:
    record("note.unheard", logging.DEBUG, code=note.code)
