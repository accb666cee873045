"""From where the room sits in central's lobby to where it shall sit: pure."""

from appliance.core.events import AtVisit
from appliance.core.views import NewsOf, SeatView
from appliance.core.visits import Somebody
from wire.check_in import AskCode, CheckOut
from wire.signaling import AskNumber, Bye, Hold, Join, Lobby, Media, News
from wire.support import AskSupport
from wire.visits import Seat

Step = Bye | Join | Media | Hold | News | AskNumber | AskCode | CheckOut | AskSupport


def steps(told: SeatView | None, wanted: SeatView) -> tuple[Step, ...]:
    """What to tell central so that ``told`` becomes ``wanted``.

    ``told`` is what this connection has said already; None on a new one: central may still hold
    what an earlier connection said, so everything is said again.
    """
    if told == wanted:
        return ()
    said = (*_seat(told, wanted), *_number(told, wanted), *_news(told, wanted))
    return (*said, *_check_in(told, wanted), *_support(told, wanted))


def _seat(told: SeatView | None, wanted: SeatView) -> list[Step]:
    moved = told is None or told.visit != wanted.visit
    said: list[Step] = []
    if told is not None and told.visit is not None and moved:
        said.append(Bye(visit=told.visit))
    visit = wanted.visit
    if visit is None:
        return said
    if moved:
        said.append(Join(visit=visit))
    if told is None or moved or _media(told) != _media(wanted):
        said.append(Media(visit=visit, camera=wanted.camera, microphone=wanted.microphone))
    if told is None or moved or told.hold != wanted.hold:
        said.append(Hold(visit=visit, on=wanted.hold))
    return said


def _number(told: SeatView | None, wanted: SeatView) -> list[Step]:
    """Each number once for its visit, and again on a new connection."""
    said: list[Step] = []
    asked = told or SeatView()
    if wanted.number_of is not None and wanted.number_of != asked.number_of:
        said.append(AskNumber(visit=wanted.number_of))
    if wanted.interpreter_of is not None and wanted.interpreter_of != asked.interpreter_of:
        said.append(AskNumber(visit=wanted.interpreter_of, role="interpreter"))
    return said


def _check_in(told: SeatView | None, wanted: SeatView) -> list[Step]:
    """R18: a check-in that ended here, and the next code for a new one."""
    said: list[Step] = []
    if wanted.gone is not None and (told is None or told.gone != wanted.gone):
        said.append(wanted.gone)
    asked = told.code_number if told is not None else None
    if wanted.code_number is not None and wanted.code_number != asked:
        said.append(AskCode())
    return said


def _support(told: SeatView | None, wanted: SeatView) -> list[Step]:
    """R69: once a day, and on each new connection."""
    asked = told.support_day if told is not None else None
    new = wanted.support_day is not None and wanted.support_day != asked
    return [AskSupport()] if new else []


def _news(told: SeatView | None, wanted: SeatView) -> list[Step]:
    """News that differ; those of a visit that is no longer spoken of are taken back."""
    known = {news.visit: news for news in told.news} if told is not None else {}
    spoken = {news.visit for news in wanted.news}
    silent = tuple(NewsOf(visit=visit) for visit in known if visit not in spoken)
    return [
        News(visit=news.visit, late_until=news.late_until, waiting=news.waiting, busy=news.busy)
        for news in (*wanted.news, *silent)
        if known.get(news.visit) != news
    ]


def missed_goodbye(lobby: Lobby, me: str, wanted: SeatView) -> bool:
    """Central still holds a seat for the room where it does not want to sit any more."""
    if lobby.visit == wanted.visit:
        return False
    mine = next((party for party in lobby.parties if party.peer == me), None)
    return mine is not None and mine.joined and mine.seat is not Seat.LEFT


def others(lobby: Lobby, me: str) -> AtVisit:
    """Everybody at the visit but the room itself."""
    return AtVisit(
        lobby.visit,
        tuple(
            Somebody(
                peer=party.peer,
                role=party.role,
                level=party.level,
                seat=party.seat,
                joined=party.joined,
                camera=party.camera,
                microphone=party.microphone,
                hold=party.hold,
                place=party.place,
                hidden=party.hidden,
                phoning=party.phoning,
                lost=party.lost,
            )
            for party in lobby.parties
            if party.peer != me
        ),
        lobby.tried,
        lobby.elsewhere,
        late_until=lobby.late_until,
        to_see=lobby.to_see,
    )


def _media(seat: SeatView) -> tuple[bool, bool]:
    return seat.camera, seat.microphone
