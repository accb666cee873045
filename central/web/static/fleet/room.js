// One room: how it is, its visits, how its parts changed, its calls; nobody and no presence in it.
import { h } from "../look/dom.js";
import { ring } from "../look/ring.js";
import { canSay, dayOf, say, timeOf } from "../words/words.js";
import { actsOf } from "./acts.js";
import { linkTo } from "./address.js";
import { plot } from "./plot.js";
import { faultOfPart, faultWords, momentWords, partWords, readyWords, ringWords, signWords, sinceWords, siteName, stateWords } from "./summary.js";

const AGAIN_MS = 10000;
const SHOWN = 30;
const state = { unit: "", told: null, lost: false, all: false, was: "" };
let timer = 0;

/** Read the room's story, again when something about it changed, and each ten seconds. */
export function readStory(unit, changed) {
  const looks = JSON.stringify([unit.unit, unit.state, unit.health, unit.visits]);
  if (looks === state.was) return;
  if (unit.unit !== state.unit) Object.assign(state, { unit: unit.unit, told: null, lost: false, all: false });
  state.was = looks;
  clearTimeout(timer);
  const wanted = unit.unit;
  fetch(`/api/fleet/units/${wanted.split("/").map(encodeURIComponent).join("/")}/story`, { cache: "no-store" })
    .then((answer) => (answer.ok ? answer.json() : null), () => null)
    .then((told) => {
      if (wanted !== state.unit) return;
      state.lost = told === null;
      state.told = told ?? state.told;
      clearTimeout(timer);
      timer = setTimeout(() => {
        state.was = "";
        changed();
      }, AGAIN_MS);
      changed();
    });
}

function line(name, words, extra = "") {
  return h("div", {}, h("dt", {}, name), h("dd", {}, words, extra && h("span", { class: "quiet" }, ` · ${extra}`)));
}

function partLine(part) {
  return line(partWords(part.part), faultOfPart(part), part.condition === "ok" ? "" : sinceWords(part.since));
}

const YES_OR_NO = new Set(["moved", "tone_played", "tone_heard", "picture", "sound", "relayed"]);

function measureWords(name, value) {
  if (name === "tested") return momentWords(value);
  if (YES_OR_NO.has(name)) return say(value ? "fleet.yes" : "fleet.no");
  return value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 3 });
}

const measureName = (name) => (canSay(`fleet.measured.${name}`) ? say(`fleet.measured.${name}`) : name);

/** What the last test and the last look measured, of each part. */
function measured(health) {
  const row = (part) => ([name, value], at) => h("tr", {}, h("th", { scope: "row" }, at === 0 && partWords(part)), h("td", {}, measureName(name)), h("td", { class: "number" }, measureWords(name, value)));
  const rows = health.flatMap(({ part, evidence = {} }) => Object.entries(evidence).map(row(part)));
  return rows.length > 0 && h("details", { class: "measured", id: "measured" }, h("summary", { id: "measured-open" }, say("fleet.measured")), h("div", { class: "wide", tabindex: "0", role: "group", "aria-label": say("fleet.measured") }, h("table", {}, h("tbody", {}, ...rows))));
}

function help(unit) {
  const ill = unit.ring === "none" ? [] : unit.health.filter(({ condition }) => condition !== "ok");
  const one = (part) => {
    const { head, todo } = faultWords(part);
    return h("li", {}, h("b", {}, head), todo && ` – ${todo}`, " ", h("span", { class: "quiet" }, say(`fleet.mends.${part.mends}`)));
  };
  return ill.length > 0 && h("ul", { class: "card help" }, ...ill.map(one));
}

const partMoment = (told) => `${partWords(told.part)}: ${told.condition === "ok" ? say("fleet.mended") : faultOfPart(told)}`;

function momentLine({ at, kind, part, condition, code, evidence }) {
  const mended = condition === "ok";
  const fault = evidence?.fault && faultWords({ part: "unit", code: evidence.fault, condition: "failed" }).head;
  const words =
    kind === "event"
      ? [canSay(`fleet.event.${code}`) ? say(`fleet.event.${code}`) : code, fault].filter(Boolean).join(": ")
      : part === "unit"
        ? `${partWords("unit")}: ${stateWords(condition)}`
        : partMoment({ part, condition, code });
  const mark = kind === "event" ? "event" : part === "unit" ? (condition === "lost" || condition === "disconnected" ? "none" : "clear") : mended ? "clear" : condition === "failed" ? "fault" : "soon";
  return h("li", { class: `moment ${mark}` }, h("time", { datetime: new Date(at * 1000).toISOString() }, timeOf(at)), h("span", {}, words));
}

