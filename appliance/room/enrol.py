"""``ostord-unit enroll``: a new unit's key is made here, and IT lets it in by the code shown.

The code is made of the key, so whoever types it lets in this unit and no other. Central answers
with the certificate, the site's authority, and which room this is.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import aiohttp
import segno
from cryptography import x509
from cryptography.x509.oid import NameOID

from appliance.room.central.bounded import Answer, ask, open_session
from appliance.room.central.proxy import with_login
from appliance.room.faults import FarEndError
from appliance.room.key import DER, new_key, public_bytes, request_for
from appliance.room.settings import proxy_address
from wire.commands import public_key
from wire.enrolment import Enrolment, EnrolmentAsked, EnrolmentState, code_of, key_id
from wire.faults import WireError

NOTHING: Mapping[str, str | None] = MappingProxyType({})
LIMIT = 65_536
POLL_S = 2.0
UNKNOWN = 404
RUNTIME, STORE = "/run/ostord", "/var/lib/ostord/room"
"""Where the packaged unit keeps its sockets and its store."""


def enrol_unit(
    central: str,
    folder: Path,
    settings: Path | None,
    ca: Path | None,
    proxy: str | None = None,
    proxy_login: Path | None = None,
) -> int:
    """Ask until IT has answered; 0 when the unit was let in, 1 when it was turned away.

    ``proxy`` and its log-in are as in room.toml, and written there. Raises WireError for what
    cannot be used, OSError where it cannot be written.
    """
    central = central.rstrip("/")
    through = _through(proxy, proxy_login, central)
    if settings is not None and settings.exists():
        raise WireError(str(settings), "settings", "is there already and is not overwritten")
    if not (folder / "unit.key").exists():
        new_key(folder / "unit.key")
    identity = key_id(public_bytes(folder / "unit.key"))
    code = code_of(identity)
    segno.make(f"{central}/fleet#enrol={code}", error="m").terminal(out=sys.stderr, compact=True)
    _say(f"Code: {code}   (fleet page, or: ostord-central units approve {code} …)")
    asked = _ask_until_answered(central, folder / "unit.key", ca, _say, through)
    given = asyncio.run(asked)
    if given.state is EnrolmentState.REFUSED:
        _say("Turned away.")
        return 1
    login = str(proxy_login.resolve()) if proxy_login else None
    keep(given, folder, settings, central, {"proxy": proxy, "proxy_login": login}, ca)
    _say(f"Let in as {given.unit}: {given.room}")
    return 0


def _through(proxy: str | None, login: Path | None, central: str) -> str | None:
    if proxy is None:
        return None
    if not central.startswith("https:"):
        raise WireError("command", "central", "is no https address: a proxy would read all")
    try:
        return with_login(proxy_address(proxy), login)
    except ValueError as error:
        raise WireError("command", "proxy", str(error)) from None


async def _ask_until_answered(
    central: str,
    key: Path,
    ca: Path | None,
    say: Callable[[str], None],
    proxy: str | None = None,
) -> Enrolment:
    """Ask, and ask again: central may be away, and forgets who does not ask for an hour."""
    asked = EnrolmentAsked(request=request_for(key).decode()).to_json().encode()
    door, said = f"{central}/api/enrolments", ""
    async with open_session(ca, proxy=proxy) as session:
        while True:
            try:
                given = await _question(session, door, key_id(public_bytes(key)), asked)
                problem = ""
            except FarEndError as error:
                given, problem = None, str(error)
            if problem and problem != said:
                say(f"{problem}; asking again")
            said = problem
            if given is not None and given.state is not EnrolmentState.WAITING:
                return given
            await asyncio.sleep(POLL_S)


async def _question(
    session: aiohttp.ClientSession, door: str, identity: str, asked: bytes
) -> Enrolment:
    """What became of it; asked for the first time where central does not know it."""
    answer = await ask(session, "central", "GET", f"{door}/{identity}", limit=LIMIT)
    if answer.status == UNKNOWN:
        kind = {"Content-Type": "application/json"}
        answer = await ask(session, "central", "POST", door, headers=kind, data=asked, limit=LIMIT)
    return _read(answer)


def _read(answer: Answer) -> Enrolment:
    if answer.status != 200:
        raise FarEndError("central", "refused" if answer.status < 500 else "failing")
    try:
        return Enrolment.from_json("central", answer.body)
    except WireError:
        raise FarEndError("central", "garbled") from None


def keep(
    given: Enrolment,
    folder: Path,
    settings: Path | None,
    central: str,
    more: Mapping[str, str | None] = NOTHING,
    ca: Path | None = None,
) -> None:
    """Write ``unit.crt`` and ``ca.crt``, and the room's settings where ``settings`` names a file.

    ``more`` stands in the settings too, where it is not None; in ``ca.crt`` stands ``ca`` too, who
    signed central's https. Raises WireError for a certificate that is not of this key and name.
    """
    if not (given.unit and given.location and given.certificate and given.ca):
        raise WireError("central", "enrolment", "lacks name, room, certificate or authority")
    try:
        certificate = x509.load_pem_x509_certificate(given.certificate.encode())
        x509.load_pem_x509_certificate(given.ca.encode())
    except ValueError:
        raise WireError("central", "certificate", "is no PEM certificate") from None
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    own = certificate.public_key().public_bytes(*DER) == public_bytes(folder / "unit.key")
    if not own or [name.value for name in names] != [given.unit]:
        raise WireError("central", "certificate", "is not of this unit's key and name")
    _check_commands(given.commands)
    (folder / "unit.crt").write_text(given.certificate)
    (folder / "ca.crt").write_text(_trusted(given.ca, ca))
    if settings is not None:
        settings.write_text(_toml(given, folder.resolve(), central, more), encoding="utf-8")


def _trusted(site: str, https: Path | None) -> str:
    """The site's authority (PEM), and beside it another one that signed central's https."""
    other = https.read_text() if https is not None else ""
    return site if other.strip() in site else f"{site.rstrip()}\n{other}"


def _check_commands(told: str | None) -> None:
    try:
        public_key(told) if told is not None else None
    except ValueError:
        raise WireError("central", "commands", "is no Ed25519 key in base64") from None


def _toml(given: Enrolment, folder: Path, central: str, more: Mapping[str, str | None]) -> str:
    """JSON's strings are TOML's too."""
    told: dict[str, object] = {
        "runtime": RUNTIME,
        "store": STORE,
        "unit": given.unit,
        "location": given.location,
        "place": given.room,
        "central": central,
        **{
            name: str(folder / f"unit.{end}")
            for name, end in (("key", "key"), ("certificate", "crt"))
        },
        "ca": str(folder / "ca.crt"),
        **({"commands": given.commands} if given.commands else {}),
        **{name: value for name, value in more.items() if value is not None},
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in told.items()]
    if given.broker:
        lines += ["", "[broker]", f"host = {json.dumps(given.broker.host)}"]
        lines += [f"port = {given.broker.port}"]
    return "\n".join(lines) + "\n"


def _say(text: str) -> None:
    """To whoever stands at the unit."""
    sys.stderr.write(text + "\n")
