"""The ``[sign_in]`` table of ``central.toml``: the identity provider, and who may do what."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from central.core.access import StaffRole
from central.faults import SetupError
from central.imports.settings import Address
from wire.settings import Settings

Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Subject = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
Roles = Annotated[tuple[StaffRole, ...], Field(min_length=1)]
LOA3 = "http://id.sambi.se/loa/loa3"


class Grant(Settings):
    """Whoever the provider gives ``value`` in ``claim`` has ``roles`` in ``clinic``."""

    claim: Text = "commissionHsaId"
    value: Text
    clinic: Text
    roles: Roles


class StaffMember(Settings):
    """One ``[[staff]]`` table: somebody who has roles whatever the provider says of them."""

    subject: Subject
    """The HSA-id."""
    clinic: Text
    roles: Roles


class SignInSettings(Settings):
    """An OpenID provider that speaks as Inera's IdP does."""

    issuer: Address
    client_id: Text
    secret_file: Path | None = None
    """The client's secret (client_secret_basic)."""
    key_file: Path | None = None
    """Or its private key (private_key_jwt): PEM, EC P-256, P-384 or RSA."""
    key_id: Text | None = None
    scope: Text = "openid profile"
    acr: tuple[Text, ...] = (LOA3,)
    """How surely somebody must have signed in (R60); one of these."""
    subject_claim: Text = "employeeHsaId"
    grants: tuple[Grant, ...] = ()
    ca: Path | None = None
    """PEM of an authority that is trusted besides the system's."""
    private_addresses: bool = False
    """Allow the provider to be in a private net or on this machine."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.secret_file is None) == (self.key_file is None):
            raise ValueError("secret_file or key_file is needed, not both")
        if "openid" not in self.scope.split():
            raise ValueError("scope must name openid")
        if not self.private_addresses and not self.issuer.startswith("https:"):
            raise ValueError("issuer must be https")
        return self


def placed(settings: SignInSettings, folder: Path, file: str) -> SignInSettings:
    """The table with its paths in ``folder``; SetupError names the file that cannot be read."""
    found: dict[str, object] = {}
    for key in ("secret_file", "key_file", "ca"):
        path: Path | None = getattr(settings, key)
        if path is None:
            continue
        found[key] = folder / path
        try:
            with (folder / path).open("rb") as opened:
                opened.read(1)
        except OSError as error:
            raise SetupError(f"{file}: sign_in.{key}: {error.strerror}") from None
    return settings.model_copy(update=found)
