"""``make units-check``: the shipped units under a real systemd: order, sandbox, falls, help."""

import asyncio
import contextlib
import os
import re
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from appliance.stage.main import URGENCY
from appliance.stage.screen.help import STANDS_S
from tests.support.booted_units import ROOT, SETTINGS, BootedUnits, why_not
from tests.support.listening import listening
from tests.support.trials import Blow, Keeper, Moment, Trial, Whom
from tests.support.trials_unit import Journal, TrialUnit, trial_unit
from tests.support.trials_visit import run_trial

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]
VISITS = (
    (Whom.SIGN, Blow.HANG, Moment.IN_CALL),
    (Whom.SIGN, Blow.KILL, Moment.IN_CALL),
    (Whom.ROOM, Blow.HANG, Moment.IN_CALL),
    (Whom.STAGE, Blow.KILL, Moment.IN_CALL),
    (Whom.STAGE, Blow.HANG, Moment.PAUSED),
    (Whom.ALL, Blow.RESTART, Moment.PAUSED),
)
SOON_S = 30.0
"""So long a machine that is busy may take."""


@pytest.fixture
async def unit(tmp_path: Path) -> AsyncIterator[TrialUnit]:
    if refused := why_not():
        pytest.skip(refused)
    async with trial_unit(tmp_path / "unit", Keeper.UNITS) as unit:
        yield unit


def units(unit: TrialUnit) -> BootedUnits:
    assert isinstance(unit.keeping, BootedUnits)
    return unit.keeping


async def test_s3_whole_visits_with_falls_under_the_shipped_units(unit: TrialUnit) -> None:
    """A call goes through each line of the sandboxes; whoever falls or hangs is back in it."""
    for number, (whom, blow, moment) in enumerate(VISITS):
        result = await run_trial(unit, Trial(number, whom, blow, moment, Keeper.UNITS))
        print(f"{result.trial}: {'; '.join(result.wrong) or 'ok'} {result.note}", flush=True)
        assert not result.wrong
    for name in ("sign", "room", "stage"):
        told = await units(unit).told(f"ostord-{name}.service", "ActiveState", "NRestarts")
        assert told["ActiveState"] == "active"


async def test_the_sign_comes_before_the_others(unit: TrialUnit) -> None:
    await units(unit).systemctl("stop", "ostord.target")
    await units(unit).systemctl("start", "ostord.target")
    moment, ready = "ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic"
    told = {
        name: await units(unit).told(f"ostord-{name}.service", moment, ready)
        for name in ("sign", "room", "stage")
    }
    for later in ("room", "stage"):
        assert int(told["sign"][ready]) <= int(told[later][moment])


async def test_what_a_service_cannot_do(unit: TrialUnit) -> None:
    """From within each service's own namespaces: its files, its network, the others' memory."""
    for name, networks in (("sign", 1), ("room", None), ("stage", None)):
        pid = unit.keeping.pid(name)
        assert pid is not None
        status = Path(f"/proc/{pid}/status").read_text()
        assert "NoNewPrivs:\t1" in status
        assert "Seccomp:\t2" in status
        assert "CapEff:\t0000000000000000" in status
        assert Path(f"/proc/{pid}").stat().st_uid != 0
        root = Path(f"/proc/{pid}/root")
        assert not list(root.joinpath("home").iterdir())
        assert not list(root.joinpath("root").iterdir())
        assert listening(pid) == set(), "no TCP port listens on a unit"
        if networks:
            seen = Path(f"/proc/{pid}/net/dev").read_text().splitlines()[2:]
            assert [line.split(":")[0].strip() for line in seen] == ["lo"]


async def test_central_makes_its_database_and_serves_by_its_examples_settings(
    unit: TrialUnit,
) -> None:
    await units(unit).systemctl("start", "ostord-central.service")
    page = f"http://127.0.0.1:{units(unit).central_port}/besok"
    deadline = time.monotonic() + SOON_S
    async with aiohttp.ClientSession() as http:
        while True:
            with contextlib.suppress(aiohttp.ClientConnectorError):
                async with http.get(page) as answer:
                    assert answer.status == 200
                    break
            assert time.monotonic() < deadline, "central does not listen"
            await asyncio.sleep(0.2)
    told = await units(unit).told("ostord-central.service", "ActiveState", "NRestarts")
    assert told == {"ActiveState": "active", "NRestarts": "0"}


async def test_a_stage_that_only_falls_leaves_a_card_and_comes_back(unit: TrialUnit) -> None:
    file = f"{SETTINGS}/stage.toml"
    await units(unit).inside(
        "sh", "-c", f"cp {file} {file}.good; sed -i 's/^headset = .*/headset = \"\"/' {file}"
    )
    pid = unit.keeping.pid("stage")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    await comes(unit, "ostord-help.service", SOON_S)
    help_told = Journal(unit.log / "help.jsonl")
    await heard(help_told, "help.shown")
    assert (await units(unit).told("ostord-sign.service", "ActiveState"))["ActiveState"] == "active"
    await units(unit).inside("mv", f"{file}.good", file)
    await comes(unit, "ostord-stage.service", STANDS_S + SOON_S)
    assert (await units(unit).told("ostord-help.service", "ActiveState"))["ActiveState"] != "active"


