// Private notes (R37): for their author alone, no journal, gone when copied or after a day.
import { h, write } from "../look/dom.js";
import { say } from "../words/words.js";
import { copyButton } from "./copying.js";

const PAUSE_MS = 700;

/** Build the panel. */
export function notesPanel(desk, visit) {
  const door = `/api/staff/visits/${encodeURIComponent(visit.id)}/note`;
  const name = `note-${visit.id}`;
  const field = h("textarea", { id: name, rows: 5, maxlength: 10000, oninput: wait, disabled: true, "aria-describedby": `${name}-why` });
  const state = h("p", { class: "quiet small", role: "status" });
  const copy = copyButton(() => field.value, async (said) => {
    field.value = "";
    await save();
    write(said, say("staff.notes.copied"));
  });
  const erase = h("button", { type: "button", class: "button", onclick: () => { field.value = ""; save(); } }, say("staff.notes.erase"));
  const node = h(
    "section",
    { class: "card" },
    h("h2", {}, h("label", { for: name }, say("staff.notes"))),
    h("p", { id: `${name}-why`, class: "quiet" }, say("staff.notes.why")),
    field,
    state,
    copy.said,
    h("div", { class: "row" }, copy.button, erase),
  );
  let [timer, saved] = [0, ""];

  function buttons() {
    copy.button.hidden = erase.hidden = field.value === "";
  }

  function wait() {
    buttons();
    write(copy.said, "");
    write(state, "");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  }

  async function save() {
    clearTimeout(timer);
    buttons();
    const text = field.value;
    if (text === saved) return;
    const { status } = await desk.ask("PUT", door, { text });
    if (status === 200) saved = text;
    write(state, status === 200 ? (text && say("staff.notes.saved")) : say("staff.notes.unsaved"));
  }

  async function read() {
    const { status, data } = await desk.ask("GET", door);
    if (status !== 200) return;
    field.value = saved = data.text;
    field.disabled = false;
    buttons();
  }

  buttons();
  read();
  return { node, update() {}, close: save };
}
