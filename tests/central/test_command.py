"""``ostord-central`` as people type it."""

import io
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import traceback
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from central.command import main
from central.store import database as store
from central.store.reports import put_report
from tests.support.central_house import NAME, NUMBER, PHONE, House, free_port, make_request
from wire.report import VisitReport
from wire.visits import Outcome

BOOK = ["book", "--location", "room-12", "--name", NAME, "--personnummer", NUMBER]
BOOK += ["--phone", PHONE]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where everything a new site needs was typed once."""
    monkeypatch.chdir(tmp_path)
    port = free_port()
    text = f'base_url = "http://127.0.0.1:{port}"\nlisten_port = {port}\n'
    (tmp_path / "central.toml").write_text(text)
    make_request(tmp_path, "north/room12")
    for line in (
        "migrate",
        "pki init --folder keys --site north --days 7",
        "pki sign --folder keys --request north-room12.csr --out unit.crt --days 7",
    ):
        assert main(line.split()) == 0
    unit = ["add-unit", "--unit", "north/room12", "--location", "room-12"]
    assert main([*unit, "--room", "Videorum 12", "--certificate", "unit.crt"]) == 0
    return tmp_path


def _answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return answer


def test_book_answers_in_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    times = ["--start", "2026-11-24T10:30", "--minutes", "30"]
    assert main([*BOOK, *times, "--kind", "Återbesök", "--confirm", "required"]) == 0
    said = _answer(capsys)
    assert said.keys() == {"appointment", "invitation", "link"}
    text = Path(said["invitation"]).read_text()
    assert "tisdag 24 november 10:30–11:00" in text
    assert said["link"] in text


def test_cancel_and_move_write_to_the_patient(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*BOOK, "--in", "3600", "--minutes", "30"])
    appointment = _answer(capsys)["appointment"]
    times = ["--start", "2026-11-25T10:30", "--end", "2026-11-25T11:00"]
    assert main(["move", "--appointment", appointment, *times]) == 0
    assert "onsdag 25 november" in Path(_answer(capsys)["message"]).read_text()
    assert main(["cancel", "--appointment", appointment]) == 0
    assert "Avbokat" in Path(_answer(capsys)["message"]).read_text()


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ([], "start: is missing"),
        (["--in", "60", "--minutes", "nan"], "end: is no"),
        (["--in", "1e300", "--minutes", "30"], "start: is no"),
        (["--in", "60", "--minutes", "1e300"], "end: is no"),
        (["--start", "0001-01-01T00:00", "--minutes", "30"], "start: must look like"),
        (["--start", "2026-11-24T10:30"], "end: is missing"),
        (["--start", "tomorrow", "--minutes", "30"], "start: must look like"),
        (["--start", "2026-11-24T10:30", "--end", "2026-11-24T10:00"], "end: is not after"),
        (["--start", "2026-03-29T02:30", "--minutes", "30"], "start: does not exist"),
        (["--in", "60", "--minutes", "-1"], "end: is not after"),
        (["--in", "60", "--minutes", "30", "--location", "room-99"], "location: is no known"),
    ],
)
def test_bad_input_is_one_clear_line_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], times: list[str], said: str
) -> None:
    database = (folder / "central.sqlite").read_bytes()
    capsys.readouterr()
    assert main([*BOOK, *times]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"ostord-central: {said}")
    assert captured.err.count("\n") == 1
    assert (folder / "central.sqlite").read_bytes() == database
    assert not (folder / "outbox").exists()


def test_a_wrong_config_key_is_named_with_its_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "central.toml").write_text('base_url = "http://x"\nlisten_prot = 1\n')
    capsys.readouterr()
    assert main(["serve"]) == 2
    said = capsys.readouterr().err
    assert "central.toml: listen_prot" in said
    assert said.count("\n") == 1


def test_a_unit_needs_its_own_certificate_and_a_free_room(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unit = ["add-unit", "--location", "room-12", "--room", "Rum", "--certificate"]
    make_request(folder, "north/room14")
    sign = "pki sign --folder keys --request north-room14.csr --out other.crt --days 7"
    assert main(sign.split()) == 0
    for name, certificate, said in (
        ("north/room13", "unit.crt", "certificate: is not this unit's"),
        ("north/room12", "missing.crt", "certificate: No such file"),
        ("central", "keys/central.crt", "unit: must be site/name"),
        ("north/room14", "other.crt", "location: belongs to another unit"),
    ):
        capsys.readouterr()
        assert main([*unit, certificate, "--unit", name]) == 2
        assert said in capsys.readouterr().err


def test_anonymise_says_how_many(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([*BOOK, "--start", "2020-01-01T10:30", "--minutes", "30"])
    capsys.readouterr()
    assert main(["anonymise"]) == 0
    assert _answer(capsys) == {"anonymised": 1}


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The real process, answering, and its port."""
    port = int((folder / "central.toml").read_text().rpartition(" ")[2])
    process = _serve(folder)
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.02)
    yield process, port
    process.kill()
    process.communicate()


