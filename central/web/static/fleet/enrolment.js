// New units that wait to be let in: whoever reads the code on a unit's own screen gives it its room.
import { h } from "../look/dom.js";
import { say } from "../words/words.js";
import { me } from "./entry.js";

const EVERY_MS = 10000;
const FIELDS = ["code", "room", "unit", "location"];
const state = { waiting: [], fault: "", done: "", open: false };
const written = { code: "", room: "", unit: "", location: "" };
let timer = 0;

/** The code that a unit's QR code brought here, taken out of the address. */
export function takeCode() {
  const found = /^#enrol=([A-Za-z0-9-]{4,20})$/.exec(location.hash);
  if (!found) return;
  [written.code, state.open] = [found[1], true];
  history.replaceState(null, "", location.pathname + location.search);
}

/** Who waits, now and each ten seconds; `changed` is called when that is otherwise than before. */
export async function readWaiting(changed) {
  clearTimeout(timer);
  const answer = await fetch("/api/fleet/enrolments", { cache: "no-store" }).catch(() => null);
  const found = answer?.ok ? await answer.json() : state.waiting;
  const other = JSON.stringify(found) !== JSON.stringify(state.waiting);
  state.waiting = found;
  timer = setTimeout(() => readWaiting(changed), EVERY_MS);
  if (other) changed();
}

function field(name) {
  const id = `enrol-${name}`;
  const type = ({ target }) => (written[name] = target.value);
  const input = h("input", { id, name, required: true, autocomplete: "off", spellcheck: "false", autocapitalize: "off", value: written[name], "aria-describedby": `${id}-hint`, oninput: type });
  return h("div", { class: "field" }, h("label", { for: id }, h("b", {}, say(`fleet.enrol.${name}`))), h("p", { class: "quiet small", id: `${id}-hint` }, say(`fleet.enrol.${name}.hint`)), input);
}

const FAULTS = { 403: "refused", 404: "code-wrong", 422: "malformed", 429: "wait", taken: "taken", "no-authority": "no-authority" };

/** Which sentence tells why it was not let in. */
async function faultOf(answer) {
  const code = answer?.status === 409 ? (await answer.json().catch(() => ({}))).code : answer?.status;
  return `fleet.enrol.fault.${FAULTS[code] ?? "unreachable"}`;
}

async function letIn(changed) {
  const asked = Object.fromEntries(FIELDS.map((name) => [name, written[name].trim()]));
  const answer = await fetch("/api/fleet/enrolments/approve", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) }).catch(() => null);
  if (answer?.ok) {
    state.done = asked.room;
    [state.fault, state.open] = ["", false];
    for (const name of FIELDS) written[name] = "";
    await readWaiting(changed);
  } else {
    state.fault = await faultOf(answer);
  }
  changed();
}

/** The card; null while nobody waits and nothing was said. */
export function enrolment(changed) {
  if (!me.enrols || (!state.waiting.length && !state.open && !state.done)) return null;
  const submit = (event) => {
    event.preventDefault();
    letIn(changed);
  };
  const turn = () => {
    state.open = !state.open;
    changed();
  };
  const count = state.waiting.length;
  return h(
    "section",
    { class: "card enrol", "aria-labelledby": "enrol-head" },
    h("h2", { id: "enrol-head" }, count ? say(count === 1 ? "fleet.enrol.one" : "fleet.enrol", { count }) : say("fleet.enrol.none")),
    state.done && h("p", { class: "say good", role: "status" }, say("fleet.enrol.done", { room: state.done })),
    (count > 0 || state.open) && h("button", { type: "button", class: "plain", id: "enrol-open", "aria-expanded": String(state.open), onclick: turn }, say(state.open ? "fleet.enrol.close" : "fleet.enrol.open")),
    state.open &&
      h(
        "form",
        { class: "enrol-form", onsubmit: submit },
        ...FIELDS.map(field),
        h("p", { role: "alert", class: "say fault" }, state.fault && say(state.fault)),
        h("button", { type: "submit", class: "button primary" }, say("fleet.enrol.button")),
      ),
  );
}
