"""The ``[fleet]`` table of ``central.toml``: who is told of what, what other systems may read."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator

from central.clinics import Hours, Line
from central.delivery.settings import MailAddress, secret
from central.faults import SetupError
from wire.ids import SiteId
from wire.settings import Settings

HookUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s@#]+$", max_length=2000)]


class Hook(Settings):
    """Where alerts are posted as JSON: a webhook, or an Alertmanager's base address."""

    url: HookUrl
    secret_file: Path | None = None
    """Its one line goes along as a bearer token."""
    private_addresses: bool = False
    """Allow the host to be in a private net or this machine, and plain HTTP to it."""
    ca: Path | None = None
    """PEM of an authority that is trusted besides the system's."""

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if not urlsplit(self.url).hostname:
            raise ValueError("url names no host")
        if self.url.startswith("http:") and not self.private_addresses:
            raise ValueError("url must begin with https")
        return self


class Owner(Hours):
    """``[[fleet.owners]]``: who is told of the alerts of some sites; ``hours`` are when of all.

    Outside them only what puts a visit at risk that begins within ``lead_minutes`` is told.
    """

    name: Line
    sites: tuple[SiteId, ...] = ()
    """None named: every site that no owner before names."""
    lead_minutes: Annotated[float, Field(ge=10, le=720)] = 60.0
    language: Literal["sv", "en"] = "sv"
    mail: MailAddress | None = None
    """By the way that ``[messages] mail`` names."""
    webhook: Hook | None = None
    alertmanager: Hook | None = None
    """Prometheus Alertmanager, API v2: it groups and routes by itself, and is told of all."""


class FleetSettings(Settings):
    """How the fleet is told of."""

    metrics_token_file: Path | None = None
    """The bearer token of ``/metrics``; without it nobody reads them."""
    owners: tuple[Owner, ...] = ()
    """The first one whose sites hold an alert's owns it; none: alerts stand on the page alone."""

    def owner_of(self, site: str) -> Owner | None:
        """Whom the alerts of ``site`` belong to; the broker's own site is empty."""
        named = (owner for owner in self.owners if site in owner.sites)
        rest = (owner for owner in self.owners if not owner.sites or not site)
        return next(named, None) or next(rest, None)


def placed_fleet(settings: FleetSettings, folder: Path, file: str) -> FleetSettings:
    """With its paths in ``folder``; SetupError names the file that cannot be read."""
    owners = [
        owner.model_copy(
            update={
                name: hook and _placed(hook, folder, f"{file}: fleet.owners.{at}.{name}")
                for name, hook in (("webhook", owner.webhook), ("alertmanager", owner.alertmanager))
            }
        )
        for at, owner in enumerate(settings.owners)
    ]
    changed: dict[str, object] = {"owners": tuple(owners)}
    if settings.metrics_token_file is not None:
        token = folder / settings.metrics_token_file
        _readable(token, f"{file}: fleet.metrics_token_file")
        changed["metrics_token_file"] = token
    return settings.model_copy(update=changed)


def _placed(hook: Hook, folder: Path, where: str) -> Hook:
    files = {
        key: folder / path
        for key in ("secret_file", "ca")
        if (path := getattr(hook, key)) is not None
    }
    for key, path in files.items():
        _readable(path, f"{where}.{key}")
    return hook.model_copy(update=files)


def _readable(path: Path, where: str) -> None:
    try:
        secret(path)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise SetupError(f"{where}: {said}") from None
