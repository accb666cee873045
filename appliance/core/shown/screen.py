"""Everything the screen may know just now; what may not be seen (R71) is not in it."""

from itertools import islice
from math import isfinite

from appliance.core.day import Day, Focus, mono, number_of, parties_at, patient_at, talk_at
from appliance.core.health import faults
from appliance.core.shown.buttons import buttons
from appliance.core.shown.door import reason, sign_state
from appliance.core.shown.notices import notices
from appliance.core.shown.tested import test_line
from appliance.core.views import (
    NoShow,
    PartyLine,
    Said,
    Screen,
    ScreenName,
    TalkLine,
    Undo,
    VisitLine,
)
from appliance.core.visit.beside import beside
from appliance.core.visit.no_show import no_show, nobody_met
from appliance.core.visit.over import proposed, to_undo, why
from appliance.core.visit.start import missing
from appliance.core.visit.table import BEFORE, SEATED
from appliance.core.visit.times import following, is_watched, own_until, promised, resume_until
from appliance.core.visit.writing import may_write
from appliance.core.visits import Somebody, Standing, Visit, Written
from appliance.core.words import NotJoined, Phase
from wire.visits import Seat

TALK_SHOWN = 12
"""Lines of the chat: more do not stand beside a picture."""
TODAY_SHOWN = 60
"""No wall has room for more."""


def screen(day: Day, now: float) -> Screen:
    """The screen's view."""
    focus = day.focus
    card = _card(day, focus, now)
    after = following(day, focus.visit.start) if focus and focus.phase in SEATED else None
    phone = _phone(day, focus)
    own = own_until(day)
    settles = focus is not None and (focus.phase is Phase.ENDED or card is not None)
    return Screen(
        name=_name(day, card, now),
        anchor=day.anchor,
        place=day.rules.place,
        accents=day.accents,
        sign=sign_state(day, now),
        sole_use=day.rules.sole_use,
        checked_in=day.here,
        staff=day.staff,
        clinician=_clinician(day),
        since=day.clinician.since if day.clinician else None,
        code=day.code.code if day.code else None,
        code_address=day.code.address if day.code else None,
        clock_trusted=day.clock_trusted,
        visit=_focus_line(day, focus, now) if focus else None,
        today=_today(day, now),
        today_open=day.today_until is not None,
        updated_at=day.anchor + day.read_at if day.read_at is not None else None,
        missing=missing(day, focus, now) if focus and focus.phase in BEFORE else None,
        countdown_mono=focus.countdown if focus else None,
        resume_until=_resume_wall(day, focus, now),
        parties=_parties(day, focus),
        beside=tuple(_party(one) for one in beside(day)),
        talk=_talk(day, focus),
        camera=focus.camera if focus else True,
        microphone=focus.microphone if focus else True,
        muted=day.stage.muted and focus is not None and focus.microphone,
        aloud=focus is not None and focus.aloud,
        capture=reason(day) or day.stage.capture,
        picture=day.stage.call is not None and day.stage.call.picture,
        sound=day.stage.call is not None and day.stage.call.sound,
        proposed=proposed(focus, card) if focus and settles else None,
        no_show=card,
        undo=_undo(day, now),
        notices=notices(day, now),
        late_until=promised(day, focus.visit.id) if focus else None,
        next_start=after.start.timestamp() if after else None,
        next_late_until=promised(day, after.id) if after else None,
        start_card=focus is not None and focus.phase in SEATED and focus.card_until is not None,
        emergency=focus is not None and focus.emergency,
        phone=phone,
        phone_until_mono=_finite(focus.phone_until) if focus and phone else None,
        patient_place=_patient_place(day, focus),
        own_until=day.anchor + own if own is not None and isfinite(own) else None,
        second_screen=day.second_screen,
        rings=day.rings_until is not None,
        test=test_line(day, now),
        faults=faults(day, now),
        buttons=buttons(day, now),
    )


def _card(day: Day, focus: Focus | None, now: float) -> NoShow | None:
    if focus is None:
        return None
    return no_show(day, focus, now) or nobody_met(day, focus)


def _name(day: Day, card: NoShow | None, now: float) -> ScreenName:
    focus = day.focus
    if day.test is not None:
        return "function-test"
    if focus is None or focus.phase is Phase.OPEN:
        return "idle" if day.code_since is None else "check-in"
    if focus.phase is Phase.CHECKING:
        if card is not None:
            return "no-show"
        near = now >= mono(day, focus.visit.start) - day.rules.lobby_before
        someone = any(p.seat is not Seat.LEFT for p in parties_at(day, focus.visit.id))
        return "lobby" if near or someone or focus.see_me else "soon"
    if focus.phase is Phase.JOINING and focus.connected is not None:
        return "reconnecting"
    return _NAMES[focus.phase]


_NAMES: dict[Phase, ScreenName] = {
    Phase.READY: "countdown",
    Phase.JOINING: "joining",
    Phase.IN_CALL: "call",
    Phase.PAUSED: "paused",
    Phase.INTERRUPTED: "reconnecting",
    Phase.ENDED: "ended",
}


