// Which screen the page shows: the first row whose condition holds. Everything in it is a level.

/** The version of the terms that this page shows; the text stands in the catalogues (R62). */
export const TERMS = "2";

const consented = ({ version, accepted }) => accepted && version === TERMS;

const TABLE = [
  ["superseded", (f) => f.superseded],
  ["done", (f) => f.done],
  ["cancelled", (f) => f.cancelled],
  ["closed", (f) => f.closed],
  ["full", (f) => f.full],
  ["locked", (f) => !f.visit && f.ticket && f.refusals >= 5],
  ["code", (f) => !f.visit && f.ticket?.startsWith("g.")],
  ["eid", (f) => !f.visit && f.ticket && ["bankid", "freja"].includes(f.way)],
  ["code", (f) => !f.visit && f.ticket && f.way === "sms-code"],
  ["entry", (f) => !f.visit && f.ticket && f.way === "birth-date"],
  ["ways", (f) => !f.visit && f.ticket],
  ["no-link", (f) => !f.visit],
  ["declined", (f) => f.declined],
  ["confirm", (f) => f.visit.needs_confirmation && !f.visit.confirmed],
  ["consent", (f) => !consented(f.visit.consent)],
  ["rating", (f) => f.rating],
  ["check", (f) => f.early && f.testing],
  ["terms", (f) => f.early && f.terms],
  ["photos", (f) => f.aside === "photos" && !f.inCall && !f.ringing],
  ["form", (f) => f.aside === "form" && !f.inCall && !f.ringing],
  ["cancel", (f) => f.aside === "cancel" && f.early],
  ["early", (f) => f.early],
  ["ring", (f) => f.ringing && !f.inCall],
  ["left", (f) => f.left],
  ["check", (f) => !f.checked],
  ["knocking", (f) => f.knocking],
  ["call", (f) => f.inCall],
  ["check", (f) => f.testing],
  ["terms", (f) => f.terms],
  ["prove", (f) => f.proving],
  ["ended", (f) => f.home || (f.ended && f.over)],
  ["back", (f) => f.ended],
  ["lobby", () => true],
];

/** The name of the screen for these facts. */
export function screenOf(facts) {
  return TABLE.find(([, holds]) => holds(facts))[0];
}

/** The screen that a ring lies over. */
const beneath = (facts) => screenOf({ ...facts, ringing: false });

/** Past the questions and the device check: the page wants its seat in the lobby. */
export function wantsSeat(facts) {
  const inside = { ...facts, aside: null };
  return ["knocking", "call", "terms", "prove", "back", "lobby"].includes(beneath(inside)) && !facts.early
    || (facts.testing && facts.checked && !facts.early);
}

/** On its end card: without a seat, but the clinician can still ring here (R06). */
export function listens(facts) {
  return ["left", "ended"].includes(beneath(facts));
}
