// Every room as a ring, grouped by site; arrow keys walk among them, a press opens one.
import { h } from "../look/dom.js";
import { ring } from "../look/ring.js";
import { say } from "../words/words.js";
import { goTo } from "./address.js";
import { bySite, ringWords, siteName } from "./summary.js";

const NAMED_LIMIT = 60;
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

const looks = (unit, named) => `${named} ${unit.ring} ${unit.room} ${document.documentElement.lang}`;

function room(unit, named) {
  const words = `${unit.room}: ${ringWords(unit)}`;
  return h(
    "button",
    {
      type: "button",
      class: `room ${named ? "named" : ""}`,
      title: !named && words,
      "aria-label": !named && words,
      "data-unit": unit.unit,
      "data-ring": unit.ring,
      "data-looks": looks(unit, named),
      onclick: () => goTo({ room: unit.unit }),
    },
    ring(unit.ring),
    named && h("span", {}, h("b", {}, unit.room), " ", h("span", { class: "quiet" }, ringWords(unit))),
  );
}

/** How many rings stand in one line, where they do. */
function across(all) {
  const top = all[0]?.offsetTop;
  const next = all.findIndex((one) => one.offsetTop !== top);
  return next > 0 ? next : all.length;
}

function walk(event) {
  const here = document.activeElement;
  const mine = [...(here?.closest(".rings")?.querySelectorAll(".room") ?? [])];
  const way = document.documentElement.dir === "rtl" ? -1 : 1;
  const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const step = down ? down * across(mine) : way * (STEPS[event.key] ?? 0);
  if (!step || !mine.length) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll(".room")];
  const [from, within] = [all.indexOf(here), mine.indexOf(here) + step];
  (mine[within] ?? all[down ? from + down * (down > 0 ? mine.length - mine.indexOf(here) : mine.indexOf(here) + 1) : from + step])?.focus();
}

let shape = "";
let node = null;

/** The rings; with many rooms the names stay in their titles. Rooms that look as before are not touched. */
export function allRooms(units) {
  const named = units.length <= NAMED_LIMIT;
  const wanted = JSON.stringify([named, ...units.map(({ unit, room }) => [unit, room])]);
  if (node && wanted === shape) {
    const byUnit = new Map(units.map((unit) => [unit.unit, unit]));
    for (const old of node.querySelectorAll(".room")) {
      const unit = byUnit.get(old.dataset.unit);
      if (old.dataset.looks === looks(unit, named)) continue;
      const focused = old === document.activeElement;
      const next = room(unit, named);
      old.replaceWith(next);
      if (focused) next.focus({ preventScroll: true });
    }
    return node;
  }
  shape = wanted;
  const group = ([site, rooms]) =>
    h("section", { class: "site" }, h("h3", {}, siteName(site)), h("div", { class: named ? "rings named" : "rings" }, ...rooms.map((unit) => room(unit, named))));
  node = h("div", { class: "sites", onkeydown: walk }, ...bySite(units).map(group));
  return node;
}

const LEGEND = ["clear", "soon", "occupied", "paused", "fault", "none"];

/** The six shapes with their words. */
export function legend() {
  return h("ul", { class: "legend" }, ...LEGEND.map((state) => h("li", {}, ring(state), say(`fleet.ring.${state}`))));
}