function timeline(moments, redraw) {
  const shown = state.all ? moments : moments.slice(0, SHOWN);
  const days = Map.groupBy ? Map.groupBy(shown, ({ at }) => dayOf(at)) : shown.reduce((map, one) => map.set(dayOf(one.at), [...(map.get(dayOf(one.at)) ?? []), one]), new Map());
  const rest = moments.length - SHOWN;
  const turn = () => {
    state.all = !state.all;
    redraw();
  };
  return [
    ...[...days].flatMap(([day, lines]) => [h("h3", { class: "day" }, day), h("ol", { class: "moments" }, ...lines.map(momentLine))]),
    rest > 0 && h("button", { type: "button", class: "plain", id: "more-moments", "aria-expanded": String(state.all), onclick: turn }, state.all ? say("fleet.fewer") : say("fleet.more", { count: rest })),
  ];
}

function visitsOf(unit, told) {
  const ahead = unit.visits.map((visit) => line(timeOf(visit.start), readyWords(visit), visit.state === "at-risk" ? sinceWords(visit.since) : `${timeOf(visit.start)}–${timeOf(visit.end)}`));
  const past = told ? told.visits.filter(({ end }) => end <= Date.now() / 1000).length : 0;
  const before = past > 0 && h("p", { class: "quiet small" }, say(past === 1 ? "fleet.visits.past.one" : "fleet.visits.past", { count: past }));
  return [ahead.length ? h("dl", {}, ...ahead) : h("p", {}, say("fleet.visits.none")), before];
}

function about(told) {
  const parts = Object.entries(told.parts).map(([part, kind]) => line(partWords(part), kind));
  const versions = Object.entries(told.versions).map(([name, version]) => line(name === "ostord" ? "Ostörd" : name, version));
  return h("dl", {}, line(say("fleet.unit.name"), told.unit), line(say("fleet.unit.clinic"), [told.clinic, told.phone].filter(Boolean).join(" · ")), ...versions, ...parts);
}

const part = (name, key, ...inside) => h("section", { class: `card part-${name}`, "aria-labelledby": `head-${name}` }, h("h2", { id: `head-${name}` }, say(key)), ...inside);

/** The whole view of `unit`; `extra` are nodes of others for it. */
export function roomView(unit, redraw, extra = []) {
  const told = state.unit === unit.unit ? state.told : null;
  const now = Date.now() / 1000;
  const acts = actsOf(unit, redraw);
  const parts = unit.health.filter(({ part, condition }) => part !== "sign" || condition !== "ok");
  return [
    h("p", {}, h("a", { class: "back", id: "back", ...linkTo({ room: "" }) }, `← ${say("fleet.rooms")}`)),
    h(
      "div",
      { class: "details-head" },
      ring(unit.ring),
      h("div", {}, h("h1", { tabindex: "-1" }, unit.room), h("p", { class: "quiet" }, `${siteName(unit.site)} · ${ringWords(unit)}`)),
    ),
    help(unit),
    ...extra,
    h(
      "div",
      { class: "room-parts details" },
      part("visits", "fleet.visits", ...visitsOf(unit, told)),
      part("now", "fleet.parts", h("dl", {}, line(say("fleet.part.unit"), stateWords(unit.state), sinceWords(unit.since)), unit.sign && line(say("fleet.part.sign"), signWords(unit.sign)), ...parts.map(partLine)), measured(unit.health)),
      acts && part("acts", "fleet.acts", ...acts),
      told && part("calls", "fleet.calls", told.calls.length ? plot(told.calls, now) : h("p", {}, say("fleet.calls.none"))),
      told && part("story", "fleet.story", ...(told.moments.length ? timeline(told.moments, redraw) : [h("p", {}, say("fleet.story.none"))])),
      told && part("about", "fleet.about", about(told)),
      !told && state.lost && h("p", { class: "quiet" }, say("fleet.story.lost")),
    ),
  ];
}
