// The last step: what was booked and where the invitation is, or that a visit in person fits better.
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { say, timeOf } from "../../words/words.js";
import { lettersOf } from "./letters.js";
import { tellings, whenOf } from "./read_back.js";

const LOOK_MS = 2000;
const LOOKS = 5;

/** Booked: the invitation's way, and what comes next. A patient's link is never shown (S5). */
export function booked(desk, values, draft, made, { again }) {
  const { asked } = values;
  const heading = h("h1", { tabindex: "-1", class: "done" }, icon("tick"), say("book.done"));
  const letters = h("div", { class: "letters", "aria-live": "polite" });
  const visit = `#today/${encodeURIComponent(made.appointment)}`;
  const copied = h("span", { class: "quiet small", "aria-live": "polite" });
  const copy = async () => {
    await navigator.clipboard.writeText(made.link);
    write(copied, say("book.link.copied"));
  };
  const node = h(
    "div",
    { class: "book-step" },
    heading,
    h("p", { class: "facts" }, h("b", {}, h("bdi", {}, asked.name.trim())), ` · ${asked.start ? whenOf(made) : say("book.row.now", { until: timeOf(made.end) })} · ${made.room}`),
    ...tellings(made.told),
    letters,
    asked.guest && h("p", { class: "say good" }, icon("tick"), h("span", {}, say("book.done.guest"))),
    asked.interpreter && !asked.guest && h("p", { class: "say soon" }, icon("warning"), h("a", { href: visit }, say("book.done.interpreter"))),
    h(
      "div",
      { class: "buttons row" },
      h("button", { type: "button", class: "button primary", onclick: again }, say("book.again")),
      h("a", { class: "button", href: visit }, say("book.show")),
      made.link && h("button", { type: "button", class: "button", onclick: copy }, icon("link"), say("book.link.copy")),
      made.link && copied,
    ),
  );
  async function look(left) {
    const { status, data } = await desk.ask("GET", `/api/staff/bookings/${encodeURIComponent(made.appointment)}`);
    if (status === 200) letters.replaceChildren(...lettersOf(data.letters));
    if (left > 0 && node.isConnected && data?.letters?.some(({ state }) => state === "waiting" || state === "sending")) setTimeout(() => look(left - 1), LOOK_MS);
  }
  look(LOOKS);
  return { node, focus: () => heading.focus({ preventScroll: true }) };
}

/** A visit by video does not fit (R58): nothing is booked, and no name was kept. */
export function unsuitable(field, { back, again }) {
  const name = field?.split(".")[1] ?? "examination";
  const heading = h("h1", { tabindex: "-1" }, say("book.unsuitable.heading"));
  const node = h(
    "div",
    { class: "book-step" },
    heading,
    h("p", {}, say(`book.unsuitable.${name}`)),
    h("p", { class: "quiet" }, say("book.unsuitable.nothing")),
    h(
      "div",
      { class: "buttons row" },
      h("button", { type: "button", class: "button primary", onclick: again }, say("book.again")),
      h("button", { type: "button", class: "button", onclick: back }, say("book.unsuitable.back")),
    ),
  );
  return { node, focus: () => heading.focus({ preventScroll: true }) };
}
