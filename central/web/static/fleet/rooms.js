// Every room as a ring, grouped by site; arrow keys walk among them, a press opens one.
import { h } from "../look/dom.js";
import { ring } from "../look/ring.js";
import { say, timeOf } from "../words/words.js";
import { bySite, conditionWords, faultWords, partWords, readyWords, ringWords, signWords, siteName, stateWords } from "./summary.js";

const NAMED_LIMIT = 60;
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function room(unit, named, chosen, choose) {
  const words = `${unit.room}: ${ringWords(unit)}`;
  return h(
    "button",
    {
      type: "button",
      class: `room ${named ? "named" : ""}`,
      title: !named && words,
      "aria-label": !named && words,
      "aria-pressed": String(chosen === unit.unit),
      "data-unit": unit.unit,
      "data-ring": unit.ring,
      onclick: () => choose(unit.unit),
    },
    ring(unit.ring),
    named && h("span", {}, h("b", {}, unit.room), " ", h("span", { class: "quiet" }, ringWords(unit))),
  );
}

function walk(event) {
  const step = (document.documentElement.dir === "rtl" ? -1 : 1) * (STEPS[event.key] ?? 0);
  if (!step) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll(".room")];
  const next = all[all.indexOf(document.activeElement) + step];
  next?.focus();
}

/** The rings; with many rooms the names stay in their titles. */
export function allRooms(units, chosen, choose) {
  const named = units.length <= NAMED_LIMIT;
  const group = ([site, rooms]) =>
    h(
      "section",
      { class: "site" },
      h("h3", {}, siteName(site)),
      h("div", { class: named ? "rings named" : "rings" }, ...rooms.map((unit) => room(unit, named, chosen, choose))),
    );
  return h("div", { class: "sites", onkeydown: walk }, ...bySite(units).map(group));
}

const LEGEND = ["clear", "soon", "occupied", "paused", "fault", "none"];

/** The six shapes with their words. */
export function legend() {
  return h("ul", { class: "legend" }, ...LEGEND.map((state) => h("li", {}, ring(state), say(`fleet.ring.${state}`))));
}

const since = (at) => (at ? say("fleet.since", { time: timeOf(at) }) : "");

function line(name, words, extra = "") {
  return h("div", {}, h("dt", {}, name), h("dd", {}, words, extra && h("span", { class: "quiet" }, ` · ${extra}`)));
}

function partLine(part) {
  const well = part.condition === "ok";
  return line(partWords(part.part), well ? conditionWords("ok") : faultWords(part).head, well ? "" : since(part.since));
}

/** One room with its parts. */
export function details(unit, close) {
  return h(
    "section",
    { class: "card details", "aria-label": unit.room },
    h(
      "div",
      { class: "details-head" },
      ring(unit.ring),
      h("div", {}, h("h2", {}, unit.room), h("p", { class: "quiet" }, `${siteName(unit.site)} · ${ringWords(unit)}`)),
      h("button", { type: "button", class: "plain", onclick: close }, say("fleet.close")),
    ),
    h(
      "dl",
      {},
      line(say("fleet.part.unit"), stateWords(unit.state), since(unit.since)),
      unit.sign && line(say("fleet.part.sign"), signWords(unit.sign)),
      ...unit.visits.map((visit) => line(say("fleet.visit", { time: timeOf(visit.start) }), readyWords(visit))),
      ...unit.health.filter((part) => part.part !== "sign" || part.condition !== "ok").map(partLine),
    ),
  );
}
