"""The settings that the demo writes are what the processes read."""

from pathlib import Path

import pytest

from appliance.room.settings import load
from appliance.sign.settings import read_sign_settings
from appliance.stage.settings import read
from central.clinics import DEFAULT
from central.settings import load_settings
from workbench.choices import CLINIC, CLINIC_PHONE, SUPPORT, Choices
from workbench.papers import write_settings
from workbench.places import Places, take_places
from workbench.ports import Ports

PORTS = Ports(central=8080, workbench=8081, broker=8883)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = take_places(tmp_path / 'a folder with "signs" in it')
    write_settings(places, PORTS, Choices(camera="v4l2:/dev/video0", sign="gpiozero"))
    places.give_back()
    return places


def test_central_reads_its_settings(places: Places) -> None:
    settings = load_settings(places.central / "central.toml")
    assert settings.listen_port == PORTS.central
    assert settings.broker is not None
    assert settings.broker.port == PORTS.broker
    assert settings.outbox == places.central / "outbox"
    (clinic,) = settings.all_clinics
    assert (clinic.name, clinic.phone, clinic.id) == (CLINIC, CLINIC_PHONE, DEFAULT)
    assert {line.fault: line.phone for line in clinic.support} == {
        fault: phone for fault, (_, phone) in SUPPORT.items()
    }


def test_sign_reads_its_settings(places: Places) -> None:
    settings = read_sign_settings(places.unit / "sign.toml")
    assert settings.lamp == "gpiozero"
    assert settings.runtime == str(places.runtime)


def test_room_reads_its_settings(places: Places) -> None:
    settings = load(places.unit / "room.toml")
    assert settings.store == places.unit / "store"
    assert settings.broker is not None
    assert settings.place == "Videorum 12 · Borlänge vårdcentral"


def test_stage_reads_its_settings(places: Places) -> None:
    settings, runtime = read(places.unit / "stage.toml")
    assert (settings.camera, settings.headset) == ("v4l2:/dev/video0", "simulated")
    assert runtime == places.runtime
