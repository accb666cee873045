// The view "Boka": one form, then the number read back with the summary, then what was booked.
import { h } from "../../look/dom.js";
import { addWords, say } from "../../words/words.js";
import { bookingForm } from "./form.js";
import { readBack } from "./read_back.js";
import { booked, unsuitable } from "./result.js";
import en from "./words/en.js";
import sv from "./words/sv.js";

addWords({ sv, en });

/** What the form holds, kept while the person looks at another view; gone once it is booked. */
const kept = { clinic: null, values: null };

const newKey = () => crypto.randomUUID();

/** Build the view. */
export function book(desk) {
  if (kept.clinic !== desk.me.clinic) Object.assign(kept, { clinic: desk.me.clinic, values: null });
  const node = h("section", { class: "book" }, h("h1", { tabindex: "-1" }, say("book.heading")));
  let key = newKey();
  let offered = null;
  let closed = false;

  function show(step) {
    if (closed) return;
    node.replaceChildren(step.node);
    step.focus();
  }

  function again() {
    kept.values = null;
    key = newKey();
    start();
  }

  function fill(problem) {
    show(bookingForm(desk, offered, kept, { problem, draft: look }));
  }

  /** Every check that the booking itself makes: errors beside their field, or the next step. */
  async function look(values) {
    kept.values = values;
    const { status, data } = await desk.ask("POST", "/api/staff/bookings/draft", values.asked);
    if (status === 200) show(readBack(values, data, { back: () => fill(null), book: () => make(data) }));
    else if (data?.code === "unsuitable") show(unsuitable(data.field, { back: () => fill(null), again }));
    else return problemOf(status, data);
    return null;
  }

  async function make(draft) {
    const asked = { ...kept.values.asked, read_back: draft.phone ?? undefined, location: kept.values.asked.location ?? draft.location };
    const { status, data } = await desk.ask("POST", "/api/staff/bookings", asked, { "Idempotency-Key": key });
    if (status === 201) {
      const { values } = kept;
      kept.values = null;
      show(booked(desk, values, draft, data, { again }));
      return null;
    }
    if (status === 422) fill(problemOf(status, data));
    return problemOf(status, data);
  }

  async function start() {
    const { status, data } = await desk.ask("GET", "/api/staff/bookings/form");
    if (status !== 200) return;
    offered = data;
    fill(null);
  }

  start();
  return {
    node,
    update() {},
    close() {
      closed = true;
    },
  };
}

/** A refusal as {field, words}. */
function problemOf(status, data) {
  if (status === 0) return { field: null, words: "book.wrong.unreachable" };
  if (status === 429) return { field: null, words: "book.wrong.too-fast" };
  if (data?.code === "no-room-free") return { field: "location", words: "book.wrong.no-room-free" };
  if (status === 422 && data?.field) {
    const field = data.field.split(".")[0];
    return { field: field === "read_back" ? "phone" : field, words: `book.wrong.${field}` };
  }
  return { field: null, words: "book.wrong.other" };
}
