// The fleet page: central's levels over server-sent events; silence is shown as silence.
import { h } from "../look/dom.js";
import { addWords, dayOf, openCatalogue, say, timeOf } from "../words/words.js";
import en from "./words/en.js";
import sv from "./words/sv.js";
import { drawHead } from "../visit/frame.js";
import { allRooms, details, legend } from "./rooms.js";
import { drawSources, pointer, readSources, section } from "./sources.js";
import { cards, countWords, risks, sentence, siteName } from "./summary.js";

const SILENT_MS = 20000;
const main = h("div", { class: "rooms" });
document.querySelector("main").replaceChildren(main, section);
const state = { fleet: null, heardAt: 0, chosen: null, locked: false, wrongKey: false };

const silent = () => Date.now() - state.heardAt > SILENT_MS;
const unknown = () => silent() || state.fleet.listening === false;

/** What may be shown as known: nothing, once central or its broker has been silent for a while. */
function known() {
  return unknown() ? state.fleet.units.map((unit) => ({ ...unit, ring: "none" })) : state.fleet.units;
}

function card({ unit, since, head, todo, grave }) {
  const words = [`${unit.room}, ${siteName(unit.site)}`, since && say("fleet.since", { time: timeOf(since) })].filter(Boolean).join(" · ");
  return h(
    "article",
    { class: `card trouble ${grave ? "grave" : ""}` },
    h("p", { class: "quiet small" }, words),
    h("h2", {}, head),
    todo && h("p", {}, todo),
  );
}

function risk({ unit, visit, more, head, todo }) {
  const where = `${unit.room}, ${siteName(unit.site)} · ${say("fleet.since", { time: timeOf(visit.since) })}`;
  const others = more > 0 && say(more === 1 ? "fleet.risk.more.one" : "fleet.risk.more", { count: more });
  return h(
    "article",
    { class: "card trouble grave risk" },
    h("p", { class: "quiet small" }, where),
    h("h2", {}, say("fleet.risk.visit", { time: timeOf(visit.start), head })),
    todo && h("p", {}, todo),
    others && h("p", { class: "quiet" }, others),
  );
}

function status() {
  const { units } = state.fleet;
  const [now, heard] = [Date.now() / 1000, state.heardAt / 1000];
  const live = silent() ? say("fleet.silent", { time: timeOf(heard) }) : `${dayOf(now)} ${timeOf(now)} · ${say("fleet.live")}`;
  return h("p", { class: "quiet" }, `${countWords(units.length)} · ${live}`);
}

function choose(unit) {
  state.chosen = state.chosen === unit ? null : unit;
  draw();
  if (state.chosen) main.querySelector(".details")?.scrollIntoView({ block: "nearest" });
}

function overview() {
  const units = known();
  const troubles = unknown() ? [] : [...risks(units).map(risk), ...cards(units).map(card)];
  const parts = unknown() && units.length ? [say("fleet.unknown")] : sentence(units);
  const chosen = units.find(({ unit }) => unit === state.chosen);
  return [
    h("div", { class: "fleet-status" }, status(), pointer()),
    h("h1", { tabindex: "-1" }, ...parts.flatMap((part, at) => [at > 0 && " · ", h("span", {}, part)])),
    unknown() && units.length > 0 && h("p", {}, say(silent() ? "fleet.unknown.why" : "fleet.unknown.broker")),
    troubles.length > 0 && h("div", { class: "troubles" }, ...troubles),
    units.length > 0 && h("h2", { class: "rooms-head" }, say("fleet.rooms")),
    units.length > 0 && allRooms(units, state.chosen, choose),
    units.length > 0 && legend(),
    chosen && details(chosen, () => choose(state.chosen)),
  ];
}

function keyForm() {
  const input = h("input", { id: "key", autocomplete: "off", spellcheck: "false", type: "password", "aria-describedby": "key-hint key-fault" });
  const submit = (event) => {
    event.preventDefault();
    if (input.value.trim()) enter(input.value.trim());
  };
  return [
    h("h1", { tabindex: "-1" }, say("fleet.key.heading")),
    h(
      "form",
      { class: "screen key-form", onsubmit: submit },
      h("label", { for: "key" }, h("b", {}, say("fleet.key.label"))),
      h("p", { id: "key-hint", class: "quiet" }, say("fleet.key.hint")),
      input,
      h("p", { id: "key-fault", role: "alert", class: "say fault" }, state.wrongKey && say("fleet.key.bad")),
      h("button", { type: "submit", class: "button primary" }, say("fleet.key.button")),
    ),
  ];
}

let drawn = "";

function draw() {
  drawSources(silent(), state.locked || !state.fleet);
  const shown = { ...state, heardAt: 0, fleet: state.fleet && known(), unknown: state.fleet && unknown() };
  const wanted = JSON.stringify([shown, document.documentElement.lang, state.fleet && status().textContent, pointer()?.textContent]);
  if (wanted === drawn) return; // what stands there is not touched while nothing changed
  drawn = wanted;
  drawHead(document.querySelector("header"), "Ostörd", draw);
  document.title = say("fleet.title");
  const { id, dataset } = document.activeElement;
  const parts = state.locked ? keyForm() : state.fleet ? overview() : [];
  main.replaceChildren(...parts.filter(Boolean));
  const again = dataset.unit ? `.room[data-unit="${CSS.escape(dataset.unit)}"]` : id === "to-sources" && "#to-sources";
  if (again) main.querySelector(again)?.focus({ preventScroll: true });
}

function heard(fleet) {
  state.fleet = fleet;
  state.heardAt = Date.now();
  state.locked = false;
  draw();
}

function listen() {
  const events = new EventSource("/api/fleet/events");
  let open = true;
  events.addEventListener("fleet", (event) => heard(JSON.parse(event.data)));
  events.onopen = () => (open = true);
  events.onerror = () => {
    open = false;
    if (events.readyState === EventSource.CLOSED) setTimeout(begin, 5000);
  };
  return setInterval(() => {
    if (open && state.fleet) state.heardAt = Date.now(); // an open stream without news is no silence
    if (state.fleet) draw();
    if (events.readyState === EventSource.CLOSED) clearInterval(clock);
  }, 5000);
}

let clock = 0;

async function begin() {
  const answer = await fetch("/api/fleet", { cache: "no-store" }).catch(() => null);
  if (answer?.status === 200) {
    heard(await answer.json());
    clearInterval(clock);
    clock = listen();
    readSources(draw);
  } else if (answer?.status === 401 || answer?.status === 403) {
    state.locked = true;
    draw();
  } else {
    draw();
    setTimeout(begin, 5000);
  }
}

async function enter(key) {
  const answer = await fetch("/api/fleet/entry", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ key }),
  }).catch(() => null);
  history.replaceState(null, "", location.pathname);
  state.wrongKey = answer !== null && !answer.ok;
  await begin();
}

addWords({ sv, en });
await openCatalogue();
const key = location.hash.slice(1);
await (key ? enter(key) : begin());
