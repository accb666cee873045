// The view "Boka": one form, then the number read back with the summary, then what was booked.
import { h } from "../../look/dom.js";
import { addWords, say } from "../../words/words.js";
import { bookingForm } from "./form.js";
import { readBack, readGuestBack } from "./read_back.js";
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
    if (status === 200) readBoth(values, data);
    else if (data?.code === "unsuitable") show(unsuitable(data.field, { back: () => fill(null), again }));
    else return problemOf(status, data);
    return null;
  }

  /** The patient's number, then the interpreter's: each is a step of its own (R56). */
  function readBoth(values, draft) {
    const guests = () => show(readGuestBack(values.asked.guest, draft.guest_phone, { back: () => fill(null), book: () => make(draft) }));
    show(readBack(values, draft, { back: () => fill(null), book: async () => (draft.guest_phone ? guests() : make(draft)) }));
  }

  async function make(draft) {
    const wish = kept.values.asked;
    const guest = wish.guest && { ...wish.guest, read_back: draft.guest_phone ?? undefined };
    const asked = { ...wish, guest, read_back: draft.phone ?? undefined, location: wish.location ?? draft.location };
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
    const [first, second] = data.field.split(".");
    const field = first === "guest" ? `guest_${second}` : first;
    return { field: field.replace("read_back", "phone"), words: `book.wrong.${field}` };
  }
  return { field: null, words: "book.wrong.other" };
}
