"""Where a letter goes: to which of a person's addresses, and by which way each."""

from collections.abc import Callable
from dataclasses import dataclass

from central.clinics import ClinicSettings
from central.core.delivery import Channel, channel_of
from central.core.letters import Letter
from central.delivery.settings import MessagesSettings, Occasions

FILE = "file"
"""The outbox folder: what stands there has left central."""

_OCCASIONS: dict[str, Callable[[Occasions], bool]] = {
    "invitation": lambda wanted: wanted.invitation,
    "moved": lambda wanted: wanted.change,
    "changed": lambda wanted: wanted.change,
    "cancelled": lambda wanted: wanted.cancellation,
    "reminder": lambda wanted: wanted.reminder,
    "ring": lambda wanted: wanted.begins,
    "guest.reminder": lambda wanted: wanted.reminder,
    "guest.begins": lambda wanted: wanted.begins,
    "message": lambda wanted: wanted.new_message,
}
"""Letters that a clinic can do without; every other kind always goes."""
_SENT_TO = {"phone": Channel.SMS, "email": Channel.MAIL}


@dataclass(frozen=True, slots=True)
class Leg:
    """One address of a letter, and the way there."""

    address: str
    channel: Channel
    way: str


Routes = Callable[[Letter], tuple[Leg, ...]]


def all_by_file(letter: Letter) -> tuple[Leg, ...]:
    """Everything goes to the outbox folder."""
    return tuple(Leg(address, channel_of(address), FILE) for address in letter.to)


def routes(messages: MessagesSettings, clinics: tuple[ClinicSettings, ...]) -> Routes:
    """The routes that the settings give; a letter that its clinic does without has no legs."""
    ways = {
        Channel.SMS: messages.sms,
        Channel.MAIL: messages.mail,
        Channel.CLINIC: messages.clinic,
    }

    def legs(letter: Letter) -> tuple[Leg, ...]:
        clinic = next((one for one in clinics if one.name == letter.clinic), clinics[0])
        wanted = clinic.occasions or messages.occasions
        if letter.kind in _OCCASIONS and not _OCCASIONS[letter.kind](wanted):
            return ()
        chosen = _chosen(letter.to, wanted)
        return tuple(_leg(to, ways[channel_of(to)], clinics) for to in chosen)

    return legs


def _leg(address: str, way: str, clinics: tuple[ClinicSettings, ...]) -> Leg:
    channel = channel_of(address)
    if channel is not Channel.CLINIC or way == FILE:
        return Leg(address, channel, way)
    clinic = next((one for one in clinics if one.name == address), clinics[0])
    return Leg(clinic.email or address, channel, way)


def _chosen(to: tuple[str, ...], wanted: Occasions) -> tuple[str, ...]:
    """The addresses of the kind that the clinic sends to, where there is one of it."""
    kind = _SENT_TO.get(wanted.send_to)
    found = tuple(address for address in to if channel_of(address) is kind)
    return found or to
