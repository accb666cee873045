// What the clinician and the clinic have written for this visit: read here only, after login (R29, R41, R55, R66).
import { h } from "../../look/dom.js";
import { inLanguage, say } from "../../words/words.js";

/** A card with what there is to read, or false; `kind` is one more class. */
export function clinicSays({ message, guardian, clinic_says: clinic }, kind = "") {
  const welcome = inLanguage(clinic.brand.message);
  const costs = inLanguage(clinic.costs);
  const parts = [
    message && [h("h2", {}, say("clinic.message")), h("p", { class: "written" }, message)],
    guardian && [h("p", {}, say("clinic.guardian"))],
    welcome && [h("p", {}, welcome)],
    costs && [h("h2", {}, say("clinic.costs")), h("p", {}, costs)],
  ].filter(Boolean);
  return parts.length > 0 && h("div", { class: `card says ${kind}` }, ...parts.flat());
}
