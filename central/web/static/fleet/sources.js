// Foreign booking systems: a line each, and what exists on one side only as sentences (R65).
import { h, svg } from "../look/dom.js";
import { canSay, dayOf, say, timeOf } from "../words/words.js";

const [EVERY_MS, AGAIN_MS, PATIENCE_MS] = [60000, 10000, 20000];
const SHOWN = 5;
const TOLD_BY_THE_LINE = ["never", "silent"];
const state = { told: null, lost: false, open: false, dark: true };
let [timer, redraw] = [0, () => {}];

/** The section, hidden until a source is known; it stays while the rooms above are drawn anew. */
export const section = h("section", { class: "sources", "aria-labelledby": "sources-head", hidden: true });

const many = (key, count) => say(count === 1 ? `${key}.one` : key, { count });
const silent = () => state.dark || state.lost;

/** Read them now and each minute from now on; `changed` is called after each answer. */
export async function readSources(changed) {
  clearTimeout(timer);
  redraw = changed;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const ask = async () => {
    const answer = await fetch("/api/fleet/imports", { cache: "no-store", signal });
    return answer.ok ? answer.json() : null;
  };
  const told = await ask().catch(() => null);
  state.lost = told === null;
  state.told = told ?? state.told;
  clearTimeout(timer); // whoever asked meanwhile has set it too
  timer = setTimeout(() => readSources(redraw), state.lost ? AGAIN_MS : EVERY_MS);
  redraw();
}

const MARKS = { ok: "M36 62l12 12 18-24", degraded: "M50 46v18M50 75v1", failed: "M38 50l24 24M62 50l-24 24" };

/** A leaf of a calendar, never a ring: ticked, with a mark, crossed, or dashed where nothing is known. */
function leaf(condition) {
  const drawn = { fill: "none", stroke: "currentColor", "stroke-width": 8, "stroke-linecap": "round", "stroke-linejoin": "round" };
  const sheet = { x: 14, y: 18, width: 72, height: 70, rx: 12, ...(MARKS[condition] ? {} : { "stroke-dasharray": "11 12", "stroke-linecap": "butt" }) };
  return svg(
    "svg",
    { viewBox: "0 0 100 100", class: `leaf ${condition}`, "aria-hidden": "true" },
    svg("rect", { ...drawn, ...sheet }),
    MARKS[condition] && svg("path", { ...drawn, d: `M16 36h68M34 8v18M66 8v18${MARKS[condition]}` }),
  );
}

const kindWords = (kind) => (canSay(`fleet.source.kind.${kind}`) ? say(`fleet.source.kind.${kind}`) : kind);

/** "10:30", with the day before it on any other day than today. */
const moment = (at) => (dayOf(at) === dayOf(Date.now() / 1000) ? timeOf(at) : `${dayOf(at)} ${timeOf(at)}`);
const readWords = (at) => (at === null ? say("fleet.source.unread") : say("fleet.source.read", { time: moment(at) }));

function problemWords({ problem }) {
  const key = `fleet.source.problem.${problem}`;
  return say(canSay(key) ? key : "fleet.source.problem.other");
}

function line(source) {
  const condition = silent() || !MARKS[source.condition] ? "none" : source.condition;
  const words = say(`fleet.source.${silent() ? "silent" : condition}`);
  const ill = condition === "degraded" || condition === "failed";
  return h(
    "li",
    { class: "source", "data-source": source.name, "data-condition": condition },
    leaf(condition),
    h("span", { class: "source-name" }, h("b", {}, source.name), h("span", { class: "quiet" }, ` · ${kindWords(source.kind)}`)),
    h("span", { class: "source-state" }, words),
    h("span", { class: "quiet source-read" }, readWords(source.read_at)),
    ill && h("p", { class: "source-problem" }, problemWords(source)),
  );
}

/** What a source's own line says already is not said again; the next visit stands first. */
function findings() {
  const order = ({ code, start }) => (code === "held" ? 0 : (start ?? Infinity));
  const told = state.told.findings.filter(({ code }) => !TOLD_BY_THE_LINE.includes(code));
  return told.sort((a, b) => (order(a) === order(b) ? 0 : order(a) - order(b)));
}

/** A sentence; what stands between backticks is a command to copy. */
function finding({ text }, place) {
  const parts = (text[document.documentElement.lang] ?? text.sv).split("`");
  const words = parts.map((part, at) => (at % 2 ? h("code", {}, part) : part));
  return h("li", place === SHOWN ? { id: "sources-rest", tabindex: "-1" } : {}, ...words);
}

function unfold() {
  state.open = !state.open;
  redraw();
  document.getElementById(state.open ? "sources-rest" : "sources-more")?.focus();
}

function nothing() {
  const { sources } = state.told;
  if (sources.every(({ read_at }) => read_at === null)) return say("fleet.sources.none.yet");
  return say(sources.every(({ condition }) => condition === "ok") ? "fleet.sources.none" : "fleet.sources.none.read");
}

function todo(all) {
  if (all.length === 0) return [!silent() && h("p", {}, nothing())];
  const rest = all.length - SHOWN;
  const fold = { type: "button", class: "plain", id: "sources-more", "aria-expanded": String(state.open), "aria-controls": "sources-todo", onclick: unfold };
  return [
    h("h3", {}, many("fleet.sources.todo", all.length)),
    h("ul", { id: "sources-todo" }, ...all.slice(0, state.open ? all.length : SHOWN).map(finding)),
    rest > 0 && h("button", fold, state.open ? say("fleet.sources.fewer") : say("fleet.sources.more", { count: rest })),
  ];
}

function parts() {
  return [
    h("h2", { class: "rooms-head", id: "sources-head", tabindex: "-1" }, say("fleet.sources")),
    silent() && h("p", {}, say(state.dark ? "fleet.sources.was" : "fleet.sources.lost", { time: moment(state.told.now) })),
    h("ul", { class: "card source-lines" }, ...state.told.sources.map(line)),
    ...todo(findings()),
  ].filter(Boolean);
}

/** Draw what has changed; `dark` where the page has no contact with central, `locked` without its key. */
export function drawSources(dark, locked) {
  state.dark = dark;
  section.hidden = locked || !state.told?.sources.length;
  if (section.hidden) return section.replaceChildren();
  const next = parts();
  if (next.length === section.children.length && next.every((part, at) => part.isEqualNode(section.children[at]))) return;
  const focused = section.contains(document.activeElement) && document.activeElement.id;
  section.replaceChildren(...next);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** One short line for the head of the page, which leads down here; null where nothing needs a person. */
export function pointer() {
  if (silent() || section.hidden) return null;
  const [failed, count] = [state.told.sources.filter(({ condition }) => condition === "failed").length, findings().length];
  const words = [failed && many("fleet.sources.failed", failed), count && many("fleet.sources.todo", count)].filter(Boolean);
  const go = () => {
    section.scrollIntoView({ block: "start" });
    document.getElementById("sources-head").focus({ preventScroll: true });
  };
  return words.length ? h("button", { type: "button", class: "plain", id: "to-sources", onclick: go }, words.join(" · ")) : null;
}
