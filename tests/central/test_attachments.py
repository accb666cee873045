"""What is sent for a visit: sealed in the database, bounded, its own visit's, gone in time."""

import pytest

from central import attachments
from central.attachments import New, erase_due
from central.core.attachments import LIMITS, Kind, harmless_name
from central.faults import BadInputError, SetupError, UnknownError
from central.nightly import anonymise_now
from central.sealing import Seal
from central.store.tables import Appointment
from tests.support.central_house import House

CANARY = b"canary-bytes-of-a-photo"
SEAL = Seal(b"k" * 32)
HOUR = 3600.0


def _new(visit: str, kind: Kind = Kind.PHOTO, content: bytes = CANARY, **more: str) -> New:
    return New(visit, kind, "patient", "image/jpeg", content, **more)


def _put(house: House, new: New) -> str:
    with house.database.begin() as transaction:
        return attachments.put(transaction, SEAL, new, house.clock.now).id


def _count(house: House, visit: str) -> int:
    with house.database.begin() as transaction:
        return len(attachments.listed(transaction, SEAL, visit))


def _files(house: House) -> bytes:
    return b"".join(path.read_bytes() for path in house.folder.glob("central.sqlite*"))


def test_r27_what_is_kept_opens_again_and_stands_nowhere_in_the_database(
    closed_house: House,
) -> None:
    visit = closed_house.book().appointment
    own = _put(closed_house, _new(visit, Kind.FILE, name="Remiss Anna Berg.pdf"))
    assert CANARY not in _files(closed_house)
    assert b"Remiss" not in _files(closed_house)
    with closed_house.database.begin() as transaction:
        told, content = attachments.opened(transaction, SEAL, visit, own)
    assert content == CANARY
    assert (told.kind, told.sender, told.size) == (Kind.FILE, "patient", len(CANARY))
    assert told.name == "Remiss Anna Berg.pdf"


def test_r27_another_key_another_place_or_a_changed_byte_opens_nothing(
    closed_house: House,
) -> None:
    visit, other = closed_house.book().appointment, closed_house.book(at=7200).appointment
    own = _put(closed_house, _new(visit))
    with closed_house.database.begin() as transaction:
        with pytest.raises(UnknownError):
            attachments.opened(transaction, SEAL, other, own)
        with pytest.raises(SetupError):
            attachments.opened(transaction, Seal(b"x" * 32), visit, own)
    with pytest.raises(SetupError):
        SEAL.open(SEAL.close(CANARY, "here"), "there")
    with pytest.raises(SetupError):
        SEAL.open(SEAL.close(CANARY, "here")[:-1] + b"\0", "here")


def test_r27_a_visit_holds_so_many_of_a_kind_and_none_too_large(closed_house: House) -> None:
    visit = closed_house.book().appointment
    for _ in range(LIMITS[Kind.PHOTO].count):
        _put(closed_house, _new(visit))
    with pytest.raises(BadInputError, match="too-many"):
        _put(closed_house, _new(visit))
    with pytest.raises(BadInputError, match="too-large"):
        _put(closed_house, _new(visit, Kind.FORM, b"x" * (LIMITS[Kind.FORM].size + 1)))
    assert _count(closed_house, visit) == LIMITS[Kind.PHOTO].count


def test_r27_only_the_sender_takes_a_thing_back_and_then_it_is_gone(closed_house: House) -> None:
    visit = closed_house.book().appointment
    own = _put(closed_house, _new(visit))
    with closed_house.database.begin() as transaction:
        for kinds, sender in (((Kind.FILE,), "patient"), ((Kind.PHOTO,), "staff")):
            with pytest.raises(UnknownError):
                attachments.withdraw(transaction, visit, own, *kinds, sender=sender)
        attachments.withdraw(transaction, visit, own, Kind.PHOTO, sender="patient")
        with pytest.raises(UnknownError):
            attachments.opened(transaction, SEAL, visit, own)


@pytest.mark.parametrize(("kept_h", "at_h", "left"), [(24, 24.4, 1), (24, 24.6, 0), (0, 0.6, 0)])
def test_r07_r34_what_was_sent_is_gone_when_its_time_is_over(
    closed_house: House, kept_h: float, at_h: float, left: int
) -> None:
    """The visit is half an hour long and begins now."""
    visit = closed_house.book().appointment
    _put(closed_house, _new(visit))
    settings = closed_house.settings.model_copy(update={"sent_kept_hours": kept_h})
    erase_due(closed_house.database, settings, closed_house.clock.now + at_h * HOUR)
    assert _count(closed_house, visit) == left


def test_r07_who_talks_longer_keeps_it_longer_and_a_cancelled_visit_keeps_nothing(
    closed_house: House,
) -> None:
    longer, cancelled = closed_house.book().appointment, closed_house.book(at=7200).appointment
    for visit in (longer, cancelled):
        _put(closed_house, _new(visit))
    closed_house.desk.cancel(cancelled, closed_house.clock.now)
    with closed_house.database.begin() as transaction:
        transaction.get_one(Appointment, longer).last_connected = closed_house.clock.now + HOUR
    now = closed_house.clock.now + 24.7 * HOUR
    assert erase_due(closed_house.database, closed_house.settings, now) == 1
    assert (_count(closed_house, longer), _count(closed_house, cancelled)) == (1, 0)


def test_r07_at_the_latest_the_night_takes_it(closed_house: House) -> None:
    visit = closed_house.book().appointment
    _put(closed_house, _new(visit))
    anonymise_now(closed_house.settings, closed_house.database, closed_house.clock.now + 26 * HOUR)
    assert _count(closed_house, visit) == 0


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("svar.pdf", "svar.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\hud.jpg", "hud.jpg"),
        ("a\u202efdp.exe", "a fdp.exe"),
        ("rad\r\nSet-Cookie: x", "rad Set-Cookie: x"),
        ("...", "fil"),
        ("\0", "fil"),
        ("x" * 400 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_r34_a_hostile_name_is_only_ever_words_on_a_line(given: str, shown: str) -> None:
    assert harmless_name(given) == shown
