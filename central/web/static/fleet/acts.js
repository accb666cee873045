// What IT asks a room's unit to do from afar, and what came of it; the unit refuses what disturbs a visit.
import { h } from "../look/dom.js";
import { canSay, say } from "../words/words.js";
import { me } from "./entry.js";
import { momentWords } from "./summary.js";

const [AGAIN_MS, REST_MS] = [1000, 30000];
const TEST_S = 180;
const SHOWN = 6;
const ACTS = [
  { name: "identify", verb: "identify" },
  { name: "selftest", verb: "selftest" },
  { name: "rebirth", verb: "rebirth" },
  { name: "logs", verb: "logs" },
  { name: "restart-stage", verb: "restart_part", part: "stage" },
  { name: "restart-room", verb: "restart_part", part: "room" },
];
const state = { unit: "", told: [], fault: "", open: "" };
let timer = 0;

const door = (unit) => `/api/fleet/units/${unit.split("/").map(encodeURIComponent).join("/")}/acts`;
const now = () => Date.now() / 1000;
const nameOf = ({ verb, part }) => ACTS.find((act) => act.verb === verb && (act.part ?? null) === part)?.name;

/** How an act stands, as a word of the catalogue: an answer that does not come in its time is none. */
function standing(act) {
  if (act.state === null) return now() < act.expires ? "waits" : "silent";
  if (act.state === "begun") return now() < act.asked_at + TEST_S ? "begun" : "silent";
  return act.state;
}

const runs = (act) => ["waits", "begun"].includes(standing(act));

/** What was asked of `unit`, now, and again while an answer is awaited. */
async function readActs(unit, changed) {
  clearTimeout(timer);
  const answer = await fetch(door(unit), { cache: "no-store" }).catch(() => null);
  const found = answer?.ok ? await answer.json() : null;
  if (unit !== state.unit) return;
  state.told = found ?? state.told;
  clearTimeout(timer);
  timer = setTimeout(() => readActs(unit, changed), state.told.some(runs) ? AGAIN_MS : REST_MS);
  changed();
}

const FAULTS = { 0: "unreachable", 401: "refused", 403: "refused", 429: "wait" };

async function ask(unit, { verb, part }, changed) {
  const body = JSON.stringify(part ? { verb, part } : { verb });
  const answer = await fetch(door(unit), { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => null);
  const code = answer && !answer.ok ? (await answer.json().catch(() => ({}))).code : "";
  state.fault = answer?.ok ? "" : answer?.status === 409 && code === "no-key" ? "fleet.act.fault.no-key" : `fleet.act.fault.${FAULTS[answer?.status ?? 0] ?? "unreachable"}`;
  await readActs(unit, changed);
}

function came(act) {
  const why = act.code && (canSay(`fleet.act.code.${act.code}`) ? say(`fleet.act.code.${act.code}`) : act.code);
  return [say(`fleet.act.is.${standing(act)}`), why].filter(Boolean).join(": ");
}

function line(act, changed) {
  const name = nameOf(act);
  const open = state.open === act.id;
  const turn = () => {
    state.open = open ? "" : act.id;
    changed();
  };
  return h(
    "li",
    { class: `act ${standing(act)}` },
    h("p", {}, h("time", { datetime: new Date(act.asked_at * 1000).toISOString() }, momentWords(act.asked_at)), " ", h("b", {}, name ? say(`fleet.act.${name}`) : act.verb), ` – ${came(act)}`),
    act.lines.length > 0 && h("button", { type: "button", class: "plain", id: `log-${act.id}`, "aria-expanded": String(open), onclick: turn }, say(open ? "fleet.act.log.close" : "fleet.act.log.open", { count: act.lines.length })),
    open && h("pre", { class: "log", tabindex: "0", "aria-label": say("fleet.act.logs") }, act.lines.join("\n")),
  );
}

/** What stands in the room's card for it; null for who may not ask. */
export function actsOf(unit, changed) {
  if (!me.enrols) return null;
  if (unit.unit !== state.unit) {
    Object.assign(state, { unit: unit.unit, told: [], fault: "", open: "" });
    readActs(unit.unit, changed);
  }
  const button = (act) => h("button", { type: "button", class: "button", id: `act-${act.name}`, onclick: () => ask(unit.unit, act, changed) }, say(`fleet.act.${act.name}`));
  return [
    h("p", { class: "quiet small" }, say("fleet.acts.why")),
    h("div", { class: "act-buttons" }, ...ACTS.map(button)),
    h("p", { role: "alert", class: "say fault" }, state.fault && say(state.fault)),
    state.told.length > 0 && h("ul", { class: "acts", "aria-live": "polite" }, ...state.told.slice(0, SHOWN).map((act) => line(act, changed))),
  ];
}
