"""The times and choices of a room: the routines' numbers in one place, seconds throughout."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """What a clinic may set, and what the routines fix."""

    place: str = ""
    """The room's name and house, as people say it."""
    automatic: bool = True
    """False: a visit starts on a press only."""
    sole_use: bool = False
    """The room serves video alone: clear may say *Ledigt* (R10)."""
    reports: bool = True
    """IT hears of what is found: there is a broker."""
    countdown: float = 10.0
    """An automatic start is counted down this long; any touch stops it."""
    after_hold: float = 5.0
    """The sign stays occupied this long after a visit."""
    opens_before: float = 900.0
    """R01: the room opens this long before the start."""
    closes_after: float = 300.0
    """R02, after the planned end or after both were last connected."""
    closes_latest: float = 3600.0
    """R02, after the planned end."""
    between: float = 180.0
    """R09: no automatic start this soon after the former visit."""
    fresh: float = 60.0
    """A touch or presence counts for an automatic start this long."""
    private_after: float = 120.0
    """R71: untouched this long, the screen shows times only."""
    today_shown: float = 30.0
    """R71: today's list, on touch."""
    absent: float = 1200.0
    """R18: checked out after this long without touch or presence, between visits."""
    code_each: float = 30.0
    """R18: while the screen shows how to check in, a new code each so often."""
    stale: float = 120.0
    """Bookings older than this are told to IT."""
    lobby_before: float = 120.0
    """The lobby's screen comes this long before the start, or when the patient does."""
    late_steps: tuple[int, int, int] = (5, 10, 20)
    """R09: *Jag är sen*, minutes."""
    late_before: float = 300.0
    """In a call, *Jag är sen* for the next visit is offered from so long before its start."""
    no_show_after: float = 300.0
    """R05, after the later of the start, the promised time and the room being ready."""
    break_borne: float = 30.0
    """A shorter break of the room's own side (a network that flaps) does not move R05's clock."""
    undo_for: float = 900.0
    """R05: an outcome can be taken back."""
    rating_asked: float = 60.0
    """R51: so long after the outcome the room asks how picture and sound worked."""
    settle_for: float = 43_200.0
    """So long an outcome that nobody gave is asked for."""
    bell_shown: float = 30.0
    """So long the screen says that somebody rang at the door."""
    far_shown: float = 30.0
    """So long the screen says that IT works on the unit from afar."""
    rings_for: float = 60.0
    """*Återuppta samtal* and *Boka nu* ring this long."""
    number_shown: float = 60.0
    """R44: the full number, on a press."""
    number_after: float = 20.0
    """R44: without media this long, the number shows by itself."""
    card_shown: float = 90.0
    """R08's start card goes by itself."""
    alone: float = 300.0
    """Nobody heard and nobody in the room this long: the room leaves the call by itself."""
    lid_borne: float = 120.0
    """A closed camera lid is privacy; IT hears of it so long after the visit's start."""
    lid_asked: float = 300.0
    """So long before the visit's start the room asks that a closed lid be opened."""
    test_before: float = 1200.0
    """The self-test comes this long before a visit's start."""
    test_morning: float = 1800.0
    """And this long before the room opens."""
    untouched: float = 600.0
    """S1: a self-test opens camera and microphone only in a room that was empty so long."""
    presence_proves: float = 604_800.0
    """S1: a sensor that saw nobody so long may be dead, and proves no empty room."""
    test_longest: float = 15.0
    """A self-test that has not told all by then is over."""
    test_capture: float = 8.0
    """Of that, the longest that camera or microphone is asked for; each is open for 3 s at most."""
    test_again: float = 300.0
    """What was found ill is looked at again after so long."""
    proven_after: float = 5.0
    """A camera that a person uses is proven when its picture was fine so long."""
    mends_a_day: int = 6
    """So often a day the unit tries to help itself."""
    own: float = 3600.0
    """S3: a person's own *occupied* lasts this long after the last touch or presence."""
    own_warning: float = 300.0
    """S3: it warns this long before it ends."""
    glitch: float = 60.0
    """A silence past R02's latest time is still waited out this long."""
    summary_before: float = 300.0
    """R50: so long before the planned end the room reminds of the summary,"""
    summary_shown: float = 120.0
    """and so long the reminder is shown."""
    test_waits: float = 60.0
    """R20: a question of the function test waits this long, then the test is over."""
    test_listens: float = 12.0
    """R20: the microphone's step waits this long for a voice."""
    test_well: float = 6.0
    """R20: *Allt fungerar* is shown this long."""
    test_help: float = 600.0
    """R69: whom to phone is shown this long, touched or not."""
    outcome_shown: float = 120.0
    """An ended visit asks for its outcome at least this long, also when it overran the next."""
