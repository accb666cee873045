"""The unit files as systemd reads them: no complaint, and how much each service is exposed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.command import PROCESSES
from appliance.link.asking import ASKED
from appliance.room.settings import load as load_room
from appliance.sign.settings import read_sign_settings
from appliance.stage.main import URGENCY
from appliance.stage.settings import read as read_stage
from central.settings import load_settings

SYSTEMD = Path(__file__).parents[2] / "systemd"
SERVICES = sorted(SYSTEMD.glob("*.service"))
EXPOSED = {
    "ostord-sign": 1.5,
    "ostord-help": 1.5,
    "ostord-replug": 1.5,
    "ostord-room": 2.0,
    "ostord-stage": 2.0,
    "ostord-central": 1.7,
}
"""At most so much of 10, by ``systemd-analyze security``."""

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed"
)


def named(file: Path) -> str:
    return file.stem


def lines(file: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", file.read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unit files with the programs where they are on this machine."""
    folder = tmp_path_factory.mktemp("units")
    for file in (*SERVICES, *SYSTEMD.glob("*.target"), *SYSTEMD.glob("*.path")):
        text = file.read_text().replace("/usr/lib/ostord/bin", str(Path(sys.executable).parent))
        (folder / file.name).write_text(text)
    return folder


def test_systemd_has_nothing_to_say_about_them(placed: Path) -> None:
    files = sorted(str(one) for one in placed.iterdir())
    said = subprocess.run(("systemd-analyze", "verify", *files), capture_output=True, text=True)
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("service", SERVICES, ids=named)
def test_a_service_is_exposed_no_more_than_this(service: Path, placed: Path) -> None:
    said = subprocess.run(
        ("systemd-analyze", "security", "--offline=true", str(placed / service.name)),
        capture_output=True,
        text=True,
    )
    found = re.search(r"exposure level for \S+: ([0-9.]+)", said.stdout)
    assert found, said.stderr
    assert float(found[1]) <= EXPOSED[service.stem]


def test_no_service_is_forgotten() -> None:
    assert {file.stem for file in SERVICES} == set(EXPOSED)


@pytest.mark.parametrize("service", SERVICES, ids=named)
def test_a_service_runs_a_command_that_there_is(service: Path) -> None:
    started = [*lines(service, "ExecStart"), *lines(service, "ExecStopPost")]
    found = [word for line in started for word in re.findall(r"ostord-unit (\S+)", line)]
    assert set(found) <= set(PROCESSES)
    assert found or service.stem == "ostord-central"


@pytest.mark.parametrize("name", ["sign", "room", "stage"])
def test_the_three_earn_a_watchdog_and_say_when_they_are_ready(name: str) -> None:
    service = SYSTEMD / f"ostord-{name}.service"
    assert lines(service, "Type") == ["notify"]
    assert lines(service, "WatchdogSec")
    assert lines(service, "TimeoutAbortSec")
    assert lines(service, "LimitCORE") == ["0"]  # a dump would hold initials and pictures (S6)


def test_stage_may_take_the_nice_value_that_it_asks_for() -> None:
    assert lines(SYSTEMD / "ostord-stage.service", "LimitNICE") == [str(URGENCY)]


def test_what_root_does_begins_by_rooms_word_alone_and_holds_no_capability() -> None:
    """DESIGN's sandboxes stay: only this one writes into /sys, where devices are."""
    path = SYSTEMD / "ostord-replug.path"
    assert lines(path, "PathExists") == [f"/run/ostord/{ASKED}"]
    service = SYSTEMD / "ostord-replug.service"
    assert lines(service, "CapabilityBoundingSet") == [""]
    assert [one for one in SERVICES if lines(one, "User") == ["root"]] == [service]
    writes = {one.stem: " ".join(lines(one, "ReadWritePaths")) for one in SERVICES}
    assert {name for name, paths in writes.items() if "/sys" in paths} == {"ostord-replug"}


