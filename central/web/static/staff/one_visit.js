// One visit: who it is, what to do now, the number large, then its panels.
import { h, write } from "../look/dom.js";
import { say, timeOf } from "../words/words.js";
import { markOf } from "./day_list.js";
import { panelsFor } from "./panels.js";
import { guests, nameOf, partyLines, patientOf, runs } from "./people.js";
import { phoneLink } from "./phone.js";

const OPENS_S = 900;
const NO_SHOW_S = 300;

/** R40: one is required and none is there; by telephone the room knows, not this page. */
const lacksInterpreter = (visit) => visit.interpreter && !guests(visit).some(({ role }) => role === "interpreter");

/** What to do now, the first that fits; in the order of urgency. */
const TODO = [
  [(v) => v.confirmation === "no", "declined"],
  [(v) => ["cancelled", "entered-in-error"].includes(v.status), "cancelled"],
  [(v) => ["fulfilled", "noshow"].includes(v.status), "over"],
  [(v) => runs(v) && patientOf(v), "runs"],
  [(v, now) => patientOf(v) && lacksInterpreter(v) && now >= v.start, "interpreter"],
  [(v) => patientOf(v), "start"],
  [(v, now) => now >= Math.max(v.start, v.late_until ?? 0) + NO_SHOW_S && now < v.end, "ring"],
  [(v, now) => now >= v.end, "ended"],
  [(v) => v.confirmation === "awaited", "unconfirmed"],
  [(v, now) => now >= v.start - OPENS_S, "soon"],
  [() => true, "later"],
];

function facts(visit) {
  const when = `${timeOf(visit.start)}–${timeOf(visit.end)}`;
  return [when, visit.kind, visit.room, visit.practitioner, visit.interpreter && say("staff.interpreter"), visit.practice && say("staff.practice")]
    .filter(Boolean)
    .join(" · ");
}

/** Build the place of the visit `id`; `update(told)` takes the newest day. */
export function oneVisit(desk, id) {
  const name = h("h1", { tabindex: "-1" }, "…");
  const about = h("p", { class: "facts" });
  const mark = h("p", {});
  const todo = h("p", { class: "todo" });
  const parties = h("ul", { class: "parties" });
  const number = h("div", { class: "number-card card" });
  const panels = h("div", { class: "panels" });
  const open = new Map();
  let [detail, version, asking, closed] = [null, null, false, false];

  const node = h(
    "section",
    { class: "visit-side" },
    h("a", { href: "#today", class: "back" }, say("staff.day.all")),
    h("header", {}, name, about, mark),
    h("div", { class: "card now-card" }, todo, parties),
    number,
    panels,
  );

  function showNumber() {
    const rows = detail.phone
      ? [h("h2", {}, say("staff.number")), phoneLink(detail.phone, { class: "big-number number" }), h("p", { class: "quiet" }, say("staff.number.when"))]
      : [h("h2", {}, say("staff.number")), h("p", {}, say("staff.number.none"))];
    number.replaceChildren(...rows);
  }

  function showPanels(visit) {
    const wanted = panelsFor(desk, visit);
    for (const [panel, built] of open) {
      if (wanted.includes(panel)) continue;
      built.close?.();
      built.node.remove();
      open.delete(panel);
    }
    for (const panel of wanted) {
      if (!open.has(panel)) open.set(panel, panel.build(desk, visit));
      open.get(panel).node.dataset.panel = panel.name;
      open.get(panel).update(visit);
    }
    const nodes = wanted.map((panel) => open.get(panel).node);
    if (nodes.some((one, at) => panels.children[at] !== one)) panels.replaceChildren(...nodes);
  }

  function show(visit, now) {
    write(name, nameOf(visit));
    write(about, facts(visit));
    mark.replaceChildren(markOf(visit, now) ?? "");
    const [, words] = TODO.find(([fits]) => fits(visit, now));
    write(todo, say(`staff.todo.${words}`, { room: visit.room, time: timeOf(visit.start - OPENS_S) }));
    const told = JSON.stringify([visit.parties, document.documentElement.lang]);
    if (parties.dataset.told !== told) parties.replaceChildren(...partyLines(visit));
    parties.dataset.told = told;
    showPanels(visit);
  }

  /** The number is asked for once, and again when the booking changed: each reading is logged. */
  async function read(wanted) {
    asking = true;
    const { status, data } = await desk.ask("GET", `/api/staff/visits/${encodeURIComponent(id)}`);
    asking = false;
    if (closed) return;
    if (status === 404) {
      write(name, say("staff.day.gone"));
      return;
    }
    if (status !== 200) return;
    [detail, version] = [data, wanted ?? data.version];
    showNumber();
  }

  read(null);
  return {
    node,
    update({ visits, now }) {
      const visit = visits.find((one) => one.id === id) ?? detail;
      if (!visit) return;
      if (detail && visit.version !== version && !asking) read(visit.version);
      show(visit, now);
    },
    close() {
      closed = true;
      for (const built of open.values()) built.close?.();
    },
  };
}
