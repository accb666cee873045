"""A settings file is typed and frozen; an error names file and key."""

import pytest

from wire.faults import WireError
from wire.settings import Settings, read_settings


class Example(Settings):
    """A process's settings."""

    port: int
    place: str = "here"
    size: tuple[int, int] = (1280, 800)


def test_a_file_is_read() -> None:
    read = read_settings(Example, "port = 1\nsize = [800, 480]", "room.toml")
    assert (read.port, read.place, read.size) == (1, "here", (800, 480))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 1", "room.toml: port: Field required"),
        ("port = 1\nprot = 2", "room.toml: prot: Extra inputs are not permitted"),
        ('port = "1"', "room.toml: port:"),
        ("port = ", "room.toml: file: is not TOML"),
    ],
)
def test_an_error_names_file_and_key(text: str, told: str) -> None:
    with pytest.raises(WireError) as caught:
        read_settings(Example, text, "room.toml")
    assert str(caught.value).startswith(told)