def _today(day: Day, now: float) -> tuple[VisitLine, ...]:
    """Visits that are not over, and those of today that were not or cannot be joined, with why."""
    told = {visit for visit, _ in day.not_joined}
    told |= {visit.id for visit in day.visits if visit.standing in _CANNOT}
    told |= {visit for visit, _ in day.rooms}
    coming = {visit.id for visit in day.ahead}
    wall = day.anchor + now
    lines = (
        _line(day, visit, private=day.today_until is None)
        for visit in day.visits
        if visit.standing is not Standing.DONE
        and (visit.id in told or (visit.id in coming and visit.end.timestamp() > wall))
    )
    return tuple(islice(lines, TODAY_SHOWN))


def _focus_line(day: Day, focus: Focus, now: float) -> VisitLine:
    seen = day.here and (is_watched(day, now) or focus.phase in SEATED)
    return _line(day, focus.visit, private=not seen)


def _clinician(day: Day) -> str | None:
    who = day.clinician
    return ", ".join(part for part in (who.name, who.title) if part) if who else None


def _line(day: Day, visit: Visit, *, private: bool) -> VisitLine:
    room = dict(day.rooms).get(visit.id)
    return VisitLine(
        visit=visit.id,
        start=visit.start.timestamp(),
        end=visit.end.timestamp(),
        kind=None if private else visit.kind,
        initials=None if private or visit.protected else visit.initials,
        confirmed=visit.confirmed,
        interpreter=visit.interpreter,
        not_joined=why(day, visit.id) or _cannot(visit, room),
        room=room,
        language=None if private else visit.language,
        phone_tail=None if private else visit.phone_tail,
        practice=visit.practice,
        patients=visit.patients,
        protected=visit.protected and not private,
    )


def _cannot(visit: Visit, room: str | None) -> NotJoined | None:
    return _CANNOT.get(visit.standing) or (NotJoined.OTHER_ROOM if room else None)


_CANNOT = {
    Standing.OTHER_SYSTEM: NotJoined.OTHER_SYSTEM,
    Standing.CANCELLED: NotJoined.CANCELLED,
    Standing.BAD: NotJoined.BAD,
}


def _resume_wall(day: Day, focus: Focus | None, now: float) -> float | None:
    if focus is None or focus.phase in BEFORE:
        return None
    return day.anchor + resume_until(day, focus, now)


def _parties(day: Day, focus: Focus | None) -> tuple[PartyLine, ...]:
    return tuple(_party(one) for one in (parties_at(day, focus.visit.id) if focus else ()))


def _party(party: Somebody) -> PartyLine:
    return PartyLine(
        peer=party.peer,
        role=party.role,
        level=party.level,
        seat=party.seat,
        camera=party.camera,
        microphone=party.microphone,
    )


def _talk(day: Day, focus: Focus | None) -> TalkLine | None:
    """Only while the visit runs: nobody else reads it on the wall."""
    if focus is None or focus.phase not in SEATED:
        return None
    talk, may = talk_at(day, focus.visit.id), may_write(day, focus)
    newest = next(iter(talk.growing), None) or next(iter(talk.lines[-1:]), None)
    if newest is None and not talk.files and not talk.shown and not may:
        return None
    return TalkLine(
        unread=0 if focus.chat else talk.unread(focus.chat_read),
        files=talk.files,
        role=newest.role if newest else None,
        text=newest.text if newest else None,
        growing=bool(talk.growing),
        open=focus.chat,
        may_write=may,
        lines=_said(talk.lines[-TALK_SHOWN:]) if focus.chat else (),
        now=_said(talk.growing) if focus.chat else (),
        shown=talk.shown,
        still=talk.still,
    )


def _said(written: tuple[Written, ...]) -> tuple[Said, ...]:
    return tuple(Said(role=one.role, text=one.text) for one in written)


def _undo(day: Day, now: float) -> Undo | None:
    over = to_undo(day, now) if day.here else None
    if over is None or over.outcome is None:
        return None
    return Undo(
        start=over.visit.start.timestamp(),
        outcome=over.outcome,
        until=day.anchor + over.at + day.rules.undo_for,
    )


def _phone(day: Day, focus: Focus | None) -> str | None:
    """The full number, only while a person asked for it or the trouble calls for it (R44, R46)."""
    if focus is None or not (focus.emergency or (focus.phone_until or 0) > 0):
        return None
    return number_of(day, focus)


def _finite(at: float | None) -> float | None:
    return at if at is not None and isfinite(at) else None


def _patient_place(day: Day, focus: Focus | None) -> str | None:
    """Where the patient says to be, while a card that needs it is open."""
    if focus is None or not (focus.emergency or focus.card_until is not None):
        return None
    patient = patient_at(day, focus.visit.id, focus.peer)
    return patient.place if patient else None
