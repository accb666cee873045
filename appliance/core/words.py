"""The words of a room: phases, sign states, reasons to capture, buttons and faults."""

from enum import StrEnum


class Phase(StrEnum):
    """Where one visit stands. The table of what leads where is ``appliance.core.visit.table``."""

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
    FUNCTION_TEST = "function-test"
    """A person pressed *Testa* (R20, R21)."""
    SELF_TEST = "self-test"
    """Nobody asked: only in a room that is empty and was not touched for 10 min."""


class Button(StrEnum):
    """What a person can press on the screen."""

    HERE = "here"
    """*Jag är på plats*; where the staff sign in, *Checka in*: a code is shown (R18)."""
    CODE_CLOSE = "code-close"
    """The code goes from the screen."""
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
    IDENTIFIED = "identified"
    """*Identitet kontrollerad* (R60)."""
    CHILD_SEEN = "child-seen"
    """*Barnet syns i bild* (R41)."""
    TAKES_PART = "takes-part"
    """*Patienten deltar* (R47)."""
    CHAT = "chat"
    """*Skriv*: what is written in the visit lies open (R31)."""
    CHAT_CLOSE = "chat-close"
    STILL = "still"
    """*Be om en bild* (R33): the patient is asked."""
    PAUSE = "pause"
    CONTINUE = "continue"
    MICROPHONE = "microphone"
    CAMERA = "camera"
    ALOUD = "aloud"
    """*Högtalarläge*: the patient is heard in the room, or in the headset again (R15)."""
    LEAVE = "leave"
    RESTART = "restart"
    """*Återuppta samtal* (R02, R06)."""
    """It rings the patient where they are not in the lobby."""
    HELD = "held"
    TECHNICAL = "technical"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"
    DONE = "done"
    """*Klart*: a practice visit has no outcome (R26)."""
    UNDO = "undo"
    """*Ångra* the outcome, for 15 min (R05)."""
    RATE_WELL = "rate-well"
    """How picture and sound worked, asked once after a visit that was held (R51)."""
    RATE_SO_SO = "rate-so-so"
    RATE_BADLY = "rate-badly"
    SETTLE = "settle"
    """*Bekräfta utfall* of an earlier visit that never got one."""
    LATE_5 = "late-5"
    """*Jag är 5 min sen* (R09): for the visit in focus, in a call for the next one."""
    LATE_10 = "late-10"
    LATE_20 = "late-20"
    BY_PHONE = "by-phone"
    """*Tolk på telefon*: the interpreter takes part by the loudspeaker (R40)."""
    CALL_PATIENT = "call-patient"
    """*Ring patienten*: the full number, large, for 60 s (R44)."""
    HIDE_NUMBER = "hide-number"
    EMERGENCY = "emergency"
    """*Akut* (R46)"""
    EMERGENCY_CLOSE = "emergency-close"
    CARD_DONE = "card-done"
    """The start card has been read (R08)."""
    OCCUPY = "occupy"
    """*Upptaget*: a person's own, without a video visit (S3); pressed again it lasts anew."""
    VACATE = "vacate"
    """*Inte upptaget längre*"""
    TEST = "test"
    """*Testa kamera och ljud* (R20, R21)"""
    TEST_YES = "test-yes"
    """The answer to the test's question: it does, or that has been seen to."""
    TEST_NO = "test-no"
    TEST_AGAIN = "test-again"
    """*Testa igen* what did not work."""
    TEST_CLOSE = "test-close"


class Hand(StrEnum):
    """A button beside the screen, by what is printed on it."""

    START = "start"
    PAUSE = "pause"
    END = "end"
    OCCUPIED = "occupied"
    HELP = "help"


class Move(StrEnum):
    """Three more, which reach all that stands on the screen."""

    BACK = "back"
    NEXT = "next"
    CHOOSE = "choose"


