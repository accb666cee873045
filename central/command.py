"""``ostord-central``: serve, bookings, units, keys, and the night's work."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from central.audit_command import run_audit
from central.delivery.command import run_messages
from central.faults import CentralError
from central.fleet_command import run_units
from central.imports.command import run_imports
from central.options import parser
from central.settings import CentralSettings, load_settings
from wire.faults import WireError

if TYPE_CHECKING:
    from central.booked import Act
    from central.bookings import Bookings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 2 and one line on standard error when it was refused."""
    chosen = parser().parse_args(arguments)
    try:
        _WORK[chosen.command](chosen)
    except (CentralError, WireError) as error:
        print(f"ostord-central: {error}", file=sys.stderr)
        return 2
    return 0


def _serve(chosen: argparse.Namespace) -> None:
    settings = load_settings(chosen.config)
    from central.journal import start_journal
    from central.serve import serve

    start_journal(settings.log_level)
    serve(settings)


def _ingest(chosen: argparse.Namespace) -> None:
    settings = load_settings(chosen.config)
    from central.fleet.worker import run
    from central.journal import start_journal

    start_journal(settings.log_level)
    run(settings)


def _migrate(chosen: argparse.Namespace) -> None:
    from central.store.migrate import migrate

    migrate(load_settings(chosen.config).database)


def _anonymise(chosen: argparse.Namespace) -> None:
    from central.nightly import anonymise_now
    from central.store.database import Database

    settings = load_settings(chosen.config)
    database = Database(settings.database)
    database.require_schema()
    count = anonymise_now(settings, database, time.time())
    database.close()
    print(json.dumps({"anonymised": count}))


def _book(chosen: argparse.Namespace) -> None:
    from central.asking import wish_of

    settings = load_settings(chosen.config)
    wish = wish_of(chosen, settings.zone)
    with _Desk(settings) as desk:
        booked = desk.book(wish, time.time(), _administrator())
    said = {"appointment": booked.appointment, "invitation": _place(booked.invitation)}
    print(json.dumps(said | {"link": booked.link}))


def _cancel(chosen: argparse.Namespace) -> None:
    with _Desk(load_settings(chosen.config)) as desk:
        path = desk.cancel(chosen.appointment, time.time(), chosen.reason, _administrator())
    print(json.dumps({"appointment": chosen.appointment, "message": _place(path)}))


def _new_link(chosen: argparse.Namespace) -> None:
    with _Desk(load_settings(chosen.config)) as desk:
        booked = desk.renew(chosen.appointment, time.time(), _administrator())
    print(json.dumps({"appointment": chosen.appointment, "link": booked.link}))


def _move(chosen: argparse.Namespace) -> None:
    from central.asking import times
    from central.booked import Change

    settings = load_settings(chosen.config)
    start, end = times(chosen, settings.zone)
    with _Desk(settings) as desk:
        path = desk.change(chosen.appointment, Change(start, end), time.time(), _administrator())
    print(json.dumps({"appointment": chosen.appointment, "message": _place(path)}))


def _journal_text(chosen: argparse.Namespace) -> None:
    from central.journal_texts import copied, text_of
    from central.store.database import Database

    settings = load_settings(chosen.config)
    database = Database(settings.database)
    database.require_schema()
    text = text_of(settings, database, chosen.appointment, time.time(), chosen.language)
    if chosen.copied:
        copied(database, chosen.appointment)
    database.close()
    print(text, end="")


def _staff_link(chosen: argparse.Namespace) -> None:
    from central.core.access import StaffRole
    from central.sign_in.links import LinkWish, make_link
    from central.store.database import Database

    settings = load_settings(chosen.config)
    roles = tuple(StaffRole(role) for role in chosen.role)
    wish = LinkWish(chosen.subject, chosen.name, chosen.title, chosen.clinic, roles)
    database = Database(settings.database)
    database.require_schema()
    link = make_link(settings, database, wish, time.time())
    database.close()
    print(json.dumps({"link": link}))


def _add_unit(chosen: argparse.Namespace) -> None:
    from central.rooms import add_unit
    from central.store.database import Database

    settings = load_settings(chosen.config)
    database = Database(settings.database)
    database.require_schema()
    add_unit(database, chosen.unit, chosen.location, chosen.room, chosen.certificate, time.time())
    database.close()
    print(json.dumps({"unit": chosen.unit, "location": chosen.location}))


def _broker_config(chosen: argparse.Namespace) -> None:
    from central.broker import write_broker_config

    keys = chosen.keys or chosen.folder
    ports = (chosen.port, chosen.websocket_port)
    print(json.dumps({"config": str(write_broker_config(chosen.folder, keys, *ports))}))


def _pki_init(chosen: argparse.Namespace) -> None:
    from central.pki import init_site

    init_site(chosen.folder, chosen.site, chosen.days, tuple(chosen.broker_host))
    print(json.dumps({"folder": str(chosen.folder.absolute())}))


def _pki_sign(chosen: argparse.Namespace) -> None:
    from central.pki import sign_request

    unit = sign_request(chosen.folder, chosen.request, chosen.out, chosen.days)
    print(json.dumps({"unit": unit, "certificate": str(chosen.out.absolute())}))


def _place(path: Path | None) -> str | None:
    """Where a letter stands in the outbox folder; None where it leaves by another way."""
    return str(path) if path else None


def _administrator() -> "Act":
    """Whoever has a shell here; the audit log knows them as central itself."""
    from central.booked import Act

    return Act("central", forced=True)


class _Desk:
    """The booking desk, open while one command runs."""

    def __init__(self, settings: CentralSettings) -> None:
        from central.bookings import Bookings
        from central.store.database import Database

        self._database = Database(settings.database)
        self._desk = Bookings(settings, self._database)

    def __enter__(self) -> "Bookings":
        self._database.require_schema()
        return self._desk

    def __exit__(self, *_: object) -> None:
        self._database.close()


_WORK: dict[str, Callable[[argparse.Namespace], None]] = {
    "serve": _serve,
    "ingest": _ingest,
    "migrate": _migrate,
    "anonymise": _anonymise,
    "book": _book,
    "cancel": _cancel,
    "move": _move,
    "new-link": _new_link,
    "journal-text": _journal_text,
    "add-unit": _add_unit,
    "staff-link": _staff_link,
    "audit": run_audit,
    "broker-config": _broker_config,
    "imports": run_imports,
    "messages": run_messages,
    "units": run_units,
    "pki init": _pki_init,
    "pki sign": _pki_sign,
}

if __name__ == "__main__":
    sys.exit(main())
