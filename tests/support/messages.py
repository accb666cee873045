"""A central whose letters leave by real servers, and what became of them."""

from typing import Any

from sqlalchemy import select

from central.bookings import Bookings
from central.delivery.settings import GatewaySettings, MessagesSettings, Occasions, SmtpSettings
from central.store.delivery_tables import Delivery
from tests.support.central_house import House
from tests.support.post_offices import MailServer, SmsGateway

FIELDS = {"to": "{number}", "message": "{text}", "key": "{key}"}
MAIL = "anna@example.se"


def messages(
    gateway: SmsGateway | None = None, server: MailServer | None = None, **more: Any
) -> MessagesSettings:
    """SMS by ``gateway`` and mail by ``server``, where there is one; else the outbox folder."""
    by_gateway = gateway and GatewaySettings(
        url=gateway.url,
        fields=FIELDS,
        private_addresses=True,
        drops_repeats=gateway.drops_repeats,
    )
    by_smtp = server and SmtpSettings(
        host="127.0.0.1", port=server.port, security="none", sender="noreply@vard.example"
    )
    return MessagesSettings(
        sms="gateway" if gateway else "file",
        mail="smtp" if server else "file",
        gateway=by_gateway,
        smtp=by_smtp,
        occasions=Occasions(**more.pop("occasions", {})),
        **more,
    )


def by(house: House, settings: MessagesSettings, **more: Any) -> None:
    """Let the letters of ``house`` leave so, from its next start on."""
    house.settings = house.settings.model_copy(update={"messages": settings, **more})
    house.desk = Bookings(house.settings, house.database)


def deliveries(house: House, kind: str | None = None) -> list[Delivery]:
    """Every delivery, oldest first."""
    with house.database.begin() as transaction:
        rows = transaction.scalars(select(Delivery).order_by(Delivery.made_at, Delivery.channel))
        return [row for row in rows if kind in (None, row.kind)]


def states(house: House, kind: str | None = None) -> list[tuple[str, str, str | None]]:
    """Channel, state and code of every delivery."""
    return [(row.channel, row.state, row.code) for row in deliveries(house, kind)]
