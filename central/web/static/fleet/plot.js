// A small plot of a room's calls: one stem a call, as high as what was lost; drawn here, nothing from elsewhere.
import { h, svg } from "../look/dom.js";
import { dayOf, say, timeOf } from "../words/words.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [720, 190, 84, 34];
const DAY_S = 86400;
const WEAK = 0.05;

const share = (value) => (value === null ? say("fleet.call.unmeasured") : `${(value * 100).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} %`);

/** "tisdag 24 november 10:30–10:55" */
export const spanWords = ({ start, end }) => `${dayOf(start)} ${timeOf(start)}–${timeOf(end)}`;

function stem(call, x, y) {
  const grade = call.lost === null ? "none" : call.lost >= WEAK ? "weak" : "good";
  const [at, top, foot] = [x(call.start), y(call.lost ?? 0), y(0)];
  const shape = grade === "weak" ? svg("path", { d: `M${at} ${top - 7}l6 11h-12z` }) : svg("circle", { cx: at, cy: top, r: 5 });
  return svg("g", { class: `stem ${grade}` }, svg("path", { d: `M${at} ${foot}V${top}`, class: "line" }), shape);
}

/** The plot of the week before `now`, and the same as a table to open. */
export function plot(calls, now) {
  const highest = Math.max(0.1, ...calls.map(({ lost }) => lost ?? 0));
  const since = now - 7 * DAY_S;
  const x = (at) => LEFT + ((WIDTH - LEFT - 8) * (at - since)) / (now - since);
  const y = (lost) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - 16) * lost) / highest;
  const lines = [0, highest / 2, highest].map((at) => [svg("path", { d: `M${LEFT} ${y(at)}H${WIDTH}`, class: "grid" }), svg("text", { x: LEFT - 8, y: y(at) + 5, "text-anchor": "end" }, `${Math.round(at * 100)} %`)]);
  const days = Array.from({ length: 7 }, (_, at) => since + (at + 0.5) * DAY_S).map((at) =>
    svg("text", { x: x(at), y: HEIGHT - 6, "text-anchor": "middle" }, dayOf(at).split(" ")[0].slice(0, 3)),
  );
  const label = say(calls.length === 1 ? "fleet.calls.label.one" : "fleet.calls.label", { count: calls.length });
  const head = ["when", "lost", "frozen", "trip"].map((name) => h("th", { scope: "col" }, say(`fleet.call.${name}`)));
  const trip = (ms) => (ms === null ? say("fleet.call.unmeasured") : `${Math.round(ms)} ms`);
  const row = (call) => h("tr", {}, h("td", {}, spanWords(call)), h("td", {}, share(call.lost)), h("td", {}, share(call.frozen)), h("td", {}, trip(call.round_trip_ms)));
  return h(
    "div",
    { class: "plot" },
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, ...lines.flat(), ...days, ...calls.map((call) => stem(call, x, y))),
    h("p", { class: "quiet small" }, say("fleet.calls.legend")),
    h(
      "details",
      { id: "calls-table" },
      h("summary", { id: "calls-table-open" }, say("fleet.calls.table")),
      h("div", { class: "wide", tabindex: "0", role: "group", "aria-label": say("fleet.calls.table") }, h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...[...calls].reverse().map(row)))),
    ),
  );
}
