"""The ways that the settings name, by the names that deliveries have; never one for another."""

from central.delivery.gateway import Gateway
from central.delivery.port import Way
from central.delivery.settings import MessagesSettings
from central.delivery.smtp import Smtp


def ways(messages: MessagesSettings) -> dict[str, Way]:
    """Each way that a letter can leave by, besides the outbox folder."""
    found: dict[str, Way] = {}
    if messages.smtp and "smtp" in (messages.mail, messages.clinic):
        found["smtp"] = Smtp(messages.smtp)
    if messages.gateway and messages.sms == "gateway":
        found["gateway"] = Gateway(messages.gateway)
    return found
