"""Keeps the unit's certificate fresh: the next one is asked for after two thirds of its life.

The key stays. The first certificate may stand where this process cannot write, so the newest one is
kept beside the store and used where it is this key's and lasts longer. An expired one is past
that: the unit must be let in anew.
"""

import asyncio
import json
import logging
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp
from cryptography import x509

from appliance.link.journal import record
from appliance.room.central.bounded import ask
from appliance.room.central.token import AccessToken
from appliance.room.faults import FarEndError
from appliance.room.key import DER, public_bytes, request_for
from appliance.room.settings import RoomSettings
from wire.enrolment import EnrolmentAsked, Renewed
from wire.faults import WireError

RENEWED = "unit.crt"
LIMIT = 16_384
LOOK_S = 3600.0
"""Between two looks, and after a try that failed; a tenth more or less, as units are many."""


async def renew_always(
    session: aiohttp.ClientSession,
    token: AccessToken,
    settings: RoomSettings,
    wall: Callable[[], float] = time.time,
) -> None:
    """Look for ever; a central that is away or refuses is asked again in an hour."""
    said = ""
    while True:
        problem = await look(session, token, settings, wall())
        if problem and problem != said:
            record("certificate.old", logging.WARNING, code=problem)
        said = problem
        await asyncio.sleep(LOOK_S * random.uniform(0.9, 1.1))  # noqa: S311


async def look(
    session: aiohttp.ClientSession, token: AccessToken, settings: RoomSettings, now: float
) -> str:
    """Renew where it is time (Unix seconds); the code of what went wrong, or nothing."""
    renewed = settings.store / RENEWED
    try:
        if now < due(in_use(settings.certificate, renewed).read_bytes()):
            return ""
        said = await _next(session, settings.central, await token.get(), settings.key)
        if _key(said) != public_bytes(settings.key):
            return "foreign"
        await asyncio.to_thread(_keep, renewed, said)
    except (FarEndError, WireError, OSError, ValueError) as error:
        return error.code if isinstance(error, FarEndError) else type(error).__name__
    record("certificate.renewed")
    return ""


def due(certificate: bytes) -> float:
    """When the next one is asked for, Unix seconds; ValueError for what is no certificate."""
    read = x509.load_pem_x509_certificate(certificate)
    begins, ends = read.not_valid_before_utc.timestamp(), read.not_valid_after_utc.timestamp()
    return begins + (ends - begins) * 2 / 3


def in_use(certificate: Path, renewed: Path | None) -> Path:
    """The renewed certificate where it is of the same key and lasts longer, else the first."""
    try:
        first = x509.load_pem_x509_certificate(certificate.read_bytes())
        if renewed is not None:
            newest = x509.load_pem_x509_certificate(renewed.read_bytes())
            same = newest.public_key().public_bytes(*DER) == first.public_key().public_bytes(*DER)
            if same and newest.not_valid_after_utc > first.not_valid_after_utc:
                return renewed
    except (OSError, ValueError):
        pass
    return certificate


async def _next(session: aiohttp.ClientSession, central: str, token: str, key: Path) -> bytes:
    asked = EnrolmentAsked(request=request_for(key).decode())
    answer = await ask(
        session,
        "central",
        "POST",
        f"{central}/api/enrolments/renewal",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        data=asked.to_json().encode(),
        limit=LIMIT,
    )
    if answer.status != 200:
        code = _code(answer.body)
        raise FarEndError("central", code if answer.status < 500 else "failing")
    return Renewed.from_json("central", answer.body).certificate.encode()


def _code(body: bytes) -> str:
    """Central's own word for a refusal, where it is one."""
    try:
        code = json.loads(body)["code"]
    except (ValueError, KeyError, TypeError):
        return "refused"
    return code if isinstance(code, str) and code.replace("-", "").isalnum() else "refused"


def _key(certificate: bytes) -> bytes:
    return x509.load_pem_x509_certificate(certificate).public_key().public_bytes(*DER)


def _keep(file: Path, certificate: bytes) -> None:
    """In one piece, on the disk when this returns."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(file.name + ".new")
    with new.open("wb") as written:
        written.write(certificate)
        written.flush()
        os.fsync(written.fileno())
    new.replace(file)
