// After a call: back in the lobby, the end cards, and the ring that calls the person back (R06, R38).
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { say, timeOf } from "../../words/words.js";
import { devices } from "./devices.js";
import { newsLine } from "./news.js";
import { button, heading, paragraph, phoneLines, sentence, sheet } from "./parts.js";

function resumeCard(session) {
  const until = h("p", { class: "when" });
  const rang = h("p", { class: "quiet" });
  const update = () => {
    const { visit, missed } = session.facts;
    write(until, say("ended.resume", { until: timeOf(visit.closes) }));
    rang.hidden = missed === null;
    if (missed !== null) write(rang, say("ring.missed", { time: timeOf(missed) }));
  };
  return { node: h("div", { class: "card center" }, until, rang), update };
}

/** Before the planned end: in the lobby again, the camera on, as before the call. */
export function back(session) {
  const parts = [resumeCard(session), devices(session), newsLine(session)];
  parts[1].node.classList.add("ended");
  const node = sheet(
    heading("ended.heading"),
    parts[0].node,
    paragraph("ended.keep"),
    parts[2].node,
    button("ended.done", () => session.finish(), "primary"),
    parts[1].node,
    phoneLines(session.facts.visit),
  );
  return { node, update: () => parts.forEach((part) => part.update()) };
}

function endCard(session, head, first, second) {
  const card = resumeCard(session);
  const node = sheet(
    heading(head),
    card.node,
    sentence("good", "camera-off", say("ended.off")),
    paragraph("ended.rings"),
    h("div", { class: "buttons" }, first("primary"), second("")),
    phoneLines(session.facts.visit),
  );
  return { node, update: card.update };
}

const done = (session) => (kind) => button("ended.done", () => session.finish(), kind);
const again = (session) => (kind) => button("left.back", () => session.comeBack(), kind);

/** After the planned end: nothing is on; the clinician can still ring. */
export const ended = (session) => endCard(session, "ended.heading", done(session), again(session));

/** The person left by a press. */
export const left = (session) => endCard(session, "left.heading", again(session), done(session));

/** The clinician rings: one thing to press. */
export function ring(session) {
  const closed = session.capture.camera === "closed";
  const head = session.facts.ended || session.facts.left ? "ring.heading.again" : "ring.heading.start";
  const node = h(
    "section",
    { class: "screen center ringing" },
    h("div", { class: "emblem" }, icon("phone")),
    heading(head),
    button("ring.answer", () => session.answer(), "primary", "phone"),
    closed && paragraph("ring.devices", {}, "quiet"),
    phoneLines(session.facts.visit),
  );
  return { node, update() {} };
}
