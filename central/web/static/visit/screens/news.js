// What the person who waits is told: the first row that holds, from the levels alone (R09).
import { h } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { say, timeOf } from "../../words/words.js";
import { keyFor } from "../guests/own.js";
import { clinicLink } from "./parts.js";

const empty = (s) => s.seat.clinicTold && !s.unit?.joined && !s.facts.ended;

const NEWS = [
  ["help.move", (s) => s.help.step === "move"],
  ["help.network", (s) => s.help.step === "network"],
  ["help.premises", (s) => s.help.step === "premises"],
  ["lobby.lost", (s) => !s.seat.open && s.seat.me],
  ["lobby.joining", (s) => !s.seat.open],
  ["lobby.answered", (s) => s.facts.answered],
  ["welcome.back", (s) => s.facts.returned],
  ["lobby.clinic-told", empty],
  ["lobby.busy", (s) => s.seat.news?.busy],
  ["lobby.late", (s) => lateUntil(s) !== null],
  ["lobby.soon-ready", (s) => s.seat.news?.waiting],
  ["lobby.waiting", (s) => !s.facts.ended && s.now >= s.facts.visit.start],
];
const MARKS = { "lobby.clinic-told": "tick", "lobby.busy": "person", "lobby.late": "clock", "lobby.soon-ready": "person" };

/** Until when the clinician is late, Unix seconds; null when they are not, or that time has come. */
export function lateUntil(session) {
  const until = session.seat.news?.late_until ?? null;
  return until !== null && until > session.now ? until : null;
}

/** The one sentence about the waiting, told to a reader when it changes. */
export function newsLine(session) {
  const node = h("div", { role: "status" });
  let said = null;
  const update = () => {
    const key = NEWS.find(([, holds]) => holds(session))?.[0] ?? null;
    const text = key && say(keyFor(session, key), { time: timeOf(lateUntil(session) ?? 0) });
    if (text === said) return;
    said = text;
    const mark = MARKS[key];
    const phone = key === "lobby.clinic-told" && clinicLink(session.facts.visit.clinic_phone);
    const words = text && h("span", {}, text, phone);
    node.replaceChildren(...(text ? [h("p", { class: mark ? "note news" : "note" }, mark && icon(mark), words)] : []));
  };
  return { node, update };
}
