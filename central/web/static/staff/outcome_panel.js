// How the visit went (R05): proposed, confirmed by one press, undone for 15 min.
import { h, write } from "../look/dom.js";
import { say, timeOf } from "../words/words.js";

const OUTCOMES = ["held", "technical", "no-show", "cancelled"];

/** From the start on, where an outcome can be given at all. */
export const canHaveOutcome = (visit) => !visit.practice && Date.now() / 1000 >= visit.start;

/** Build the panel. */
export function outcomePanel(desk, visit) {
  const door = `/api/staff/visits/${encodeURIComponent(visit.id)}/outcome`;
  const said = h("p", { class: "say fault", role: "alert" });
  const body = h("div", { class: "buttons" });
  const node = h("section", { class: "card", hidden: true }, h("h2", {}, say("staff.outcome")), body, said);
  let version = null;

  const words = (outcome) => say(`staff.outcome.${outcome}`);
  const choice = (proposed) => (outcome) =>
    h("button", { type: "button", class: outcome === proposed ? "button primary" : "button", onclick: () => give(outcome) }, words(outcome));

  function show({ given, proposed, undo_until: until }) {
    node.hidden = false;
    if (given === null) {
      const order = [proposed, ...OUTCOMES.filter((outcome) => outcome !== proposed)];
      body.replaceChildren(...order.map(choice(proposed)));
      return;
    }
    const may = until * 1000 > Date.now();
    body.replaceChildren(
      h("p", { class: "todo" }, words(given)),
      may && h("p", { class: "quiet" }, say("staff.outcome.until", { time: timeOf(until) })),
      may && h("button", { type: "button", class: "button", onclick: () => give(null) }, say("staff.outcome.undo")),
    );
    for (const child of [...body.childNodes]) if (child.nodeType === Node.TEXT_NODE) child.remove();
  }

  async function give(outcome) {
    const { status, data } = await desk.ask("PUT", door, { outcome });
    write(said, status === 200 ? "" : say(status === 409 ? "staff.outcome.late" : "staff.failed"));
    if (status === 200) show(data);
  }

  async function read() {
    const { status, data } = await desk.ask("GET", door);
    if (status === 200) show(data);
  }

  return {
    node,
    update(newest) {
      if (newest.version === version) return;
      version = newest.version;
      read();
    },
  };
}
