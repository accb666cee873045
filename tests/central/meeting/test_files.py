"""Files, stills and shared pictures of a visit: who hands over, what is taken, when it is gone."""

import re
from pathlib import Path

import pytest

from central.attachments import erase_due
from central.meeting import handing
from central.store import audit
from central.store.tables import Appointment
from tests.support.central_house import House, Wire
from tests.support.meeting import Meeting, meeting
from tests.support.pictures import bomb, jpeg, png, telling_jpeg

CANARY = b"Kanariefil 4711"
PDF = b"%PDF-1.7\n" + CANARY + b"\n%%EOF\n"
MINUTE = 60.0


def acts(house: House) -> list[tuple[str, str]]:
    """Who did what with files, as the audit log tells."""
    with house.database.begin() as transaction:
        told = audit.entries(transaction, 0, house.clock.now + 1)
        return [(act.actor, act.action) for _, act in told if "-" in act.action]


async def test_r34_files_go_both_ways_are_listed_for_all_and_saved_at_the_desk(
    house: House,
) -> None:
    async with meeting(house) as meet:
        status, sent = await meet.hand_over(PDF, "Remiss ../\u202eAnna.pdf")
        assert (status, sent["media"], sent["name"]) == (200, "application/pdf", "Anna.pdf")
        house.clock.now += 1
        _, answered = await meet.hand_over(png(), "egenvård.png", staff=True)
        for wire in (meet.page, meet.desk, meet.unit):
            told = await listed(wire, meet.visit, 2)
            assert [(file["role"], file["name"]) for file in told] == [
                ("patient", "Anna.pdf"),
                ("staff", "egenvård.jpg"),
            ]
        status, content, headers = await meet.fetch(sent["id"], staff=True, save=True)
        assert (status, content) == (200, PDF)
        assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''Anna.pdf"
        await meet.desk.until("lobby")
        while not meet.desk.lobbies[meet.visit]["files"][0]["saved"]:
            await meet.desk.until("lobby")
        status, content, _ = await meet.fetch(answered["id"])
        assert (status, content[:2]) == (200, b"\xff\xd8")
        assert acts(house)[-3:] == [
            ("patient", "hand-over-file"),
            ("SE2321000016-1003", "hand-over-file"),
            ("SE2321000016-1003", "save-file"),
        ]


async def listed(wire: Wire, visit: str, count: int) -> list[dict[str, object]]:
    """The files that this end is told of, once there are so many."""
    while True:
        lobby = wire.lobbies.get(visit, {})
        if len(lobby.get("files", [])) == count:
            return list(lobby["files"])
        await wire.until("lobby")


async def test_r34_what_is_handed_over_runs_nothing_and_tells_nothing_more_than_it_shows(
    house: House,
) -> None:
    async with meeting(house) as meet:
        _, pdf = await meet.hand_over(PDF)
        _, picture = await meet.hand_over(telling_jpeg("Kanariehem"))
        for staff in (True, False):
            for file in (pdf, picture):
                _, content, headers = await meet.fetch(file["id"], staff=staff)
                assert "sandbox" in headers["Content-Security-Policy"]
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert headers["Cache-Control"] == "no-store"
                shown = headers["Content-Disposition"].partition(";")[0]
                assert shown == ("attachment" if file is pdf else "inline")
            assert b"Kanariehem" not in content


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<html><script>", "not-a-picture"),
        (b"MZ\x90\x00", "not-a-picture"),
        (b"%PDF-1.7 cut short", "not-a-file"),
        (b"GIF89a", "not-a-picture"),
        (b"", "not-a-picture"),
        (bomb(), "too-many-pixels"),
    ],
)
async def test_r34_only_jpeg_png_and_pdf_are_taken_by_what_is_in_them(
    house: House, content: bytes, problem: str
) -> None:
    async with meeting(house) as meet:
        status, said = await meet.hand_over(content, "bild.jpg")
        assert (status, said["code"]) == (422, problem)
        assert (await meet.hand_over(PDF, kind="shared", staff=True))[0] == 422


async def test_r34_a_file_that_is_too_large_or_one_too_many_is_refused(house: House) -> None:
    async with meeting(house) as meet:
        large = PDF + b"x" * 10_000_000 + b"%%EOF"
        assert (await meet.hand_over(large))[0] == 413
        said = [await meet.hand_over(PDF, staff=True) for _ in range(11)]
        assert [status for status, _ in said] == [200] * 10 + [422]
        assert said[-1][1]["code"] == "too-many"


