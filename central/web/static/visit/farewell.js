// When the unit's leaving ends the call: a goodbye does at once, an absence only when media has died too.

/** The party sits at the visit. */
export const present = (party) => Boolean(party) && party.seat !== "left" && party.joined;

/** The unit sat here a moment ago, and the same one, not a restarted one, is no longer at the visit. */
export function saidGoodbye(before, now) {
  return present(before) && before.seat === "lobby" && now?.peer === before.peer && !present(now);
}

/** The unit is not at the visit and nothing comes from it: there is no call any more. */
export function isOver(unit, live) {
  return !present(unit) && !live;
}
