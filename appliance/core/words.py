"""The words of a room: phases, sign states, reasons to capture, buttons and faults."""

from enum import StrEnum


class Phase(StrEnum):
    """Where one visit stands. The table of what leads where is ``appliance.core.visit_table``."""

    BOOKED = "booked"
    OPEN = "open"
    CHECKING = "checking"
    READY = "ready"
    JOINING = "joining"
    IN_CALL = "in-call"
    PAUSED = "paused"
    INTERRUPTED = "interrupted"
    ENDED = "ended"
    CLOSED = "closed"


class SignState(StrEnum):
    """What the door says."""

    CLEAR = "clear"
    SOON = "soon"
    OCCUPIED = "occupied"
    PAUSED = "paused"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why capture may be open (S1)."""

    VISIT = "visit"
    LOBBY = "lobby"


class Button(StrEnum):
    """What a person can press on the screen."""

    HERE = "here"
    """*Jag är på plats*"""
    AWAY = "away"
    """*Jag går*"""
    TODAY = "today"
    """*Dagens besök*, shown for 30 s (R71)."""
    SEE_ME = "see-me"
    """*Visa min bild* in the lobby."""
    HIDE_ME = "hide-me"
    START = "start"
    START_ANYWAY = "start-anyway"
    """The lamp does not shine: *Starta ändå*, logged (S1)."""
    WAIT = "wait"
    """*Vänta lite*: no automatic start until pressed."""
    ADMIT = "admit"
    """*Släpp in*"""
    PAUSE = "pause"
    CONTINUE = "continue"
    MICROPHONE = "microphone"
    CAMERA = "camera"
    LEAVE = "leave"
    RESTART = "restart"
    """*Återuppta samtal* (R02, R06)."""
    HELD = "held"
    TECHNICAL = "technical"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"


class Missing(StrEnum):
    """What an automatic start waits for, the first one said in one sentence."""

    TIME = "time"
    CONFIRMATION = "confirmation"
    CLINICIAN = "clinician"
    TOUCH = "touch"
    PATIENT = "patient"
    INTERPRETER = "interpreter"
    SIGN = "sign"
    CLOCK = "clock"
    CAMERA = "camera"
    HEADSET = "headset"
    FORMER_VISIT = "former-visit"
    PRESS = "press"
    """A person asked to wait, or a call that ended can still be resumed."""
    CENTRAL = "central"


class Fault(StrEnum):
    """What a person in the room, and IT, must know; the text stands in the catalogues."""

    CAMERA_MISSING = "camera-missing"
    HEADSET_MISSING = "headset-missing"
    LAMP_DEAD = "lamp-dead"
    CLOCK_UNTRUSTED = "clock-untrusted"
    FEED_STALE = "feed-stale"
    FEED_BAD = "feed-bad-booking"
    CENTRAL_UNREACHABLE = "central-unreachable"
    STAGE_GONE = "stage-gone"
    SIGN_GONE = "sign-gone"


class Link(StrEnum):
    """What stage knows of the path to the other end (S8)."""

    CONNECTING = "connecting"
    LIVE = "live"
    """An authenticated packet came within the last 2 s."""
    SILENT = "silent"


class DeviceState(StrEnum):
    """A camera, microphone or loudspeaker as stage knows it."""

    OK = "ok"
    MISSING = "missing"
    FAILED = "failed"
