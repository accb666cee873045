// Another time, room, kind or clinician for a booking, and the clinician's message; only what differs is sent.
import { h, write } from "../../look/dom.js";
import { canSay, say } from "../../words/words.js";
import { choice, field, line } from "./fields.js";
import { localParts } from "./form.js";

/** Build the form; `save(change)` gives {status, data}, `stay()` leaves everything as it is. */
export function changeForm(booking, offered, { save, stay }) {
  const at = localParts(booking.start);
  const length = Math.round((booking.end - booking.start) / 60);
  const kinds = offered.kinds.map(({ name }) => [name, name]);
  if (booking.kind && !kinds.some(([name]) => name === booking.kind)) kinds.unshift([booking.kind, booking.kind]);
  const rooms = offered.rooms.map(({ location, room }) => [location, room]);
  const now = booking.practitioner ?? say("book.clinician.room");
  const others = offered.clinicians.filter(({ id }) => id !== booking.practitioner_id).map(({ id, name }) => [id, name]);
  const clinicians = [["", now], ...(booking.practitioner ? [["room", say("book.clinician.room")]] : []), ...others];
  const fields = {
    date: field("date", line({ type: "date", value: at.date })),
    start: field("start", line({ type: "time", value: at.time, step: 300 })),
    minutes: field("minutes", line({ type: "number", min: 5, max: 480, step: 5, value: length })),
    location: field("location", choice(rooms, booking.location)),
    kind: field("kind", choice(kinds, booking.kind)),
    clinician: field("clinician", choice(clinicians, "")),
    message: field("message", h("textarea", { maxlength: 500, rows: 3 }, booking.message ?? ""), { hint: "book.message.hint" }),
  };
  const fault = h("p", { class: "wrong", role: "alert" });

  function change() {
    const wanted = {};
    const value = (name) => fields[name].input.value;
    const moved = value("date") !== at.date || value("start") !== at.time || Number(value("minutes")) !== length;
    if (moved) Object.assign(wanted, { start: `${value("date")}T${value("start")}`, minutes: Number(value("minutes")) });
    if (value("location") !== booking.location) wanted.location = value("location");
    if (value("kind") !== (booking.kind ?? "") && value("kind")) wanted.kind = value("kind");
    if (value("clinician") === "room") wanted.clinician = {};
    else if (value("clinician")) wanted.clinician = offered.clinicians.find(({ id }) => id === value("clinician"));
    if (value("message").trim() !== (booking.message ?? "")) wanted.message = value("message");
    return wanted;
  }

  async function submit(event) {
    event.preventDefault();
    const wanted = change();
    if (Object.keys(wanted).length === 0) return stay();
    const { status, data } = await save(wanted);
    if (status !== 422) return;
    const words = `book.wrong.${data?.field}`;
    const one = fields[data?.field];
    if (one) {
      one.wrong(words);
      one.input.focus();
    } else write(fault, say(canSay(words) ? words : "book.wrong.other"));
  }

  const node = h(
    "form",
    { novalidate: true, class: "change", onsubmit: submit },
    h("div", { class: "two" }, fields.date.node, fields.start.node, fields.minutes.node),
    h("div", { class: "two" }, fields.location.node, fields.kind.node),
    fields.clinician.node,
    fields.message.node,
    fault,
    h("div", { class: "buttons row" }, h("button", { type: "submit", class: "button primary" }, say("book.panel.save")), h("button", { type: "button", class: "button", onclick: stay }, say("book.panel.stay"))),
  );
  return { node, focus: () => fields.date.input.focus() };
}
