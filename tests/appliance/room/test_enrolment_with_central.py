"""A new unit and the real central: let in by its code, used, renewed; and turned away."""

import asyncio
import shutil
import ssl
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.room import enrol, renewal
from appliance.room.central.bounded import open_session
from appliance.room.central.token import AccessToken, load_key
from appliance.room.enrol import enrol_unit, keep
from appliance.room.key import new_key, public_bytes
from appliance.room.renewal import RENEWED, due, in_use, look
from appliance.room.settings import load
from central import enrolment
from central.enrolment import Place
from central.store import enrolments
from tests.support.central_house import House, make_house, serving
from tests.support.room_process import until
from wire.enrolment import Enrolment, EnrolmentState, code_of, key_id
from wire.faults import WireError

PLACE = Place("north/room16", "room-16", "Videorum 16")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A central that serves, by today's clock: certificates are of today."""
    house = make_house(tmp_path / "house")
    house.clock.now = time.time()
    async with serving(house):
        yield house
    house.database.close()


def waits(house: House) -> bool:
    with house.database.begin() as session:
        return bool(enrolments.waiting(session, house.clock.now))


async def test_a_unit_is_let_in_by_its_code_speaks_and_renews(
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(enrol, "POLL_S", 0.05)
    keys, file = tmp_path / "keys", tmp_path / "room.toml"
    asking = asyncio.create_task(asyncio.to_thread(enrol_unit, house.url, keys, file, None))
    await until(lambda: waits(house), "asked")
    code = code_of(key_id(public_bytes(keys / "unit.key")))
    now = house.clock.now
    enrolment.approve(house.settings, house.database, code.lower(), PLACE, "central", now)
    assert await asking == 0
    assert code in capsys.readouterr().err
    settings = load(file)
    assert settings.commands == (house.folder / "keys/commands.pub").read_text().strip()
    assert (settings.unit, settings.location, settings.place) == (
        "north/room16",
        "room-16",
        "Videorum 16",
    )
    first = settings.certificate.read_bytes()
    with pytest.raises(WireError, match="there already"):
        enrol_unit(house.url, keys, file, None)
    settings = settings.model_copy(update={"store": tmp_path / "store"})
    async with open_session() as session:
        key = load_key(settings.key)
        token = AccessToken.of_central(session, house.url, settings.unit, key)
        assert await look(session, token, settings, now) == ""
        assert not (settings.store / RENEWED).exists()
        later = due(first) + 1
        assert await look(session, token, settings, later) == ""
        renewed = in_use(settings.certificate, settings.store / RENEWED)
        assert await look(session, token, settings, now) == ""
    assert settings.certificate.read_bytes() == first
    assert renewal._key(renewed.read_bytes()) == public_bytes(settings.key)


async def test_a_unit_that_is_turned_away_is_told_and_keeps_no_certificate(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrol, "POLL_S", 0.05)
    asking = asyncio.create_task(
        asyncio.to_thread(enrol_unit, house.url, tmp_path / "k", None, None)
    )
    await until(lambda: waits(house), "asked")
    identity = key_id(public_bytes(tmp_path / "k" / "unit.key"))
    enrolment.refuse(house.database, identity, "central", house.clock.now)
    assert await asking == 1
    assert [file.name for file in (tmp_path / "k").iterdir()] == ["unit.key"]


async def test_a_withdrawn_unit_gets_no_further_certificate(house: House, tmp_path: Path) -> None:
    keys = house.folder / "keys"
    (tmp_path / "room.toml").write_text(
        f'runtime = "run"\nstore = "store"\nunit = "north/room12"\nlocation = "room-12"\n'
        f'place = "x"\ncentral = "{house.url}"\nkey = "{keys}/north-room12.key"\n'
        f'certificate = "{keys}/north-room12.crt"\n'
    )
    settings = load(tmp_path / "room.toml")
    enrolment.withdraw(house.settings, house.database, "north/room12", "it", house.clock.now)
    async with open_session() as session:
        key = load_key(settings.key)
        token = AccessToken.of_central(session, house.url, settings.unit, key)
        due_at = due(settings.certificate.read_bytes())
        assert await look(session, token, settings, due_at) == "refused"
    assert not (settings.store / RENEWED).exists()


def given(house: House, **wrong: object) -> Enrolment:
    keys = house.folder / "keys"
    right: dict[str, object] = {
        "id": "0" * 64,
        "state": EnrolmentState.APPROVED,
        "unit": "north/room12",
        "location": "room-12",
        "room": 'Rum "12"\\',
        "certificate": (keys / "north-room12.crt").read_text(),
        "ca": (keys / "ca.crt").read_text(),
    }
    return Enrolment.model_validate(right | wrong)


async def test_what_is_not_for_this_unit_is_not_kept(house: House, tmp_path: Path) -> None:
    shutil.copy(house.folder / "keys" / "north-room12.key", tmp_path / "unit.key")
    foreign = (house.folder / "keys" / "north-room14.crt").read_text()
    for wrong in ({"certificate": foreign}, {"unit": "north/room13"}, {"ca": "x"}, {"ca": None}):
        with pytest.raises(WireError, match=r"^central: "):
            keep(given(house, **wrong), tmp_path, None, house.url)
        assert not (tmp_path / "unit.crt").exists()
    keep(given(house), tmp_path, tmp_path / "room.toml", house.url)
    assert load(tmp_path / "room.toml").place == 'Rum "12"\\'
    assert (tmp_path / "ca.crt").read_text() == given(house).ca


async def test_who_signed_centrals_https_is_trusted_after_the_enrolment_too(
    house: House, tmp_path: Path
) -> None:
    """It may be another authority than the site's own."""
    keys = house.folder / "keys"
    shutil.copy(keys / "north-room12.key", tmp_path / "unit.key")
    other = tmp_path / "other.crt"
    other.write_text((keys / "north-room14.crt").read_text())
    for ca, count in ((None, 1), (keys / "ca.crt", 1), (other, 2)):
        keep(given(house), tmp_path, None, house.url, ca=ca)
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trust.load_verify_locations(cafile=str(tmp_path / "ca.crt"))
        assert (tmp_path / "ca.crt").read_text().count("BEGIN CERTIFICATE") == count
        assert trust.cert_store_stats()["x509"] == count


async def test_a_renewed_certificate_of_another_key_or_none_is_not_used(
    house: House, tmp_path: Path
) -> None:
    first = house.folder / "keys" / "north-room12.crt"
    for content in (b"", b"nonsense", (house.folder / "keys" / "north-room14.crt").read_bytes()):
        (tmp_path / RENEWED).write_bytes(content)
        assert in_use(first, tmp_path / RENEWED) == first
    assert in_use(first, None) == in_use(first, tmp_path / "missing") == first
    new_key(tmp_path / "other.key")
    with pytest.raises(FileExistsError):
        new_key(tmp_path / "other.key")
