// What a guest's page says of the guest: as whom they take part, and their own words for a key.
import { h } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { canSay, say } from "../../words/words.js";

/** The key with a guest's own words, where there are some. */
export const keyFor = (session, key) => (session.guest && canSay(`guest.${key}`) ? `guest.${key}` : key);

/** *Du är ombud för A. L.* (R47); null on the patient's page. */
export function asWhom(session) {
  const { guest } = session;
  const whose = session.facts.visit.for_whom?.replaceAll(" ", "\u00a0") ?? say("guest.whose");
  return guest && say(`guest.as.${guest}`, { whose });
}

/** Two lines for the lobby: as whom, and what that asks of them (R41, R47); null for the patient. */
export function ownLines(session) {
  if (!session.guest) return null;
  const must = `guest.must.${session.guest}`;
  return h(
    "div",
    { class: "note news guest-own" },
    icon("person"),
    h("span", {}, asWhom(session), canSay(must) && h("span", { class: "quiet" }, say(must))),
  );
}
