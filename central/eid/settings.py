"""Where the providers of e-IDs are, and what central shows them."""

from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from wire.settings import Settings

Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s?#]+[^/\s?#]$")]


class EidSettings(Settings):
    """What every provider needs; the files are PEM."""

    address: Address
    """Up to where the API's own paths begin, without a slash at the end."""
    certificate: Path | None = None
    """The clinic's client certificate, with ``key``; without them no mutual TLS."""
    key: Path | None = None
    ca: Path | None = None
    """Who signed the provider's certificate; absent: as this machine trusts."""


class BankIdSettings(EidSettings):
    """``[bankid]``: the relying party's API v6, such as ``https://appapi2.bankid.com/rp/v6.0``."""

    app: Address = "https://app.bankid.com"
    """What opens the app on the same device; another one for a simulated BankID."""


class FrejaSettings(EidSettings):
    """``[freja]``: such as ``https://services.prod.frejaeid.com``."""

    signer: Path
    """The certificate that Freja signs its answers with."""


def eid_placed(settings: EidSettings, folder: Path) -> dict[str, Path]:
    """The files of ``settings``, from ``folder`` on."""
    found = {name: getattr(settings, name) for name in type(settings).model_fields}
    return {name: folder / path for name, path in found.items() if isinstance(path, Path)}
