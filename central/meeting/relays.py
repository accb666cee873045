"""Which STUN and TURN servers somebody at a visit may use, with a right of their own."""

import logging
from collections.abc import Callable

from central.core.relay_rights import right
from central.delivery.settings import secret
from central.journal import record
from central.settings import CentralSettings
from wire.signaling import IceServer

HOUR_S = 3600.0


def ice_servers(
    settings: CentralSettings, who: str, clock: Callable[[], float]
) -> tuple[IceServer, ...]:
    """The servers of central.toml; a relay's right is minted anew and ends by itself.

    A relay whose secret cannot be read is left out and recorded: the direct way is left.
    """
    relay = settings.relay
    if relay is None:
        return settings.ice_servers
    try:
        kept = secret(relay.secret_file)
    except (OSError, ValueError):
        record("relay.no-secret", level=logging.ERROR)
        return settings.ice_servers
    name, word = right(kept.encode(), who, clock() + relay.hours * HOUR_S)
    minted = IceServer(urls=relay.urls, username=name, credential=word)
    return (*settings.ice_servers, minted)
