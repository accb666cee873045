// The facts of the page, all of them levels; what is shown is read from them (screen_table.js).

export const NO_FACTS = {
  /** The link's ticket, until it has been exchanged. */
  ticket: null,
  /** How the clinic lets people in, the first one foremost; the one that the person chose. */
  ways: ["birth-date"],
  way: null,
  /** What the clinic asks to be proven beyond what was. */
  needs: null,
  /** Refused entries on this page. */
  refusals: 0,
  /** What went wrong last: refused, too-fast, unreachable. */
  problem: null,
  /** A question to central is under way. */
  busy: false,
  /** What /api/visit told last. */
  visit: null,
  /** The person answered that they are not coming. */
  declined: false,
  /** The device check is passed. */
  checked: false,
  /** The check is open again, from the lobby. */
  testing: false,
  /** The terms are open again, from the lobby. */
  terms: false,
  /** By which e-ID the person shows who they are, from the lobby: "bankid", "freja". */
  proving: null,
  /** The room is not open yet: the visit can be seen, prepared, cancelled (R01, R57). */
  early: false,
  /** A side room of the page is open: "photos", "form" or "cancel". */
  aside: null,
  /** Which of the person's visits it is about, while "cancel" is open. */
  about: null,
  /** This visit was cancelled here. */
  cancelled: false,
  /** The two or three questions after a visit are open (R51). */
  rating: false,
  /** A call of this visit was seen here: there is something to rate. */
  met: false,
  /** The person left the visit by a press. */
  left: false,
  /** A call was here and is over. */
  ended: false,
  /** The person is done with the visit. */
  done: false,
  /** Central lets nobody in any more. */
  closed: false,
  /** The visit was opened elsewhere. */
  superseded: false,
  /** A guest asked for a code. */
  codeAsked: false,
  /** Four parties are at the visit, and this guest has no place (R39). */
  full: false,
  /** The clinician must let this browser in. */
  knocking: false,
  /** An offer was taken; the call is not over. */
  inCall: false,
  /** The planned end has passed. */
  over: false,
  /** Central gave the seat up: the visit has its outcome, or is not to be. */
  home: false,
  /** The clinician rings, and the person has not answered. */
  ringing: false,
  /** When the clinician rang and nobody answered, Unix seconds. */
  missed: null,
  /** The person answered the ring; the call is on its way. */
  answered: false,
  /** Where the person says to be; told to the unit, kept nowhere. */
  place: null,
  /** Another app or tab lies over the page (R25, R45). */
  hidden: false,
  /** The person paused the sound by a press (R43). */
  hushed: false,
  /** The person came back to the page a moment ago. */
  returned: false,
};