async def comes(unit: TrialUnit, service: str, within_s: float) -> None:
    """Wait until ``service`` is active."""
    deadline = time.monotonic() + within_s
    while (await units(unit).told(service, "ActiveState"))["ActiveState"] != "active":
        assert time.monotonic() < deadline, f"{service} is not active after {within_s:.0f} s"
        await asyncio.sleep(0.2)


async def heard(journal: Journal, what: str) -> None:
    """Wait until ``what`` is recorded."""
    deadline = time.monotonic() + SOON_S
    while not any(entry["what"] == what for entry in journal.read()):
        assert time.monotonic() < deadline, f"no {what} within {SOON_S:.0f} s"
        await asyncio.sleep(0.1)


async def test_what_room_asks_of_root_is_done_in_its_own_sandbox(unit: TrialUnit) -> None:
    """The simulated camera hangs on no USB: it is told so, and the word is gone."""
    await units(unit).systemctl("start", "ostord-replug.path")
    account = ("runuser", "-u", "ostord-room", "-g", "ostord", "--")
    write = "umask 027; echo camera >/run/ostord/replug"
    await units(unit).inside(*account, "sh", "-c", write)
    told = Journal(unit.log / "replug.jsonl")
    await heard(told, "replug.failed")
    assert (await units(unit).told("ostord-replug.path", "ActiveState"))["ActiveState"] == "active"
    await units(unit).inside("sh", "-c", "! test -e /run/ostord/replug")
    assert (await units(unit).told("ostord-replug.service", "Result"))["Result"] == "success"


PROBE = "/run/systemd/system/ostord-probe.service"
LIFE = "PartOf|After|Conflicts|OnFailure|Type|ExecStart|Restart|RestartSec|WatchdogSec|WantedBy"
"""What says when a service lives, not what it may."""


async def within(unit: TrialUnit, service: str, script: str) -> str:
    """What ``script`` prints under ``service``'s own lines: its account, sandbox and limits."""
    text = (ROOT / f"systemd/{service}.service").read_text()
    lines = re.sub(rf"^({LIFE})=.*\n", "", text, flags=re.MULTILINE)
    out = unit.log / "probe.txt"
    out.unlink(missing_ok=True)
    once = "[Service]\nType=oneshot\nExecStart=/bin/sh /srv/probe.sh\n"
    once += f"StandardOutput=append:/srv/log/{out.name}\n"
    for content, place in (
        (script, "/srv/probe.sh"),
        (lines.replace("[Service]\n", once), PROBE),
    ):
        put = ("sh", "-c", 'printf %s "$1" >"$2"', "sh", content, place)
        assert (await units(unit).inside(*put))[0] == 0
    await units(unit).systemctl("daemon-reload")
    await units(unit).systemctl("start", "ostord-probe.service")
    return out.read_text().strip()


async def test_r67_stages_sandbox_lets_the_voice_run(unit: TrialUnit) -> None:
    """It is a program of its own."""
    voice = "echo Hej | espeak-ng -v sv -s 150 --stdin --stdout 2>/dev/null | wc -c"
    assert int(await within(unit, "ostord-stage", voice)) > 20_000, "the voice gives nothing"


async def test_stage_comes_first_by_the_nice_value_that_its_unit_grants(unit: TrialUnit) -> None:
    """Systemd counts a nice value from 20 downwards."""
    told = await units(unit).told("ostord-stage.service", "LimitNICE")
    assert told["LimitNICE"] == str(20 - URGENCY)
    pid = unit.keeping.pid("stage")
    assert pid is not None
    limit = re.search(r"^Max nice priority +(\d+)", Path(f"/proc/{pid}/limits").read_text(), re.M)
    assert limit
    if int(limit[1]) == 0:
        pytest.skip("here not even systemd may raise a limit (CAP_SYS_RESOURCE)")
    assert os.getpriority(os.PRIO_PROCESS, pid) == URGENCY


async def test_a_camera_told_by_its_link_is_found_where_root_sees_no_devices(
    unit: TrialUnit,
) -> None:
    """Udev's links are names: replug follows them in /sys, and no device is behind them there."""
    link = "/dev/v4l/by-id/usb-Camera-index0"
    make = f"mkdir -p /dev/v4l/by-id; ln -s ../../video7 {link}; touch /dev/video7"
    assert (await units(unit).inside("sh", "-c", make))[0] == 0
    look = f"readlink -m {link}; test -e {link} || echo gone"
    assert (await within(unit, "ostord-replug", look)).split() == ["/dev/video7", "gone"]
