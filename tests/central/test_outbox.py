"""The outbox: a message is there whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from central.core.letters import Letter
from central.faults import SetupError
from central.outbox import Outbox

LETTER = Letter("invitation", ("+46701234588",), "Hej", "Text")


def test_a_draft_is_no_message_until_it_is_sent(tmp_path: Path) -> None:
    draft = Outbox(tmp_path / "outbox").draft(LETTER, 0.0)
    assert not list((tmp_path / "outbox").glob("*.txt"))
    draft.send()
    (file,) = (tmp_path / "outbox").iterdir()
    assert file == draft.path
    assert file.name.startswith("19700101T000000Z-invitation-")
    assert file.read_text() == "Kind: invitation\nTo: +46701234588\nSubject: Hej\n\nText\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_dropped_draft_leaves_nothing(tmp_path: Path) -> None:
    Outbox(tmp_path).draft(LETTER, 0.0).drop()
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="file"):
        Outbox(tmp_path / "file").draft(LETTER, 0.0)


def test_a_message_that_is_taken_while_old_ones_are_forgotten_harms_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken.txt").symlink_to(tmp_path / "gone")
    old = Outbox(tmp_path).draft(LETTER, 0.0)
    old.send()
    os.utime(old.path, (0, 0))
    assert Outbox(tmp_path).forget(1.0) == 1
