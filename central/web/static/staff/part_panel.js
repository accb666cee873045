// *Barnet syns i bild* (R41), *Patienten deltar* (R47): asked until the clinician says so, which is logged.
import { h, write } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { say } from "../words/words.js";

/** Where somebody takes part for a patient, as long as the visit lives. */
export const asksWhoTakesPart = (visit) => visit.taking_part.length > 0 && visit.parties.length > 0;

/** Build the panel; the booking and who sits there say what is asked. */
export function partPanel(desk, visit) {
  const fault = h("p", { class: "say fault", role: "alert" });
  const place = h("div", { class: "screen", "aria-live": "polite" });
  const node = h("section", { class: "card screen part-panel" }, h("h2", {}, say("part.heading")), place, fault);
  let told = "";

  async function press(what) {
    const { status } = await desk.ask("POST", `/api/staff/visits/${encodeURIComponent(visit.id)}/taking-part`, { what });
    write(fault, status === 200 ? "" : say("staff.failed"));
    if (status === 200) show((visit.taking_part ?? []).map((one) => (one.what === what ? { ...one, confirmed: true } : one)));
  }

  function one({ what, confirmed }) {
    if (confirmed) return h("p", { class: "say good" }, icon("tick"), h("span", {}, say(`part.${what}`)));
    const rule = what === "child-in-picture" && h("p", { class: "quiet" }, say("part.access"));
    const yes = h("button", { type: "button", class: "button primary", onclick: () => press(what) }, say(`part.${what}`));
    return h("div", { class: "screen" }, h("p", {}, say(`part.${what}.ask`)), rule, yes);
  }

  function show(asked) {
    if (JSON.stringify(asked) === told) return;
    told = JSON.stringify(asked);
    visit = { ...visit, taking_part: asked };
    place.replaceChildren(...asked.map(one));
  }

  show(visit.taking_part);
  return { node, update: (newest) => show(newest.taking_part) };
}
