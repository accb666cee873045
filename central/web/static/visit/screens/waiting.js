// Waiting: the lobby with the ring filling to the start, and knocking.
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { fillRing, ring } from "../../look/ring.js";
import { say, timeOf } from "../../words/words.js";
import { fillOf, minutesTo } from "../times.js";
import { keyFor, ownLines } from "../guests/own.js";
import { clinicSays } from "./clinic_says.js";
import { devices } from "./devices.js";
import { lateUntil, newsLine } from "./news.js";
import { button, heading, paragraph, phoneLines, sheet } from "./parts.js";
import { place } from "./place.js";

/** Who is asked where they are (R08): the patient, and who takes part for them. */
const OF_THE_PATIENT = [null, "guardian", "proxy"];

function countdownWords(now, start) {
  if (now >= start) return say("lobby.now");
  return start - now < 60 ? say("lobby.soon") : say("lobby.in", { minutes: minutesTo(now, start) });
}

function clock(session) {
  const { visit } = session.facts;
  const drawing = ring("soon", 0);
  const about = h("span", { class: "quiet" }, say("lobby.about"));
  const time = h("span", { class: "time", dir: "ltr" });
  const left = h("span", { class: "quiet" });
  const node = h(
    "div",
    { class: "clock" },
    drawing,
    h("div", {}, about, time, left),
  );
  let filled = "";
  const update = () => {
    const late = lateUntil(session);
    const start = late ?? visit.start;
    about.hidden = late === null;
    write(time, timeOf(start));
    write(left, countdownWords(session.now, start));
    const fill = fillOf(session.now, visit.opens, start);
    if (filled !== fill.toFixed(3)) fillRing(drawing, fill);
    filled = fill.toFixed(3);
  };
  return { node, update };
}

export function lobby(session) {
  const { visit } = session.facts;
  const asked = OF_THE_PATIENT.includes(session.guest) ? place(session) : { node: null, update() {} };
  const parts = [clock(session), devices(session), newsLine(session), asked];
  const node = sheet(
    h(
      "div",
      { class: "columns" },
      h(
        "div",
        { class: "screen center" },
        parts[0].node,
        heading("lobby.heading"),
        ownLines(session),
        paragraph("lobby.keep", {}, "quiet"),
        parts[2].node,
        parts[3].node,
      ),
      h(
        "div",
        { class: "screen" },
        parts[1].node,
        h("p", { class: "after say quiet small level-words" }, icon("person"), h("span", {}, say(keyFor(session, `level.${session.level}`)))),
        ...visit.can_prove.map((way) => button(`lobby.prove.${way}`, () => session.identify(way), "after")),
        !session.guest && button("lobby.sent", () => session.stepAside("photos"), "after"),
        button("lobby.test", () => session.aside("testing", true), "after"),
        clinicSays(visit, "after"),
        h(
          "div",
          { class: "after center" },
          phoneLines(visit),
          h("button", { type: "button", class: "plain", onclick: () => session.aside("terms", true) }, say("consent.show")),
        ),
      ),
    ),
  );
  return { node, update: () => parts.forEach((part) => part.update()) };
}

export function knocking(session) {
  const node = sheet(
    h("div", { class: "emblem" }, icon("lock")),
    heading("knocking.heading"),
    paragraph("knocking"),
    phoneLines(session.facts.visit),
  );
  return { node, update() {} };
}
