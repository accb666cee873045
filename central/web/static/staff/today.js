// The clinic's day: the visits at the left, the chosen one at the right; on a phone one after the other.
import { h, write } from "../look/dom.js";
import { dayOf, say } from "../words/words.js";
import { roomLine } from "./check_in.js";
import { dayList } from "./day_list.js";
import { oneVisit } from "./one_visit.js";

const LOOK_MS = 2000;
const DAY_S = 86400;
/** The newest answer, kept while views come and go, so that choosing a visit does not blink. */
const kept = { clinic: null, asked: null, told: null };

const isoDay = (told, days) => new Date(Date.parse(`${told.day}T12:00:00Z`) + days * DAY_S * 1000).toISOString().slice(0, 10);
const noonOf = (day) => Date.parse(`${day}T12:00:00Z`) / 1000;

/** Build the view for `chosen`, a visit's id or undefined. */
export function today(desk, chosen) {
  if (kept.clinic !== desk.me.clinic) Object.assign(kept, { clinic: desk.me.clinic, asked: null, told: null });
  const heading = h(chosen ? "h2" : "h1", { tabindex: "-1", class: "day" }, say("staff.today"));
  const list = dayList(chosen);
  const room = roomLine(desk);
  const detail = chosen ? oneVisit(desk, chosen) : null;
  const step = (days) => () => {
    kept.asked = isoDay(kept.told, days);
    look();
  };
  const back = h("button", { type: "button", class: "plain", onclick: step(-1) }, say("staff.day.before"));
  const ahead = h("button", { type: "button", class: "plain", onclick: step(1) }, say("staff.day.after"));
  const now = h("button", { type: "button", class: "plain", hidden: true, onclick: () => home() }, say("staff.day.now"));
  const home = () => {
    kept.asked = null;
    look();
  };
  const node = h(
    "div",
    { class: chosen ? "today chosen" : "today" },
    h("section", { class: "day-side" }, room.node, h("div", { class: "day-head" }, heading, h("div", { class: "day-steps" }, back, now, ahead)), list.node),
    detail?.node ?? h("section", { class: "visit-side nothing" }, h("p", { class: "quiet" }, say("staff.day.choose"))),
  );

  function show() {
    if (!kept.told) return;
    write(heading, dayOf(noonOf(kept.told.day)));
    now.hidden = kept.asked === null;
    list.update(kept.told);
    detail?.update(kept.told);
  }

  async function look() {
    const asked = kept.asked;
    const { status, data } = await desk.ask("GET", `/api/staff/visits${asked ? `?day=${asked}` : ""}`);
    if (status !== 200 || asked !== kept.asked) return;
    kept.told = data;
    show();
  }

  const timer = setInterval(look, LOOK_MS);
  show();
  look();
  return {
    node,
    update() {},
    close() {
      clearInterval(timer);
      room.close();
      detail?.close();
    },
  };
}
