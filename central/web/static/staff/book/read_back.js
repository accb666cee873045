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
  const extras = ["without_eid", "guardian", "proxy", "interpreter", "protected"].filter((name) => asked[name]).map((name) => say(`book.${name}`));
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
    asked.guest && ["book.row.guest", h("bdi", {}, asked.guest.name)],
    asked.message && ["book.row.message", asked.message],
  ].filter(Boolean);
}

/** Build the step; `book()` makes the booking, or goes on, and gives a problem or null. */
export function readBack(values, draft, { back, book }) {
  const [heading, yes] = draft.phone ? ["book.read-back.heading", draft.guest_phone ? "book.read-back.next" : "book.read-back.yes"] : ["book.check.heading", draft.guest_phone ? "book.check.next" : "book.check.yes"];
  const summary = h("dl", { class: "summary" }, ...rows(values, draft).flatMap(([words, text]) => [h("dt", {}, say(words)), h("dd", {}, text)]));
  const more = [...tellings(draft.told), h("div", { class: "card" }, summary)];
  return step({ heading, number: draft.phone, why: "book.read-back.why", yes, more }, { back, book });
}

/** The interpreter's number, read back to whoever gave it; then it is booked. */
export function readGuestBack(guest, number, { back, book }) {
  const who = h("p", {}, h("bdi", {}, guest.name));
  return step({ heading: "book.read-back.guest", number, why: "book.read-back.guest.why", yes: "book.read-back.yes", more: [who] }, { back, book });
}

function step({ heading: words, number, why, yes: pressed, more }, { back, book }) {
  const fault = h("p", { class: "say fault", role: "alert" });
  const heading = h("h1", { tabindex: "-1" }, say(words));
  const yes = h("button", { type: "button", class: "button primary", onclick: press }, say(pressed));
  async function press() {
    if (yes.getAttribute("aria-disabled")) return;
    yes.setAttribute("aria-disabled", "true");
    const problem = await book();
    yes.removeAttribute("aria-disabled");
    if (problem) write(fault, say(problem.words));
  }
  const node = h(
    "div",
    { class: "book-step" },
    heading,
    number && h("p", { class: "big-number number" }, spokenNumber(number)),
    number && h("p", { class: "quiet" }, say(why)),
    ...more,
    fault,
    h("div", { class: "buttons row" }, yes, h("button", { type: "button", class: "button", onclick: back }, say("book.back"))),
  );
  return { node, focus: () => heading.focus({ preventScroll: true }) };
}
