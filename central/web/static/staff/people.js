// People in a lobby, in words: who is there, how surely we know them, what that asks of the clinician.
import { h } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { canSay, say } from "../words/words.js";

const HERE = ["lobby", "away"];

/** Everybody but the unit who is in the lobby or in the call. */
export const guests = ({ parties }) => parties.filter(({ role, seat }) => role !== "unit" && HERE.includes(seat));

/** The patient, where one is there. */
export const patientOf = (visit) => guests(visit).find(({ role }) => role === "patient");

/** Whether the room has started the visit. */
export const runs = ({ parties }) => parties.some(({ role, seat, joined }) => role === "unit" && joined && HERE.includes(seat));

/** A level of identity in words (R60); never more than what is proven. */
export const levelWords = (level) => say(canSay(`staff.level.${level}`) ? `staff.level.${level}` : "staff.level.link");

/** The name that may be shown (R70). */
export function nameOf(visit) {
  if (visit.protected) return say("staff.protected");
  return visit.name ?? say("staff.forgotten");
}

function partyWords({ role, seat }) {
  const who = say(canSay(`staff.role.${role}`) ? `staff.role.${role}` : "staff.role.guest");
  return say(seat === "away" ? "staff.party.away" : "staff.party.here", { who });
}

/** One line for each person who is there. */
export function partyLines(visit) {
  return guests(visit).map((party) =>
    h(
      "li",
      { class: "party" },
      icon(party.seat === "away" ? "clock" : "person"),
      h("span", {}, h("b", {}, partyWords(party)), party.level && h("span", { class: "quiet" }, levelWords(party.level))),
    ),
  );
}
