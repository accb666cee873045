// Waiting: the lobby with the ring filling to the start, knocking, and after a call.
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { fillRing, ring } from "../../look/ring.js";
import { say, timeOf } from "../../words/words.js";
import { fillOf, minutesTo } from "../times.js";
import { button, deviceFault, heading, levelBar, ownPicture, paragraph, phoneLines, sentence, sheet } from "./parts.js";

function countdownWords(now, start) {
  if (now >= start) return say("lobby.now");
  return start - now < 60 ? say("lobby.soon") : say("lobby.in", { minutes: minutesTo(now, start) });
}

function clock(session) {
  const { visit } = session.facts;
  const drawing = ring("soon", 0);
  const left = h("span", { class: "quiet" });
  const node = h(
    "div",
    { class: "clock" },
    drawing,
    h("div", {}, h("span", { class: "time", dir: "ltr" }, timeOf(visit.start)), left),
  );
  let filled = "";
  const update = () => {
    write(left, countdownWords(session.now, visit.start));
    const fill = fillOf(session.now, visit.opens, visit.start);
    if (filled !== fill.toFixed(3)) fillRing(drawing, fill);
    filled = fill.toFixed(3);
  };
  return { node, update };
}

function tick(session, device, extra) {
  const words = h("span", {}, say(device), extra);
  const mark = h("span", { class: "mark" });
  const node = h("li", {}, mark, words);
  let was = null;
  const update = () => {
    const well = session.capture.sends(device);
    if (well === was) return;
    was = well;
    mark.replaceChildren(icon(well ? "tick" : "warning"));
    node.classList.toggle("fault", !well);
  };
  return { node, update };
}

function devices(session) {
  const picture = ownPicture(session);
  const bar = levelBar(session);
  const camera = tick(session, "camera");
  const microphone = tick(session, "microphone", bar.node);
  const frame = h("div", { class: "frame" }, picture.node, h("p", { class: "caption" }, say("camera.on")));
  const fault = h("div", { role: "status" });
  const node = h("div", { class: "screen" }, frame, h("ul", { class: "ticks" }, camera.node, microphone.node), fault);
  let said = null;
  const update = () => {
    for (const part of [picture, bar, camera, microphone]) part.update();
    frame.hidden = !session.capture.sends("camera");
    const words = deviceFault(session, "camera") ?? deviceFault(session, "microphone");
    if (words !== said) fault.replaceChildren(...(words ? [sentence("fault", "warning", words)] : []));
    said = words;
  };
  return { node, update };
}

function standing(session) {
  if (!session.seat.open) return session.seat.me ? "lobby.lost" : "lobby.joining";
  if (session.facts.returned) return "welcome.back";
  return session.now >= session.facts.visit.start ? "lobby.waiting" : null;
}

function statusLine(session) {
  const node = h("div", { role: "status" });
  let said = null;
  const update = () => {
    const key = standing(session);
    if (key !== said) node.replaceChildren(...(key ? [h("p", { class: "note" }, say(key))] : []));
    said = key;
  };
  return { node, update };
}

export function lobby(session) {
  const { visit } = session.facts;
  const parts = [clock(session), devices(session), statusLine(session)];
  const node = sheet(
    h(
      "div",
      { class: "columns" },
      h(
        "div",
        { class: "screen center" },
        parts[0].node,
        heading("lobby.heading"),
        paragraph("lobby.keep", {}, "quiet"),
        parts[2].node,
      ),
      h(
        "div",
        { class: "screen" },
        parts[1].node,
        h("p", { class: "say quiet small level-words" }, icon("person"), h("span", {}, say(`level.${session.level}`))),
        button("lobby.test", () => session.aside("testing", true)),
        h(
          "div",
          { class: "center" },
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

function resumeCard(session) {
  const words = h("p", { class: "when" });
  const update = () => write(words, say("ended.resume", { until: timeOf(session.facts.visit.closes) }));
  return { node: h("div", { class: "card center" }, words), update };
}

export function ended(session) {
  const parts = [resumeCard(session), devices(session), statusLine(session)];
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

export function left(session) {
  const card = resumeCard(session);
  const node = sheet(
    heading("left.heading"),
    card.node,
    h(
      "div",
      { class: "buttons" },
      button("left.back", () => session.comeBack(), "primary"),
      button("ended.done", () => session.finish()),
    ),
    phoneLines(session.facts.visit),
  );
  return { node, update: card.update };
}
