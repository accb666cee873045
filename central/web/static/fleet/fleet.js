// The fleet page: central's levels over server-sent events; silence is shown as silence.
import { h } from "../look/dom.js";
import { addWords, dayOf, openCatalogue, say, timeOf } from "../words/words.js";
import en from "./words/en.js";
import sv from "./words/sv.js";
import { drawHead } from "../visit/frame.js";
import { linkTo, place } from "./address.js";
import { enrolment, readWaiting, takeCode } from "./enrolment.js";
import { enterByAddress, entryForm, me, readMe, readWayIn } from "./entry.js";
import { filterBar, filtered, isFiltered } from "./filters.js";
import { begin, known, live, silent, unknown } from "./live.js";
import { readInstead, troubles } from "./risks.js";
import { readStory, roomView } from "./room.js";
import { allRooms, legend } from "./rooms.js";
import { drawSources, pointer, readSources, section } from "./sources.js";
import { countWords, sentence } from "./summary.js";

const SPACING_MS = 250;
const main = h("div", { class: "rooms" });
document.querySelector("main").replaceChildren(main, section);

function status(units) {
  const [now, heard] = [Date.now() / 1000, live.heardAt / 1000];
  const told = silent() ? say("fleet.silent", { time: timeOf(heard) }) : `${dayOf(now)} ${timeOf(now)} · ${say("fleet.live")}`;
  return h("p", { class: "quiet" }, [countWords(units.length), told, me.name].filter(Boolean).join(" · "));
}

function shownRooms(all) {
  const units = filtered(all);
  if (all.length === 0) return [];
  return [
    h("h2", { class: "rooms-head" }, isFiltered() ? say("fleet.rooms.shown", { count: units.length, all: all.length }) : say("fleet.rooms")),
    filterBar(all),
    units.length > 0 ? allRooms(units) : h("p", {}, say("fleet.rooms.none"), " ", h("a", linkTo({ site: "", show: "", text: "" }), say("fleet.rooms.all"))),
    units.length > 0 && legend(),
  ];
}

function overview(units) {
  const parts = unknown() && units.length ? [say("fleet.unknown")] : sentence(units);
  if (!unknown()) readInstead(units, draw);
  return [
    h("div", { class: "fleet-status" }, status(units), pointer()),
    h("h1", { tabindex: "-1" }, ...parts.flatMap((part, at) => [at > 0 && " · ", h("span", {}, part)])),
    unknown() && units.length > 0 && h("p", {}, say(silent() ? "fleet.unknown.why" : "fleet.unknown.broker")),
    enrolment(draw),
    unknown() ? null : troubles(units, draw),
    ...shownRooms(units),
  ];
}

function oneRoom(unit) {
  readStory(unit, draw);
  return roomView(unit, draw);
}

/** Put `parts` on the sheet; a node that stands there and says the same is left alone, what was opened stays open. */
function lay(parts) {
  const next = parts.filter(Boolean);
  const old = [...main.children];
  for (const { id } of main.querySelectorAll("details[id][open]")) for (const node of next) node.querySelector(`#${id}`)?.setAttribute("open", "");
  if (next.length === old.length && next.every((node, at) => node === old[at] || (!node.contains(old[at]) && node.isEqualNode(old[at])))) return;
  const active = document.activeElement;
  const { id, dataset } = active;
  const caret = active.matches("input") && main.contains(active) ? active.selectionStart : null;
  const kept = next.map((node, at) => (old[at] && node !== old[at] && node.isEqualNode(old[at]) ? old[at] : node));
  main.replaceChildren(...kept);
  if (document.activeElement === active) return;
  const again = dataset.unit ? `.room[data-unit="${CSS.escape(dataset.unit)}"]` : id && `#${CSS.escape(id)}`;
  const found = again ? main.querySelector(again) : null;
  found?.focus({ preventScroll: true });
  if (found && caret !== null) found.setSelectionRange(caret, caret);
}

let where = null;

let due = 0;
let drawnAt = 0;

/** Many rooms that change together are drawn together, four times a second at most. */
function soon() {
  if (due) return;
  due = setTimeout(draw, Math.max(0, drawnAt + SPACING_MS - performance.now()));
}

function draw() {
  clearTimeout(due);
  [due, drawnAt] = [0, performance.now()];
  const { room } = place();
  const language = document.documentElement.lang;
  drawSources(silent(), live.locked || !live.units || Boolean(room));
  const units = live.units ? known() : [];
  const chosen = units.find(({ unit }) => unit === room);
  if (where?.language !== language) drawHead(document.querySelector("header"), "Ostörd", draw);
  document.title = chosen ? `${chosen.room} · ${say("fleet.title")}` : say("fleet.title");
  if (live.locked) readWayIn(draw);
  const is = live.locked ? "locked" : chosen ? room : "all";
  lay(live.locked ? entryForm(start) : !live.units ? [] : chosen ? oneRoom(chosen) : overview(units));
  if (where && where.is !== is) arrive(where.is, is);
  where = { is, language };
}

/** Another view: begin at its top; back among the rooms, at the room that one came from. */
function arrive(from, to) {
  const ring = to === "all" && main.querySelector(`.room[data-unit="${CSS.escape(from)}"]`);
  if (ring) return ring.focus();
  scrollTo(0, 0);
  main.querySelector("h1")?.focus({ preventScroll: true });
}

async function start() {
  if (await begin(soon)) {
    readMe(draw);
    readSources(draw);
    readWaiting(draw);
  }
}

addEventListener("popstate", () => draw());
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && place().room && !event.defaultPrevented) document.getElementById("back")?.click();
  if (event.key === "/" && !event.target.matches?.("input, select, textarea")) {
    const search = document.getElementById("search");
    if (search) event.preventDefault();
    search?.focus();
  }
});

addWords({ sv, en });
await openCatalogue();
takeCode();
await enterByAddress();
await start();