async def test_r60_no_file_before_the_identity_is_vouched_for(house: House) -> None:
    async with meeting(house, vouched=False) as meet:
        for staff in (True, False):
            status, said = await meet.hand_over(jpeg(), staff=staff)
            assert (status, said["code"]) == (409, "locked")


async def test_r64_a_file_is_its_visits_own(house: House) -> None:
    async with meeting(house) as meet:
        _, sent = await meet.hand_over(PDF)
        async with meeting(house) as other:
            for staff in (True, False):
                assert (await other.fetch(sent["id"], staff=staff))[0] == 404
        await meet.page.say("bye", visit=meet.visit)
        await meet.desk.until_seen(meet.visit, role="patient", seat="left")
        assert (await meet.fetch(sent["id"]))[0] == 404, "who has left sees nothing more"
        assert (await meet.fetch(sent["id"], staff=True))[0] == 200


async def test_r33_a_still_is_sent_only_when_it_was_asked_for(house: House) -> None:
    async with meeting(house) as meet:
        assert (await meet.hand_over(jpeg(), kind="snapshot"))[0] == 409
        await meet.desk.say("ask-snapshot", visit=meet.visit)
        await meet.page.until("lobby", snapshot="asked")
        assert (await meet.hand_over(jpeg(1280, 720), "still.jpg", "snapshot"))[0] == 200
        (still,) = await listed(meet.desk, meet.visit, 1)
        assert (still["kind"], still["role"]) == ("snapshot", "patient")
        assert "snapshot" not in meet.desk.lobbies[meet.visit]
        assert (await meet.hand_over(jpeg(), kind="snapshot"))[0] == 409, (
            "asked for once, sent once"
        )


async def test_r35_a_shared_picture_is_put_up_page_by_page_and_taken_down(house: House) -> None:
    async with meeting(house) as meet:
        pages = [
            (await meet.hand_over(png(), f"sida {n}.png", "shared", staff=True))[1] for n in (1, 2)
        ]
        assert (await meet.hand_over(png(), kind="shared"))[0] == 422
        for page in pages:
            await meet.desk.say("show", visit=meet.visit, file=page["id"])
            await meet.page.until("lobby", shown=page["id"])
            assert (await meet.fetch(page["id"]))[0] == 200
        await meet.desk.say("show", visit=meet.visit)
        while "shown" in meet.page.lobbies[meet.visit]:
            await meet.page.until("lobby")


async def test_r34_unsaved_files_are_erased_soon_after_the_visit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing, "LOOK_S", 0.05)
    await house.stop()
    await house.start()
    async with meeting(house) as meet:
        await meet.hand_over(PDF)
        await listed(meet.desk, meet.visit, 1)
        await meet.unit.say("bye", visit=meet.visit)
        with house.database.begin() as transaction:
            end = transaction.get_one(Appointment, meet.visit).end
        kept = house.settings.files_kept_minutes * MINUTE
        assert erase_due(house.database, house.settings, end + kept) == 0
        assert erase_due(house.database, house.settings, end + kept + 1) == 1
        await listed_none(meet)


async def listed_none(meet: Meeting) -> None:
    while meet.desk.lobbies[meet.visit].get("files"):
        await meet.desk.until("lobby")


async def test_r34_a_restart_of_central_keeps_the_files_in_the_list(house: House) -> None:
    async with meeting(house) as meet:
        await meet.hand_over(PDF, "provsvar.pdf")
        await house.stop()
        await house.start()
        await meet.page.close()
        meet.page = await meet.browser.page("page-client-1")
        (file,) = await listed(meet.page, meet.visit, 1)
        assert file["name"] == "provsvar.pdf"


async def test_s6_no_byte_and_no_name_of_a_file_lies_open_anywhere(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    async with meeting(house) as meet:
        await meet.hand_over(PDF, "Kanarienamn.pdf")
        (file,) = await listed(meet.desk, meet.visit, 1)
        _, content, _ = await meet.fetch(str(file["id"]), staff=True)
        assert content == PDF
    await house.stop()
    words = re.compile(CANARY + b"|Kanarienamn")
    found = [path for path in house.folder.rglob("*") if path.is_file() and _holds(path, words)]
    assert found == []
    assert not words.search("".join(capfd.readouterr()).encode())


def _holds(path: Path, words: re.Pattern[bytes]) -> bool:
    return bool(words.search(path.read_bytes()))