def _serve(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "central.command", "serve"]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)


def test_serve_starts_and_ends_cleanly(
    served: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = served
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.read() == b"ok\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=5)
    assert process.returncode == 0
    for line in said.splitlines():
        assert json.loads(line)["process"] == "central"


def test_a_taken_port_is_one_line(folder: Path, served: tuple[subprocess.Popen[str], int]) -> None:
    second = _serve(folder)
    _, said = second.communicate(timeout=50)
    assert second.returncode == 2
    assert said.splitlines()[-1].startswith("ostord-central: listen_port: cannot listen on")


def test_serve_on_an_unprepared_database_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "central.toml").write_text('base_url = "http://localhost:1"\n')
    assert main(["book", "--in", "1", "--minutes", "1", *BOOK[1:]]) == 2
    assert "run `ostord-central migrate`" in capsys.readouterr().err


def test_s6_a_database_in_use_is_one_line_that_names_nobody(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PRAGMAS", ("busy_timeout=20",))
    other = sqlite3.connect(folder / "central.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    capsys.readouterr()
    assert main([*BOOK, "--in", "3600", "--minutes", "30"]) == 2
    other.close()
    said = capsys.readouterr()
    assert said.err == "ostord-central: database: database is locked\n"
    assert said.out == ""
    assert not list((folder / "outbox").glob("*"))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO person (name) VALUES (:name)",
        "INSERT INTO unit (id, added_at) VALUES ('a', :name)",
    ],
)
def test_s6_errors_of_the_database_repeat_no_values(closed_house: House, statement: str) -> None:
    with (
        pytest.raises(StatementError) as caught,
        closed_house.database.begin() as session,
    ):
        session.execute(text(statement), {"name": NAME})
    assert NAME not in "".join(traceback.format_exception(caught.value))


def test_r04_boka_nu_begins_at_once_and_needs_no_confirmation(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*BOOK, "--now", "--minutes", "20"]) == 0
    said = _answer(capsys)
    assert "Besöket börjar nu." in Path(said["invitation"]).read_text()
    with sqlite3.connect(folder / "central.sqlite") as database:
        query = "SELECT start, end - start, confirmation, at_once FROM appointment"
        start, lasts, confirmation, at_once = database.execute(query).fetchone()
    database.close()
    assert abs(start - time.time()) < 60
    assert (lasts, confirmation, at_once) == (1200, "not-needed", 1)
    assert main([*BOOK, "--now", "--minutes", "20", "--confirm", "required"]) == 2


def test_s6_a_person_on_standard_input_stands_in_no_list_of_processes(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = {"name": NAME, "personnummer": NUMBER, "phone": PHONE}
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(person)))
    booked = ["book", "--location", "room-12", "--now", "--minutes", "20"]
    assert main([*booked, "--person", "-"]) == 0
    assert "+46701234588" in Path(_answer(capsys)["invitation"]).read_text()
    (folder / "person.json").write_text(json.dumps(person))
    assert main([*booked, "--person", "person.json"]) == 0