class Missing(StrEnum):
    """What an automatic start waits for, the first one said in one sentence."""

    TIME = "time"
    """The booked start."""
    CONFIRMATION = "confirmation"
    """The patient has confirmed the booking (R04)."""
    CLINICIAN = "clinician"
    """Somebody is checked in (R18)."""
    TOUCH = "touch"
    """A touch, or presence, in the last minute."""
    PATIENT = "patient"
    """The patient stands in the lobby, with the page in front."""
    INTERPRETER = "interpreter"
    """One that is required is in the lobby, or takes part by telephone (R40)."""
    SIGN = "sign"
    """Sign answers and its lamp shines as driven (S1)."""
    CLOCK = "clock"
    """The wall clock can be trusted."""
    CAMERA = "camera"
    """It is there and works."""
    HEADSET = "headset"
    """Microphone and loudspeaker are there and work."""
    LATE = "late"
    """A person said to come later (R09): the promised time."""
    FORMER_VISIT = "former-visit"
    """The former visit ended 3 min ago (R09)."""
    PRESS = "press"
    """A person asked to wait, or a call that ended can still be resumed, or the clinic wants it."""
    CENTRAL = "central"
    """The way to central is open."""


class Fault(StrEnum):
    """What a person in the room, and IT, must know; the text stands in the catalogues."""

    CAMERA_MISSING = "camera-missing"
    CAMERA_FROZEN = "camera-frozen"
    CAMERA_COVERED = "camera-covered"
    """Privacy at first; IT hears of it when the visit has gone on for 2 min."""
    CAMERA_FAILED = "camera-failed"
    """It is plugged in, and does not open or gives no picture."""
    CAMERA_BLURRED = "camera-blurred"
    HEADSET_MISSING = "headset-missing"
    HEADSET_FAILED = "headset-failed"
    """It is plugged in, and gives or takes no sound."""
    MICROPHONE_SILENT = "microphone-silent"
    """Not the least noise: switched off by a key of its own."""
    LOUDSPEAKER_UNHEARD = "loudspeaker-unheard"
    """The room's own microphone does not hear it."""
    CALL_FAILS = "call-fails"
    """The unit cannot call itself by the way that a visit takes."""
    LAMP_DEAD = "lamp-dead"
    CLOCK_UNTRUSTED = "clock-untrusted"
    FEED_STALE = "feed-stale"
    FEED_BAD = "feed-bad-booking"
    FEED_FAILING = "feed-failing"
    BOOKING_ELSEWHERE = "booking-elsewhere"
    """A booking of today is held in another video system."""
    STORE_FAILING = "store-failing"
    CENTRAL_UNREACHABLE = "central-unreachable"
    STAGE_GONE = "stage-gone"
    SIGN_GONE = "sign-gone"


class Proven(StrEnum):
    """What the self-test proves."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    LOUDSPEAKER = "loudspeaker"
    CALL = "call"
    """A call with itself, by central's signaling and relay."""


class BoardTrouble(StrEnum):
    """What is wrong with the computer itself, for IT; nobody in the room can mend it."""

    POWER_WEAK = "power-weak"
    HOT = "board-hot"
    MEMORY_LOW = "memory-low"
    LINK_SLOW = "link-slow"
    CARD_WORN = "card-worn"
    SCREEN_UNPLUGGED = "screen-unplugged"


class ButtonTrouble(StrEnum):
    """What is wrong with the buttons beside the screen, for IT; the screen does all they do."""

    STUCK = "button-stuck"
    """One was held down for longer than anybody presses."""
    FAILED = "buttons-failed"
    """Their lines cannot be had or read."""


class SignFault(StrEnum):
    """What is wrong with the sign by the door, for IT."""

    LAMP_DARK = "lamp-dark"
    """It shall shine and does not."""
    LAMP_STUCK = "lamp-stuck"
    """It shines and shall not."""
    SIGN_UNPLUGGED = "sign-unplugged"
    """There is nothing to drive."""
    SIGN_FAILED = "sign-failed"
    """It is there and cannot be driven."""


class NotJoined(StrEnum):
    """Why a visit was not joined, or cannot be; one sentence each on the screen."""

    OTHER_SYSTEM = "other-system"
    CANCELLED = "cancelled"
    BAD = "bad"
    UNCONFIRMED = "unconfirmed"
    NO_PATIENT = "no-patient"
    NO_INTERPRETER = "no-interpreter"
    NO_CLINICIAN = "no-clinician"
    OTHER_ROOM = "other-room"
    """It is held in another room, where its clinician is checked in (R18)."""
    ROOM_BUSY = "room-busy"
    """Another visit was held here in its time."""
    ROOM_FAULT = "room-fault"
    """The sign, the camera, the headset or the clock was not well."""
    CENTRAL_AWAY = "central-away"
    NOT_STARTED = "not-started"
    """Everybody was there and nobody pressed."""


