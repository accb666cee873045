"""The keys and settings of the demo: central's, the broker's and the unit's."""

import json
from pathlib import Path

from workbench import choices as c
from workbench.choices import Choices
from workbench.places import Places
from workbench.ports import Ports
from workbench.tools import run

KEY_DAYS = 7
Value = str | int | float | bool | Path | list[int] | list[str]
Inline = list[dict[str, "Value | Inline"]]
Table = dict[str, Value | Inline | dict[str, Value]]


async def make_keys(places: Places) -> None:
    """The site's keys and the unit's certificate, by the commands that a clinic would use."""
    days = ("--days", str(KEY_DAYS))
    await run("ostord-central", "pki", "init", "--folder", places.keys, "--site", c.SITE, *days)
    await run("ostord-unit", "key", "--unit", c.UNIT, "--folder", places.unit)
    await run(
        "ostord-central",
        "pki",
        "sign",
        "--folder",
        places.keys,
        "--request",
        places.unit / "unit.csr",
        "--out",
        places.unit / "unit.crt",
        *days,
    )
    (places.unit / "ca.crt").write_bytes((places.keys / "ca.crt").read_bytes())


def write_settings(places: Places, ports: Ports, choices: Choices) -> None:
    """One TOML file a process."""
    _write(places.central / "central.toml", _central(places, ports, choices))
    _write(places.unit / "sign.toml", _sign(places, choices))
    _write(places.unit / "room.toml", _room(places, ports))
    _write(places.unit / "stage.toml", _stage(places, choices))


def _central(places: Places, ports: Ports, choices: Choices) -> Table:
    return {
        "listen_host": "127.0.0.1",
        "listen_port": ports.central,
        "base_url": f"http://localhost:{ports.central}",
        "database": f"sqlite:///{places.central / 'central.db'}",
        "outbox": places.central / "outbox",
        "keys": places.keys,
        "clinic": c.CLINIC,
        "clinic_phone": c.CLINIC_PHONE,
        "fleet_key_file": places.keys / "fleet.key",
        "staff_links": True,
        "timezone": c.TIMEZONE,
        "clinics": [_clinic(choices)],
        "ways": ["birth-date", "bankid"],
        "bankid": {
            "address": f"http://localhost:{ports.workbench}/bankid/rp/v6.0",
            "app": f"http://localhost:{ports.workbench}/bankid",
        },
        "broker": {
            "host": "localhost",
            "port": ports.broker,
            "ca": places.keys / "ca.crt",
            "certificate": places.keys / "central.crt",
            "key": places.keys / "central.key",
        },
    }


def _clinic(choices: Choices) -> dict[str, Value | Inline]:
    support: Inline = [
        {"fault": fault, "name": name, "phone": phone} for fault, (name, phone) in c.SUPPORT.items()
    ]
    return {
        "name": c.CLINIC,
        "phone": c.CLINIC_PHONE,
        "staff_check_in": choices.staff_check_in,
        "support": support,
    }


def _sign(places: Places, choices: Choices) -> Table:
    return {
        "runtime": places.runtime,
        "state_file": places.unit / "sign.json",
        "lamp": choices.sign,
    }


def _room(places: Places, ports: Ports) -> Table:
    return {
        "runtime": places.runtime,
        "store": places.unit / "store",
        "unit": c.UNIT,
        "location": c.LOCATION,
        "place": f"{c.ROOM} · {c.CLINIC}",
        "central": f"http://localhost:{ports.central}",
        "key": places.unit / "unit.key",
        "certificate": places.unit / "unit.crt",
        "ca": places.unit / "ca.crt",
        **_commands(places),
        "presence": "simulated",
        "board": "simulated",
        "buttons": "simulated",
        "metrics_s": 2.0,
        "timezone": c.TIMEZONE,
        "broker": {"host": "localhost", "port": ports.broker},
    }


def _commands(places: Places) -> dict[str, Value]:
    """By what acts from afar are known, once the keys are made."""
    key = places.keys / "commands.pub"
    return {"commands": key.read_text().strip()} if key.exists() else {}


def _stage(places: Places, choices: Choices) -> Table:
    table: Table = {
        "runtime": places.runtime,
        "camera": choices.camera,
        "headset": choices.headset,
        "screen": choices.screen,
        "screen_size": [1280, 800],
        "timezone": c.TIMEZONE,
    }
    if choices.room_speaker:
        table["room_speaker"] = choices.room_speaker
    return table


def _write(file: Path, table: Table) -> None:
    """A TOML file; JSON's strings, numbers, lists and booleans are TOML's too."""
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    lines = [f"{key} = {_toml(value)}" for key, value in plain.items()]
    for name, part in table.items():
        if isinstance(part, dict):
            lines += ["", f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in part.items())]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _toml(value: Value | Inline) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_inline(one) for one in value)}]"
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)


def _inline(one: "int | str | dict[str, Value | Inline]") -> str:
    if isinstance(one, dict):
        return f"{{{', '.join(f'{key} = {_toml(value)}' for key, value in one.items())}}}"
    return _toml(one)
