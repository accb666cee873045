"""Looks for a person where none may be (S6), and for capture handles that are open (S2)."""

import re
from collections.abc import Iterable
from pathlib import Path

from workbench.bookings import TestPerson


def needles(person: TestPerson) -> tuple[bytes, ...]:
    """What would give ``person`` away: names, personnummer and phone number, however written."""
    personnummer = re.sub(r"\D", "", person.personnummer)
    phone = re.sub(r"\D", "", person.phone)
    found = {
        person.name,
        *person.name.split(),
        person.personnummer,
        personnummer,
        personnummer[2:],
        person.personnummer[2:],
        person.birth_date,
        person.phone,
        phone,
        phone.removeprefix("0"),
        person.phone.replace(" ", ""),
    }
    return tuple(text.encode() for text in sorted(found))


def traces(person: TestPerson, places: Iterable[tuple[str, bytes]]) -> list[str]:
    """The names of the ``places`` whose content holds one of the person's needles."""
    sought = re.compile(b"|".join(map(re.escape, needles(person))), re.IGNORECASE)
    return sorted({name for name, content in places if sought.search(content)})


def file_contents(*folders: Path) -> Iterable[tuple[str, bytes]]:
    """Every regular file in the ``folders``, by its path."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield str(path), path.read_bytes()


def capture_handles(pid: int, devices: Path) -> list[str]:
    """The capture handles that process ``pid`` holds open now, as /proc shows them."""
    held = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = descriptor.readlink()
        except OSError:
            continue
        name = str(target)
        simulated = target.parent == devices and target.suffix == ".capturing"
        if simulated or name.startswith(("/dev/video", "/dev/snd/pcm")):
            held.append(name)
    return held