def test_a_camera_may_be_told_by_its_link_where_root_sees_no_devices() -> None:
    """docs/operations.md: by maker and serial number, under /dev/v4l."""
    service = SYSTEMD / "ostord-replug.service"
    assert lines(service, "PrivateDevices") == ["yes"]
    assert lines(service, "BindReadOnlyPaths") == ["-/dev/v4l"]


def test_the_accounts_and_folders_are_those_that_the_services_name() -> None:
    accounts = "".join(one.read_text() for one in (SYSTEMD / "sysusers.d").iterdir())
    made = set(re.findall(r"^[ug] (\S+)", accounts, re.MULTILINE))
    for service in SERVICES:
        assert {*lines(service, "User"), *lines(service, "Group")} <= {*made, "root"}
    folders = (SYSTEMD / "tmpfiles.d" / "ostord-unit.conf").read_text()
    assert re.search(r"^d /run/ostord +3770 root ostord -$", folders, re.MULTILINE)


def test_a_folder_of_units_is_never_a_package() -> None:
    """It would shadow systemd's own Python library."""
    assert not list(SYSTEMD.rglob("*.py"))


def test_the_examples_of_settings_are_settings() -> None:
    examples = SYSTEMD.parent / "image" / "examples"
    readers = {
        "sign": read_sign_settings,
        "room": load_room,
        "stage": read_stage,
        "central": load_settings,
    }
    assert {one.stem for one in examples.iterdir()} == set(readers)
    for name, read in readers.items():
        read(examples / f"{name}.toml")


FIREWALL = (SYSTEMD / "nftables/ostord-unit.nft").read_text()
ACCOUNTS = set(re.findall(r"skuid (ostord-\S+)", FIREWALL))


def test_the_firewall_names_the_account_of_every_service_that_has_a_network() -> None:
    used = {user for file in SERVICES for user in lines(file, "User")}
    without = {"ostord-central", "root"}  # what root does has no network at all
    assert lines(SYSTEMD / "ostord-replug.service", "PrivateNetwork") == ["yes"]
    assert used - without == ACCOUNTS


def test_the_firewall_is_one_that_nft_takes(tmp_path: Path) -> None:
    """In a network of its own; the package's accounts by numbers, since they are not here."""
    own = ("unshare", "--net")
    if subprocess.run((*own, "true"), capture_output=True).returncode:
        pytest.skip("a network of one's own needs root")
    if shutil.which("nft", path="/usr/sbin:/usr/bin") is None:
        pytest.skip("nftables is not installed")
    text = FIREWALL
    for number, user in enumerate(sorted(ACCOUNTS), 901):
        text = text.replace(f"skuid {user} ", f"skuid {number} ")
    rules = tmp_path / "rules.nft"
    rules.write_text(text)
    said = subprocess.run(
        (*own, "/usr/sbin/nft", "-c", "-f", str(rules)), capture_output=True, text=True
    )
    assert (said.returncode, said.stderr) == (0, "")


def test_the_firewall_lets_updates_and_neighbours_be() -> None:
    """Apt downloads as ``_apt``; switches learn by MLD (RFC 3810) where a unit's IPv6 is."""
    text = (SYSTEMD / "nftables/ostord-unit.nft").read_text()
    (out,) = re.findall(r"chain output \{(.*?)\n  \}", text, re.DOTALL)
    assert re.search(r"skuid \{ root, _apt \} tcp dport \{ 80, 443 \} accept", out)
    assert re.search(r"icmpv6 type \{[^}]*mld2-listener-report[^}]*\} accept", out)


def test_the_firewall_lets_nobody_connect_to_a_unit() -> None:
    incoming = re.search(r"chain input \{(.*?)\n  \}", FIREWALL, re.DOTALL)
    assert incoming
    assert "policy drop" in incoming[1]
    assert "tcp" not in re.sub(r"#.*", "", incoming[1]).lower()