@pytest.mark.parametrize(
    ("told", "more", "said"),
    [
        ("[]", [], "person: must be one JSON object"),
        ("{", [], "person: is no JSON"),
        ('{"name": 5}', [], "person: must be one JSON object"),
        ('{"age": "5"}', [], "person: may hold only"),
        ("{}", [], "name: is missing"),
        ("{}", ["--name", "A B"], "person: and the options"),
    ],
)
def test_a_bad_person_is_refused_without_repeating_it(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    told: str,
    more: list[str],
    said: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(told))
    booked = ["book", "--location", "room-12", "--now", "--minutes", "20", "--person", "-"]
    assert main([*booked, *more]) == 2
    assert capsys.readouterr().err.startswith(f"ostord-central: {said}")


PRACTICE = ["book", "--location", "room-12", "--now", "--minutes", "20", "--practice"]
PRACTICE += ["--name", "Kim Kollega", "--email", "kim@example.se"]


def test_r26_a_test_visit_invites_a_colleague_who_is_no_patient(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    born = ["--birth-date", "1980-04-23"]
    assert main([*PRACTICE, *born, "--invited-by", "jag@example.se"]) == 0
    text = Path(_answer(capsys)["invitation"]).read_text()
    assert "Du är inbjuden av jag@example.se till ett testbesök med video." in text
    assert "Besök: Testbesök" in text
    for wrong, said in (
        ([*born, "--invited-by", "KIM@example.se"], "nobody can invite themselves"),
        (born, "invited_by: and email say who invites whom"),
        (["--invited-by", "jag@example.se"], "birth_date: must look like"),
        (["--birth-date", "2999-01-01", "--invited-by", "jag@example.se"], "birth_date: is no"),
        ([*born, "--invited-by", "jag"], "invited_by: is no e-mail address"),
        ([*born, "--invited-by", "j@b.se", "--personnummer", NUMBER], "personnummer: is not asked"),
    ):
        assert main([*PRACTICE, *wrong]) == 2
        assert said in capsys.readouterr().err
    assert main([*BOOK, *born, "--now", "--minutes", "20"]) == 2


def test_r05_the_journal_text_is_printed_until_it_was_copied(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*BOOK, "--now", "--minutes", "20"])
    visit = _answer(capsys)["appointment"]
    assert main(["journal-text", visit]) == 2
    database = store.Database(f"sqlite:///{folder / 'central.sqlite'}")
    with database.begin() as session:
        put_report(session, visit, VisitReport(outcome=Outcome.HELD), time.time())
    database.close()
    capsys.readouterr()
    assert main(["journal-text", visit]) == 0
    assert capsys.readouterr().out.startswith("Genomfört videobesök\n\nDistanskontakt")
    assert main(["journal-text", visit, "--copied", "--language", "en"]) == 0
    assert capsys.readouterr().out.startswith("Video visit held\n")
    assert main(["journal-text", visit]) == 2
    assert "was copied" in capsys.readouterr().err


def test_r23_r41_the_command_and_the_desk_share_one_way(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*BOOK, "--in", "3600", "--minutes", "30", "--guardian"]) == 0
    booked = _answer(capsys)
    assert "Barnet ska vara med" in Path(booked["invitation"]).read_text()
    which = ["--appointment", booked["appointment"]]
    assert main(["new-link", *which]) == 0
    assert _answer(capsys)["link"] != booked["link"]
    assert main(["cancel", *which, "--reason", "prov"]) == 0
    with sqlite3.connect(folder / "central.sqlite") as database:
        row = database.execute("SELECT status, cancel_reason, guardian FROM appointment").fetchone()
        acts = database.execute("SELECT actor, action FROM audit ORDER BY seq").fetchall()
    database.close()
    assert row == ("cancelled", "prov", 1)
    assert acts == [("central", act) for act in ("book", "renew-link", "cancel-booking")]
