// How the person shows who they are: the ways that the clinic offers, the first one foremost (R60).
import { h } from "../../look/dom.js";
import { say } from "../../words/words.js";
import { settings } from "../frame.js";
import { button, heading, paragraph, phoneLines, sheet } from "./parts.js";

/** What each way proves; birth-date is there for whom the clinic lets in without more (R61). */
const PROVES = { bankid: "eid", freja: "eid", "sms-code": "sms-code", "birth-date": "link" };
const ORDER = ["link", "sms-code", "vouched", "eid"];

/** The ways that prove enough, in the clinic's order. */
export function waysFor({ ways, needs }) {
  return ways.filter((way) => ORDER.indexOf(PROVES[way]) >= ORDER.indexOf(needs ?? "link"));
}

export function ways(session) {
  const { needs, ways: offered } = session.facts;
  const fit = waysFor(session.facts);
  const without = !offered.includes("birth-date") && !needs;
  const node = sheet(
    heading("entry.heading"),
    paragraph(!fit.length ? "ways.none" : needs ? `ways.needs.${needs}` : "ways.choose"),
    h("div", { class: "buttons ways" }, ...fit.map((way, at) => button(`ways.${way}`, () => session.choose(way), at ? "" : "primary"))),
    without && button("ways.without", () => session.choose("birth-date"), "plain other-way"),
    phoneLines({ clinic_phone: settings().phone }),
  );
  return { node, update() {} };
}

/** Back to the choice; nothing where the birth date is the one way. Another one way has its exception (R61). */
export function otherWay(session) {
  const { ways: offered, needs } = session.facts;
  const more = offered.length > 1 || needs || !offered.includes("birth-date");
  return more && button("ways.other", () => session.choose(null), "plain other-way");
}
