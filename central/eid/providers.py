"""Which providers of e-IDs a central has, as its settings say."""

from central.eid.bankid import BankId
from central.eid.freja import Freja
from central.eid.port import EidProvider
from central.settings import CentralSettings


def providers_of(settings: CentralSettings) -> dict[str, EidProvider]:
    """By the name of their way in; SetupError for a file that is not what it should be."""
    providers: dict[str, EidProvider] = {}
    if settings.bankid:
        providers["bankid"] = BankId(settings.bankid)
    if settings.freja:
        providers["freja"] = Freja(settings.freja)
    return providers
