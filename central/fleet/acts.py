"""Asks a unit to do something from afar: signed, written down with who asked, then sent."""

import secrets

from central import pki
from central.core.audit import Entry
from central.faults import ConflictError, UnknownError
from central.fleet.broker import Broker
from central.journal import record
from central.settings import CentralSettings
from central.store import audit, fleet_acts, units
from central.store.database import Database
from wire.commands import LASTS_S, Command, Part, Verb, sign


def order(
    settings: CentralSettings,
    database: Database,
    broker: Broker,
    unit: str,
    verb: Verb,
    part: Part | None,
    actor: str,
    now: float,
) -> str:
    """Ask ``verb`` of ``unit``; the command's id. It counts for a minute from ``now``.

    UnknownError for a unit that is none or was withdrawn, ConflictError where this site has no key
    for it yet.
    """
    key = pki.signer(settings.keys)
    if key is None:
        raise ConflictError("commands: no key; run `ostord-central pki init`", "no-key")
    command = Command(
        id=secrets.token_hex(16),
        unit=unit,
        verb=verb,
        part=part,
        issued=now,
        expires=now + LASTS_S,
    )
    with database.begin() as session:
        if units.active(session, unit) is None:
            raise UnknownError("unit: is not known")
        fleet_acts.put(session, command)
        what = f"{verb.value} {part}" if part else verb.value
        audit.note(session, Entry(at=now, actor=actor, action="ask-unit", entity=unit, detail=what))
    broker.ask(unit, verb.value, sign(key, command))
    record("unit.asked", unit=unit, verb=verb.value, part=part)
    return command.id