class Notice(StrEnum):
    """What a person in the room must be told in one line, while it is so."""

    WITHDRAWN = "withdrawn"
    """The booking was cancelled while its call runs; the call goes on (S4)."""
    DOOR_BELL = "door-bell"
    """Somebody rang at the room's door: it is the person's to answer, in a pause (R19)."""
    NEXT_BEGAN = "next-began"
    """The next visit's start has passed."""
    NEXT_WAITS = "next-waits"
    """The next visit's start has passed and its patient waits; they are told."""
    PATIENT_WAITS = "patient-waits"
    """A patient stands in the lobby and nobody is checked in."""
    OWN_ENDS = "own-ends"
    """A person's own *occupied* ends within 5 min (S3)."""
    OWN_ENDED = "own-ended"
    """It has ended: the door says unknown until a person says more."""
    UNSETTLED = "unsettled"
    """An earlier visit has no outcome yet."""
    RANG = "rang"
    """*Återuppta samtal* rings the patient."""
    SUMMARISE = "summarise"
    """The visit ends soon: summarise, and ask the patient to repeat (R50)."""
    UNTESTED = "untested"
    """Somebody checked in, and nothing was tested or talked since (R20)."""
    UNANSWERED = "unanswered"
    """It rang 60 s and nobody answered."""
    ALONE = "alone"
    """The room left a call by itself: nobody was heard and nobody was in the room."""
    PAGE_HIDDEN = "page-hidden"
    """The patient looks at something else: their page lies in the background (R25)."""
    PHONING = "phoning"
    """The patient has a phone call, or paused the sound: nothing is heard either way (R43)."""
    WEAK_SENDING = "weak-sending"
    """The room's picture and sound reach the patient badly."""
    WEAK_RECEIVING = "weak-receiving"
    """The patient's picture and sound arrive badly."""
    WEAK_RELAY = "weak-relay"
    """Both are bad, and the way goes through a relay."""
    SOUGHT = "sought"
    """IT looks for this room, and asked its screen to say so."""
    IT_WORKS = "it-works"
    """IT does something with this unit from afar."""


class FarAct(StrEnum):
    """What IT does with a unit from afar, as far as the room is concerned."""

    SEEKS = "seeks"
    LOOKS = "looks"
    """It reads, and changes nothing that anybody in the room uses."""
    TESTS = "tests"
    """The call's way is tried; camera and microphone stay closed (S2)."""
    RESTARTS = "restarts"


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


class Sight(StrEnum):
    """What an open camera's pictures show."""

    FINE = "fine"
    COVERED = "covered"
    """Black and plain, as through a closed lid."""
    FROZEN = "frozen"
    """The same picture again and again."""


class Hearing(StrEnum):
    """What the microphone hears while somebody is asked to speak into it (R20)."""

    NOTHING = "nothing"
    """Not one sample that is not silence: it is muted, or broken."""
    QUIET = "quiet"
    """The room, and nobody who speaks."""
    LOUD = "loud"
    """So loud that it is cut off."""
    VOICE = "voice"
    """Somebody spoke and is heard well."""


class TestStep(StrEnum):
    """Where the function test stands (R20)."""

    __test__ = False

    PICTURE = "picture"
    """*Ser du dig själv?*"""
    ROOM = "room"
    """What no camera judges is asked: the background, who is here, the badge, the clothes."""
    VOICE = "voice"
    """*Säg något*: the microphone checks itself."""
    SOUND = "sound"
    """*Hör du ljudet?*"""
    WELL = "well"
    HELP = "help"
    """Something did not work: what to do, and whom to phone (R69)."""


class TestPart(StrEnum):
    """What the function test found not to work."""

    __test__ = False

    CAMERA = "camera"
    MICROPHONE = "microphone"
    LOUDSPEAKER = "loudspeaker"


class Grade(StrEnum):
    """How good the call is, as people are told."""

    GOOD = "good"
    WEAK_SENDING = "weak-sending"
    """Our picture and sound reach the other end badly."""
    WEAK_RECEIVING = "weak-receiving"
    """Theirs reach us badly."""
    WEAK_RELAY = "weak-relay"
    """Both, over a relay."""
    LOST = "lost"
    """Nothing is heard of the other end (S8)."""
