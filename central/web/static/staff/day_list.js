// The visits of a day, each one line: when, who, what kind, where, and what is special just now.
import { h, write } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { say, timeOf } from "../words/words.js";
import { guests, nameOf, patientOf, runs } from "./people.js";

const OVER = { fulfilled: "held", noshow: "no-show", cancelled: "cancelled", "entered-in-error": "cancelled" };

/** What is special about a visit now, the most urgent first: [icon, words key, mood]. */
export const MARKS = [
  [(v) => OVER[v.status], (v) => ["tick", `staff.mark.${OVER[v.status]}`, "quiet"]],
  [(v) => v.confirmation === "no", () => ["warning", "staff.mark.declined", "soon"]],
  [(v) => runs(v) && patientOf(v), () => ["person", "staff.mark.runs", "now"]],
  [(v) => v.clinic_told && patientOf(v), () => ["warning", "staff.mark.alone", "fault"]],
  [patientOf, () => ["person", "staff.mark.waits", "now"]],
  [(v) => guests(v).length > 0, () => ["person", "staff.mark.guest", "now"]],
  [(v, now) => v.late_until > now, () => ["clock", "staff.mark.late", "soon"]],
  [(v) => v.confirmation === "awaited", () => ["clock", "staff.mark.unconfirmed", "soon"]],
];

/** The first mark of MARKS that fits, as a node. */
export function markOf(visit, now) {
  const found = MARKS.find(([fits]) => fits(visit, now));
  if (!found) return null;
  const [drawn, words, mood] = found[1](visit);
  return h("span", { class: `mark ${mood}` }, icon(drawn), say(words, { time: timeOf(visit.late_until ?? 0) }));
}

function line(visit, now, chosen) {
  const about = [visit.kind, visit.room, visit.interpreter && say("staff.interpreter")].filter(Boolean).join(" · ");
  return h(
    "li",
    { class: visit.end < now || OVER[visit.status] ? "past" : "" },
    h(
      "a",
      { href: `#today/${encodeURIComponent(visit.id)}`, "aria-current": visit.id === chosen && "true", class: visit.mine ? "visit mine" : "visit" },
      h("b", { class: "at number" }, timeOf(visit.start)),
      h("span", { class: "about" }, h("b", {}, h("bdi", { class: "name" }, nameOf(visit))), h("span", { class: "quiet" }, about), markOf(visit, now)),
    ),
  );
}

/** The list; `update(told)` draws it anew only where something changed. */
export function dayList(chosen) {
  const rows = h("ol", { class: "visits" });
  const empty = h("p", { class: "quiet" });
  let shown = "";
  function update({ visits, now }) {
    write(empty, visits.length ? "" : say("staff.day.empty"));
    const wanted = JSON.stringify([visits, Math.floor(now / 30)]);
    if (wanted === shown) return;
    shown = wanted;
    const focused = rows.contains(document.activeElement) && document.activeElement.getAttribute("href");
    rows.replaceChildren(...visits.map((visit) => line(visit, now, chosen)));
    if (focused) [...rows.querySelectorAll("a")].find((a) => a.getAttribute("href") === focused)?.focus();
  }
  return { node: h("div", {}, empty, rows), update };
}
