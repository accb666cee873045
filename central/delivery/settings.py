"""The ``[messages]`` table of ``central.toml``: how letters leave, and which are written."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from central.core.addresses import is_mail_address
from central.faults import SetupError
from wire.settings import Settings

_PLACE = re.compile(r"\{(\w*)\}")
_PLACES = frozenset({"number", "digits", "text", "key"})

Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:-]{1,253}$")]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,500}$")]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def _mail_address(text: str) -> str:
    if not is_mail_address(text):
        raise ValueError("is no e-mail address")
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]


class SmtpSettings(Settings):
    """The mail server that takes e-mail for delivery."""

    host: Host
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    """none: only where the server turns out to be this very machine."""
    sender: MailAddress
    sender_name: Line | None = None
    user: Line | None = None
    password_file: Path | None = None
    ca: Path | None = None
    """PEM of an authority that is trusted besides the system's."""
    drops_repeats: bool = False
    """Whether it takes a second mail with the same Message-ID for the first one."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.user is None) is not (self.password_file is None):
            raise ValueError("user and password_file belong together")
        return self


class GatewaySettings(Settings):
    """An SMS gateway: one HTTP request a message.

    In ``fields`` and ``headers`` stand ``{number}`` (+46…), ``{digits}`` (without the plus),
    ``{text}`` and ``{key}`` (the same at every try). A dot in a field's name is a JSON object.
    """

    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s@#]+$", max_length=2000)]
    method: Literal["POST", "PUT"] = "POST"
    form: Literal["json", "urlencoded"] = "json"
    fields: dict[Annotated[str, StringConstraints(pattern=r"^[^\s.]+(\.[^\s.]+)*$")], Line]
    headers: dict[Token, Line] = Field(default_factory=dict)
    auth: Literal["none", "basic", "bearer", "header"] = "none"
    user: Line | None = None
    """basic: the account."""
    auth_header: Token | None = None
    """header: the one that carries the secret."""
    secret_file: Path | None = None
    drops_repeats: bool = False
    """Whether it takes a second request with the same key for the first one."""
    answer_field: Line | None = None
    """Where the answer (JSON) says what became of the message; absent: the status alone counts."""
    answer_values: tuple[Line, ...] = ()
    """What it says when the message was taken."""
    private_addresses: bool = False
    """Allow the host to be in a private net or this machine, and plain HTTP to it."""
    ca: Path | None = None
    """PEM of an authority that is trusted besides the system's."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        needed = {
            "none": (),
            "basic": ("user", "secret_file"),
            "bearer": ("secret_file",),
            "header": ("auth_header", "secret_file"),
        }[self.auth]
        for key in needed:
            if getattr(self, key) is None:
                raise ValueError(f"{key} is missing for auth {self.auth}")
        if not urlsplit(self.url).hostname:
            raise ValueError("url names no host")
        if self.url.startswith("http:") and not self.private_addresses:
            raise ValueError("url must begin with https")
        self._placed()
        for name in self.fields:
            if any(other.startswith(f"{name}.") for other in self.fields):
                raise ValueError(f"fields may not hold both {name} and a part of it")
        return self

    def _placed(self) -> None:
        texts = (*self.fields.values(), *self.headers.values())
        used = {place for text in texts for place in _PLACE.findall(text)}
        if unknown := used - _PLACES:
            raise ValueError(f"fields and headers may not hold {{{min(unknown)}}}")
        if any("{text}" in text for text in self.headers.values()):
            raise ValueError("headers may not hold {text}")
        if "text" not in used or not used & {"number", "digits"}:
            raise ValueError("fields must hold {text} and {number} or {digits}")
        if self.drops_repeats and "key" not in used:
            raise ValueError("drops_repeats takes a {key} in fields or headers")


class Occasions(Settings):
    """Which letters a patient gets (R03, R25, R29), and where to."""

    invitation: bool = True
    change: bool = True
    cancellation: bool = True
    reminder: bool = True
    """30 min before a confirmed visit."""
    begins: bool = True
    """*Besöket börjar nu*, where the patient's page is not in front."""
    new_message: bool = True
    send_to: Literal["both", "phone", "email"] = "both"
    """Of a phone number and an e-mail address; who has only one gets it there."""


class MessagesSettings(Settings):
    """How letters leave; ``file`` is the outbox folder, from where something else takes them."""

    sms: Literal["file", "gateway"] = "file"
    mail: Literal["file", "smtp"] = "file"
    clinic: Literal["file", "smtp"] = "file"
    """Letters to the clinic; smtp takes a ``clinic_email``, or the ``email`` of each clinic."""
    smtp: SmtpSettings | None = None
    gateway: GatewaySettings | None = None
    occasions: Occasions = Occasions()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if "smtp" in (self.mail, self.clinic) and self.smtp is None:
            raise ValueError("smtp is missing")
        if self.sms == "gateway" and self.gateway is None:
            raise ValueError("gateway is missing")
        return self


def placed_messages(messages: MessagesSettings, folder: Path, file: str) -> MessagesSettings:
    """The settings with their paths in ``folder``; SetupError names ``file`` and the bad key."""
    changed: dict[str, object] = {}
    for name in ("smtp", "gateway"):
        if (table := getattr(messages, name)) is not None:
            changed[name] = _placed(table, folder, f"{file}: messages.{name}")
    return messages.model_copy(update=changed)


def _placed(table: Settings, folder: Path, where: str) -> Settings:
    files = {
        key: folder / path
        for key in ("password_file", "secret_file", "ca")
        if (path := getattr(table, key, None)) is not None
    }
    for key, path in files.items():
        try:
            secret(path)
        except (OSError, ValueError) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            raise SetupError(f"{where}.{key}: {said}") from None
    return table.model_copy(update=files)


def secret(path: Path) -> str:
    """What stands in a secret's file, without its last line end; OSError, or ValueError.

    It is read at each use, so that a new one counts at once.
    """
    with path.open("rb") as file:
        text = file.read(1_000_000).decode("utf-8").rstrip("\r\n")
    if not text:
        raise ValueError("is empty")
    return text
