"""The shapes that pages send and get, and the session cookie's name."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

COOKIE = "ostord_session"
Short = Annotated[str, StringConstraints(max_length=128)]


class Asked(BaseModel):
    """The base of what a page sends."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Received(BaseModel):
    """Nothing more is said."""

    code: str = "received"
