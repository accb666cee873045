"""``ostord-central messages``, and settings that are said with file and key."""

import json
import re
import time
from pathlib import Path

import pytest

from central.command import main
from central.core.delivery import refused
from central.settings import load_settings
from central.store import deliveries
from tests.support.central_house import House
from tests.support.messages import MAIL, by, messages
from tests.support.messages import deliveries as rows
from tests.support.post_offices import SmsGateway

BASE = 'base_url = "http://localhost:1"\n'
SMTP = '[messages.smtp]\nhost = "mail.example"\nsender = "noreply@vard.example"\n'
GATEWAY = """[messages.gateway]
url = "https://sms.example/send"
fields = { to = "{number}", text = "{text}" }
"""


def config(house: House, more: str = "") -> str:
    path = house.folder / "central.toml"
    database = house.settings.database
    path.write_text(f'base_url = "{house.url}"\ndatabase = "{database}"\n{more}')
    return str(path)


def test_r03_what_has_not_arrived_is_listed_and_sent_again_once(
    closed_house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house = closed_house
    house.clock.now = time.time()
    by(house, messages(SmsGateway(port=1)))
    house.book(at=3600, email=MAIL)
    (row,) = [row for row in rows(house) if row.channel == "sms"]
    with house.database.begin() as transaction:
        deliveries.note(transaction, row.id, refused("refused"), house.clock.now, 0.0)
    file = config(house)
    assert main(["messages", "list", "--config", file]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["to"], told["state"], told["code"]) == ("··88", "failed", "refused")
    assert "1234588" not in line
    for _ in range(2):
        assert main(["messages", "again", row.id, "--config", file]) == 0
        assert json.loads(capsys.readouterr().out)["state"] == "waiting"
    (again,) = [row for row in rows(house) if row.channel == "sms"]
    assert again.again == 1
    (mail,) = [row for row in rows(house) if row.channel == "mail"]
    assert main(["messages", "again", mail.id, "--config", file]) == 2
    assert main(["messages", "again", "nobody", "--config", file]) == 2
    assert "not known" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[messages]\nmail = "smtp"\n', "messages: .*smtp is missing"),
        ('[messages]\nsms = "gateway"\n', "messages: .*gateway is missing"),
        ('[messages]\nmail = "sendmail"\n', "messages.mail: "),
        ('[messages]\nsms = "smtp"\n', "messages.sms: "),
        ("[messages.occasions]\nreminders = true\n", "messages.occasions.reminders: "),
        (SMTP + 'user = "x"\n', "messages.smtp: .*password_file"),
        (SMTP + 'user = "x"\npassword_file = "none"\n', "messages.smtp.password_file: No such"),
        (SMTP + 'user = "x"\npassword_file = "empty"\n', "messages.smtp.password_file: is empty"),
        (SMTP + 'sender_name = "a\\r\\nBcc: x"\n', "messages.smtp.sender_name: "),
        (SMTP.replace("noreply@", "x>\\r\\nBcc: y@"), "messages.smtp.sender: "),
        (SMTP.replace("mail.example", "mail.example\\r\\nX"), "messages.smtp.host: "),
        (GATEWAY.replace("https", "http"), "messages.gateway: .*https"),
        (GATEWAY + 'auth = "bearer"\nsecret_file = "none"\n', "gateway.secret_file: No such"),
        ('[messages]\nclinic = "smtp"\n' + SMTP, "clinic_email: is missing"),
    ],
)
def test_settings_that_cannot_be_are_said_with_file_and_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: str, said: str
) -> None:
    (tmp_path / "empty").write_text("\n")
    file = tmp_path / "central.toml"
    file.write_text(BASE + more)
    assert main(["messages", "list", "--config", str(file)]) == 2
    error = capsys.readouterr().err
    assert "central.toml" in error
    assert re.search(said, error), error
    assert len(error.splitlines()) == 1


def test_a_whole_table_is_read_with_its_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "mail.password").write_text("hemligt\n")
    (tmp_path / "sms.token").write_text("abc\n")
    (tmp_path / "central.toml").write_text(
        BASE
        + 'clinic_email = "mottagning@vard.example"\n'
        + '[messages]\nmail = "smtp"\nsms = "gateway"\nclinic = "smtp"\n'
        + SMTP
        + 'user = "vard"\npassword_file = "mail.password"\n'
        + GATEWAY
        + 'auth = "bearer"\nsecret_file = "sms.token"\n'
        + '[messages.occasions]\nreminder = false\nsend_to = "phone"\n'
    )
    read = load_settings(tmp_path / "central.toml").messages
    assert read.smtp
    assert read.gateway
    assert read.smtp.password_file == tmp_path / "mail.password"
    assert read.gateway.secret_file == tmp_path / "sms.token"
    assert (read.occasions.reminder, read.occasions.send_to) == (False, "phone")
