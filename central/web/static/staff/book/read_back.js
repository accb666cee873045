// The second step: the number large, to be read back to whoever gave it (R56), and the summary.
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { dayOf, say, timeOf } from "../../words/words.js";
import { spokenNumber } from "../phone.js";

const upper = (text) => text[0].toUpperCase() + text.slice(1);

/** "Tisdag 24 november 10:30–11:00" */
export const whenOf = ({ start, end }) => `${upper(dayOf(start))} ${timeOf(start)}–${timeOf(end)}`;

/** What does not forbid the booking, and must be known. */
export function tellings(told) {
  const one = ({ code, start, end, room, hours }) =>
    say(code === "closed" && !hours ? "book.told.closed.all-day" : `book.told.${code}`, {
      from: start && timeOf(start),
      until: end && timeOf(end),
      room,
      hours,
    });
  return told.map((line) => h("p", { class: "say soon" }, icon("warning"), h("span", {}, one(line))));
}

function rows(values, draft) {
  const { asked } = values;
  const extras = ["guardian", "proxy", "interpreter", "protected"].filter((name) => asked[name]).map((name) => say(`book.${name}`));
  if (draft.confirm) extras.push(say("book.confirm"));
  return [
    ["book.row.who", h("bdi", {}, asked.name.trim())],
    draft.id_kind && ["book.row.number", `${asked.personnummer} (${say(`book.id.${draft.id_kind}`)})`],
    ["book.row.when", asked.start ? whenOf(draft) : say("book.row.now", { until: timeOf(draft.end) })],
    draft.kind && ["book.row.kind", draft.kind],
    ["book.row.room", draft.room],
    ["book.row.clinician", draft.clinician ?? say("book.clinician.room")],
    asked.email && ["book.row.email", asked.email],
    extras.length > 0 && ["book.row.more", extras.join(", ")],
    asked.message && ["book.row.message", asked.message],
  ].filter(Boolean);
}

/** Build the step; `book()` makes the booking and gives a problem or null. */
export function readBack(values, draft, { back, book }) {
  const fault = h("p", { class: "say fault", role: "alert" });
  const heading = h("h1", { tabindex: "-1" }, say(draft.phone ? "book.read-back.heading" : "book.check.heading"));
  const yes = h("button", { type: "button", class: "button primary", onclick: press }, say(draft.phone ? "book.read-back.yes" : "book.check.yes"));
  async function press() {
    if (yes.getAttribute("aria-disabled")) return;
    yes.setAttribute("aria-disabled", "true");
    const problem = await book();
    yes.removeAttribute("aria-disabled");
    if (problem) write(fault, say(problem.words));
  }
  const summary = h("dl", { class: "summary" }, ...rows(values, draft).flatMap(([words, text]) => [h("dt", {}, say(words)), h("dd", {}, text)]));
  const node = h(
    "div",
    { class: "book-step" },
    heading,
    draft.phone && h("p", { class: "big-number number" }, spokenNumber(draft.phone)),
    draft.phone && h("p", { class: "quiet" }, say("book.read-back.why")),
    ...tellings(draft.told),
    h("div", { class: "card" }, summary),
    fault,
    h("div", { class: "buttons row" }, yes, h("button", { type: "button", class: "button", onclick: back }, say("book.back"))),
  );
  return { node, focus: () => heading.focus({ preventScroll: true }) };
}
