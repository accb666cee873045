"""The one base of every record that travels: frozen, strict, and read from JSON."""

from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from wire.faults import WireError, from_validation

T = TypeVar("T")

LINE_LIMIT = 262_144
"""The largest message anywhere between our own programs, in bytes."""


FORGETFUL = ConfigDict(cache_strings="keys")
"""For every adapter that reads what people wrote: pydantic keeps short texts that it read for ever
else, in a cache that nothing empties (S6)."""


class Record(BaseModel):
    """A frozen record; an unknown field is an error, so that a misspelt one is never lost."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, cache_strings="keys"
    )

    def to_json(self) -> str:
        """One line of JSON without the fields that hold nothing."""
        return self.model_dump_json(exclude_none=True, by_alias=True)

    @classmethod
    def from_json(cls, fault: str, text: str | bytes, limit: int = LINE_LIMIT) -> Self:
        """Read one record; raise WireError naming ``fault`` and the field."""
        return decode(TypeAdapter(cls), fault, text, limit)


def decode(adapter: TypeAdapter[T], fault: str, text: str | bytes, limit: int = LINE_LIMIT) -> T:
    """Read ``text`` (at most ``limit`` bytes) strictly as what ``adapter`` describes."""
    if len(text) > limit:
        raise WireError(fault, "message", f"is larger than {limit} bytes")
    try:
        return adapter.validate_json(text, strict=True)
    except ValidationError as error:
        raise from_validation(fault, error) from None
