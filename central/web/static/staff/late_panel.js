// *Jag är sen* (R09): one touch, the waiting patient reads it, the room hears of it.
import { h, write } from "../look/dom.js";
import { say, timeOf } from "../words/words.js";
import { runs } from "./people.js";

const EARLIEST_S = 3600;
const MINUTES = [5, 10, 20];
const AWAITED = ["pending", "booked", "arrived", "checked-in"];

/** While the visit can be late: from an hour before it until it runs or is over. */
export function canBeLate(visit) {
  const now = Date.now() / 1000;
  return AWAITED.includes(visit.status) && !runs(visit) && now > visit.start - EARLIEST_S && now < visit.end;
}

/** Build the panel. */
export function latePanel(desk, visit) {
  const told = h("p", { class: "quiet", role: "status" });
  const one = (minutes) => h("button", { type: "button", class: "button", onclick: () => tell(minutes) }, say("staff.late.minutes", { minutes }));
  const node = h("section", { class: "card" }, h("h2", {}, say("staff.late")), told, h("div", { class: "row" }, ...MINUTES.map(one)));
  let until = visit.late_until;

  async function tell(minutes) {
    const { status, data } = await desk.ask("POST", `/api/staff/visits/${encodeURIComponent(visit.id)}/late`, { minutes });
    if (status === 200) until = data.late_until;
    if (status === 200) show();
    else write(told, say(status === 409 ? "staff.late.begun" : "staff.failed"));
  }

  const show = () => write(told, until ? say("staff.late.told", { time: timeOf(until) }) : say("staff.late.why"));
  show();
  return {
    node,
    update(newest) {
      if (newest.late_until === until || newest.late_until === null) return;
      until = newest.late_until;
      show();
    },
  };
}
