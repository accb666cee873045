"""TOML text into a typed, frozen settings record; an error names the file and the key."""

import json
import tomllib
from typing import TypeVar

from pydantic import TypeAdapter

from wire.faults import WireError
from wire.records import Record, decode


class Settings(Record):
    """The base of every process's settings: one TOML file each, unknown keys are errors."""


S = TypeVar("S", bound=Settings)


def read_settings(kind: type[S], text: str, file: str) -> S:
    """Read ``text``, the content of ``file``; raise WireError whose fault is the file's name."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WireError(file, "file", f"is not TOML: {error}") from None
    return decode(TypeAdapter(kind), file, json.dumps(table, default=str))
