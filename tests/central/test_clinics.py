"""What ``[[clinics]]`` may hold: kinds, hours, numbers, brand, costs; every error names its key."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from central.brand import NIGHT
from central.clinics import ClinicSettings, SupportLine
from central.core.contrast import LEAST, contrast
from central.core.hours import covers, open_until, spans, told
from central.core.support import Answers, Fault
from central.faults import SetupError
from central.settings import CentralSettings, load_settings
from wire.faults import WireError

GOOD = 'base_url = "http://localhost:8080"\n[[clinics]]\nid = "SE1"\nname = "Borlänge"\n'
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'


def _load(folder: Path, more: str) -> CentralSettings:
    (folder / "central.toml").write_text(GOOD + more)
    return load_settings(folder / "central.toml")


def test_a_clinic_that_says_nothing_has_one_kind_of_visit_and_is_always_open() -> None:
    clinic = ClinicSettings(name="Borlänge")
    assert [(kind.name, kind.minutes) for kind in clinic.kinds] == [("Videobesök", 30)]
    assert open_until(clinic.week, MONDAY) == "24:00"


def test_a_clinic_without_a_number_of_its_own_is_phoned_on_centrals() -> None:
    own = ClinicSettings(id="own", name="Falun", phone="023-1", rooms=("room-12",))
    none = ClinicSettings(id="none", name="Borlänge")
    settings = CentralSettings(
        base_url="https://central.example", clinic_phone="0243-49 70 00", clinics=(own, none)
    )
    phones = [settings.clinic_of(None, room).phone for room in ("room-12", "room-14")]
    assert phones == ["023-1", "0243-49 70 00"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[[clinics.kinds]]\nname = ""', "clinics.0.kinds.0.name"),
        ('[[clinics.kinds]]\nname = "A"\nminutes = 4', "clinics.0.kinds.0.minutes"),
        ('[[clinics.kinds]]\nname = "A"\n[[clinics.kinds]]\nname = "A"', "clinics.0.kinds"),
        ('[clinics.hours]\nmon = "8-12"', "clinics.0.hours"),
        ('[clinics.hours]\nmon = "12:00-08:00"', "clinics.0.hours"),
        ('[clinics.hours]\nmon = "08:00-12:00, 11:00-13:00"', "clinics.0.hours"),
        ('[clinics.hours]\nmonday = "08:00-12:00"', "clinics.0.hours"),
        ('[[clinics.support]]\nfault = "x"\nname = "A"\nphone = "1"', "clinics.0.support.0.fault"),
        ('[[clinics.support]]\nfault = "login"\nname = "A"\nphone = "call"', "clinics.0.support"),
        ('[clinics.brand]\naccent = "blue"', "clinics.0.brand.accent"),
        ('[clinics.costs]\nde = "Frei"', "clinics.0.costs"),
        ('language = "tlh"', "clinics.0.language"),
        ('prefill_contacts = "yes"', "clinics.0.prefill_contacts"),
    ],
)
def test_an_error_names_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(WireError) as caught:
        _load(tmp_path, text)
    assert caught.value.fault == str(tmp_path / "central.toml")
    assert caught.value.field.startswith(key)


def test_two_clinics_never_have_one_id(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"clinics\.1\.id"):
        _load(tmp_path, '[[clinics]]\nid = "SE1"\nname = "Falun"')


def test_r66_an_accent_that_is_hard_to_read_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(WireError, match=r"clinics\.0\.brand\.accent: has 1\.6:1 .* 4\.5:1"):
        _load(tmp_path, '[clinics.brand]\naccent = "#6fd0ea"')


@pytest.mark.parametrize("accent", ["#7a1f5c", "#0a6e8a", "#000000", "#8a5a00"])
def test_r66_an_accent_is_read_by_night_too(tmp_path: Path, accent: str) -> None:
    brand = _load(tmp_path, f'[clinics.brand]\naccent = "{accent}"').clinics[0].brand
    assert brand.accent == accent
    assert brand.accent_night is not None
    assert all(contrast(brand.accent_night, ground) >= LEAST for ground in NIGHT)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("logo.png", b"\x89PNG\r\n\x1a\n", "no PNG"),
        ("logo.svg", b"<html/>", "no SVG"),
        ("logo.svg", b"<svg", "no SVG"),
        ("logo.svg", SVG.format("<script>1</script>").encode(), "more than draw"),
        ("logo.svg", SVG.format('<path onload="x()"/>').encode(), "onload"),
        ("logo.svg", SVG.format('<use href="https://elsewhere.example/a.svg"/>').encode(), "href"),
        ("logo.svg", SVG.format('<path fill="url(https://e.example)"/>').encode(), "fill"),
        ("logo.svg", SVG.format("<style>@import 'x'</style>").encode(), "more than draw"),
        ("logo.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;").encode(), "DOCTYPE"),
        ("logo.gif", b"GIF89a", ".png or .svg"),
        ("logo.svg", b" " * 102_401, "100 kB"),
        ("other.svg", b"", "No such file"),
    ],
)
def test_r66_a_logo_that_does_more_than_draw_is_refused_at_the_start(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    if name != "other.svg":
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SetupError, match=rf"clinics\.0\.brand\.logo: .*{problem}"):
        _load(tmp_path, f'[clinics.brand]\nlogo = "{name}"')


def test_r66_a_logo_is_a_small_picture_from_the_files_folder(tmp_path: Path) -> None:
    Image.new("RGB", (64, 32), "#7a1f5c").save(tmp_path / "logo.png")
    (tmp_path / "logo.svg").write_text(SVG.format('<g id="a"><path d="M0 0"/></g><use href="#a"/>'))
    for name in ("logo.png", "logo.svg"):
        loaded = _load(tmp_path, f'[clinics.brand]\nlogo = "{name}"')
        assert loaded.clinics[0].brand.logo == tmp_path / name
    whole = (tmp_path / "logo.png").read_bytes()
    for broken in (whole[:-1], whole[:40] + b"x" + whole[41:]):
        (tmp_path / "logo.png").write_bytes(broken)
        with pytest.raises(SetupError, match="no whole PNG"):
            _load(tmp_path, '[clinics.brand]\nlogo = "logo.png"')
    Image.new("1", (2_001, 1)).save(tmp_path / "wide.png")
    with pytest.raises(SetupError, match="2000 pixels"):
        _load(tmp_path, '[clinics.brand]\nlogo = "wide.png"')


def test_hours_say_until_when_and_whether_a_whole_visit_fits() -> None:
    week = {"mon": "08:00-12:00, 13:00-16:30"}
    assert open_until(week, MONDAY.replace(hour=11, minute=59)) == "12:00"
    assert open_until(week, MONDAY.replace(hour=12)) is None
    assert open_until(week, MONDAY.replace(day=24, hour=10)) is None
    assert covers(week, MONDAY.replace(hour=11, minute=30), MONDAY.replace(hour=12))
    assert not covers(week, MONDAY.replace(hour=11, minute=45), MONDAY.replace(hour=12, minute=15))
    assert told(week, MONDAY) == "08:00–12:00, 13:00–16:30"


def test_r69_each_fault_has_its_number_and_outside_the_hours_none() -> None:
    lines = (
        ("login", "Administratören", "0243-49 70 10", {"mon": "08:00-12:00"}),
        ("technology", "IT", "023-49 00 00", {"mon": "07:00-17:00"}),
        ("technology", "IT-jouren", "023-49 00 01", {"mon": "17:00-22:00"}),
    )
    support = tuple(
        SupportLine(fault=Fault(fault), name=name, phone=phone, hours=hours)
        for fault, name, phone, hours in lines
    )
    clinic = ClinicSettings(name="Borlänge", support=support)
    assert clinic.who_answers(MONDAY.replace(hour=9)) == (
        Answers(Fault.LOGIN, "Administratören", "0243-49 70 10", "12:00"),
        Answers(Fault.FUNCTION),
        Answers(Fault.TECHNOLOGY, "IT", "023-49 00 00", "17:00"),
    )
    evening = clinic.who_answers(MONDAY.replace(hour=18))
    assert [one.phone for one in evening] == [None, None, "023-49 00 01"]
    assert [one.phone for one in clinic.who_answers(MONDAY.replace(day=28, hour=9))] == [None] * 3


def test_r55_costs_are_told_by_language(tmp_path: Path) -> None:
    more = '[clinics.costs]\nsv = "Besöket kostar 200 kr."\nen = "The visit costs SEK 200."'
    assert _load(tmp_path, more).clinics[0].costs["en"] == "The visit costs SEK 200."


def test_r69_a_units_hours_are_instants_that_a_clock_change_does_not_move() -> None:
    zone = ZoneInfo("Europe/Stockholm")
    week = {"sat": "08:00-12:00", "sun": "08:00-12:00, 13:00-24:00"}
    saturday = datetime(2026, 10, 24, 11, 0, tzinfo=zone)
    told_ = [
        tuple(datetime.fromtimestamp(at, zone).strftime("%a %H:%M") for at in span)
        for span in spans(week, saturday, 1)
    ]
    assert told_ == [
        ("Sat 08:00", "Sat 12:00"),
        ("Sun 08:00", "Sun 12:00"),
        ("Sun 13:00", "Mon 00:00"),
    ]
    assert spans({}, saturday, 2) == ((saturday.timestamp(), saturday.timestamp() + 172_800),)
    assert spans(week, saturday.replace(hour=12), 0) == ()
