"""A demo claims its folder, cleans what an earlier one left, and gives everything back."""

import json
from pathlib import Path

import pytest

from workbench.faults import WorkbenchError
from workbench.places import AlreadyRuns, take_places


def test_the_sockets_stand_on_a_short_path_outside_the_folder(tmp_path: Path) -> None:
    places = take_places(tmp_path / "demo")
    try:
        assert len(str(places.runtime / "devices" / "presence.sock")) <= 107
        assert (tmp_path / "demo" / "run").resolve() == places.runtime
        assert places.runtime.stat().st_mode & 0o077 == 0
    finally:
        places.give_back()
    assert not places.runtime.exists()
    assert not (tmp_path / "demo" / "run").is_symlink()


def test_a_second_one_gets_the_links_of_the_first(tmp_path: Path) -> None:
    places = take_places(tmp_path / "demo")
    places.publish({"Workbench": "http://localhost:1/"})
    try:
        with pytest.raises(AlreadyRuns) as refused:
            take_places(tmp_path / "demo")
    finally:
        places.give_back()
    assert refused.value.links == {"Workbench": "http://localhost:1/"}


def test_what_a_killed_one_left_is_removed(tmp_path: Path) -> None:
    places = take_places(tmp_path / "demo")
    (places.central / "central.db").write_text("old")
    places.claim.close()  # killed: nothing was given back
    again = take_places(tmp_path / "demo")
    try:
        assert not places.runtime.exists()
        assert not (again.central / "central.db").exists()
    finally:
        again.give_back()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("dear")
    with pytest.raises(WorkbenchError, match="holds other files"):
        take_places(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "dear"


def test_a_note_that_points_elsewhere_removes_nothing_there(tmp_path: Path) -> None:
    take_places(tmp_path / "demo").give_back()
    elsewhere = tmp_path / "photos"
    elsewhere.mkdir()
    (tmp_path / "demo" / "running.json").write_text(json.dumps({"runtime": str(elsewhere)}))
    take_places(tmp_path / "demo").give_back()
    assert elsewhere.exists()
