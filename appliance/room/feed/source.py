"""Where the bookings come from: central, or another server with its own key and token."""

from functools import partial

import aiohttp

from appliance.link.journal import record
from appliance.room.central.bounded import open_session
from appliance.room.central.meter import Meter
from appliance.room.central.proxy import proxy_for
from appliance.room.central.reach import reach_of
from appliance.room.central.token import AccessToken, Client, load_key
from appliance.room.feed.discovery import token_endpoint
from appliance.room.feed.reader import WIRE_LIMIT, Feed
from appliance.room.settings import RoomSettings


def feed_client(settings: RoomSettings) -> Client | None:
    """Who the unit is there; None without log-in.

    Raises WireError where the key does not fit the algorithm, OSError where it cannot be read.
    """
    feed = settings.feed
    if feed is None or feed.client is None:
        return None
    key = load_key(feed.key or settings.key, feed.algorithm)
    return Client(feed.client, key, feed.algorithm, feed.scope, feed.key_id)


def feed_location(settings: RoomSettings) -> str:
    """The id of the room where the bookings come from."""
    return (settings.feed and settings.feed.location) or settings.location


def open_feed(settings: RoomSettings, token: AccessToken) -> tuple[aiohttp.ClientSession, Feed]:
    """The feed and its own metered session; ``token`` is central's, and shown to no other server.

    Raises as ``feed_client``.
    """
    meter, other = Meter(WIRE_LIMIT), settings.feed
    reach = reach_of(other.base, private=other.private_addresses) if other else None
    proxy = proxy_for(settings, "feed" if other else "central")
    session = open_session(settings.ca, reach, meter, proxy)
    shown: AccessToken | None = token
    if other is not None:
        client = feed_client(settings)
        shown = _token(session, other.base, client, settings.central) if client else None
        if client is not None:
            record("feed.log-in", client=client.id, key=client.name_of_key)
    feed = Feed(
        session,
        other.base if other else f"{settings.central}/fhir/R4",
        feed_location(settings),
        shown.get if shown else None,
        shown.refused if shown else lambda _: None,
        central=settings.central,
        meter=meter,
    )
    return session, feed


def _token(session: aiohttp.ClientSession, base: str, client: Client, central: str) -> AccessToken:
    find = partial(token_endpoint, session, base, client.algorithm, central)
    return AccessToken(session, "feed", find, client)
