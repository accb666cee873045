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


def read_settings(kind: type[S], content: str | bytes, file: str) -> S:
    """Read ``content`` of ``file``; raise WireError whose fault is the file's name."""
    try:
        table = tomllib.loads(content if isinstance(content, str) else content.decode())
    except UnicodeDecodeError:
        raise WireError(file, "file", "is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise WireError(file, "file", f"is not TOML: {error}") from None
    return decode(TypeAdapter(kind), file, json.dumps(table, default=str))
