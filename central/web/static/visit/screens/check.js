// The device check: camera, microphone, sound. What is missing is said with what to do about it.
import { h, write } from "../../look/dom.js";
import { moreWords, say } from "../../words/words.js";
import { playTone } from "../sound.js";
import { button, deviceFault, heading, levelBar, ownPicture, paragraph, sentence, sheet } from "./parts.js";

const CLOSED = ["closed", "asking"];

function start(session) {
  const again = session.checkedBefore;
  const press = async () => {
    await session.openDevices();
    const well = ["camera", "microphone"].every((device) => session.capture.sends(device));
    if (again && well) session.enterLobby();
  };
  const asking = paragraph("check.asking", {}, "center quiet");
  const go = button(again ? "rejoin.button" : "check.start", press, "primary");
  const node = h(
    "div",
    { class: "screen" },
    heading(again ? "rejoin.heading" : "check.heading"),
    paragraph(again ? "rejoin" : "check.before"),
    go,
    asking,
  );
  const update = () => {
    const waiting = session.capture.camera === "asking" || session.capture.microphone === "asking";
    asking.hidden = !waiting;
    go.hidden = waiting;
  };
  return { node, update };
}

function goOnWords(session) {
  const [camera, microphone] = ["camera", "microphone"].map((device) => session.capture.sends(device));
  if (session.facts.early) return "check.done";
  if (!camera && !microphone) return "check.without.both";
  if (!camera) return "check.without.camera";
  if (!microphone) return "check.without.microphone";
  return session.facts.testing ? "check.return" : "check.button";
}

function faultLine(session, device, well) {
  const node = h("div", { class: "device", role: "status" });
  let said = null;
  const update = () => {
    const fault = deviceFault(session, device);
    const words = fault ?? (session.capture[device] === "on" ? well() : say(`call.no.${device}`));
    if (words === said) return;
    said = words;
    node.replaceChildren(sentence(fault ? "fault" : "good", fault ? "warning" : "tick", words));
  };
  return { node, update };
}

/** In a test that somebody asked for: what else can be tried, loaded then. */
function further(session) {
  const node = h("div", {});
  let part = null;
  const show = async ({ words, trial }) => {
    await moreWords(words);
    part = trial(session);
    node.replaceChildren(part.node);
    part.update();
  };
  if (session.facts.testing) import("../trial/trial.js").then(show).catch(() => {});
  return { node, update: () => part?.update(), close: () => part?.close() };
}

function results(session) {
  const picture = ownPicture(session);
  const bar = levelBar(session);
  const camera = faultLine(session, "camera", () => say("camera.ok"));
  const microphone = faultLine(session, "microphone", () => say(bar.heard ? "microphone.ok" : "microphone.quiet"));
  const frame = h("div", { class: "frame" }, picture.node, h("p", { class: "caption" }, say("check.picture")));
  const speak = h("div", { class: "speak" }, bar.node, h("span", { class: "quiet small" }, say("check.speak")));
  const help = h("p", { class: "quiet small", role: "status" });
  const tone = () => {
    playTone();
    write(help, say("check.tone.help"));
  };
  const more = further(session);
  const again = button("again", () => session.openDevices());
  const go = h("button", { type: "button", class: "button", onclick: () => (session.facts.early ? session.closeTest() : session.enterLobby()) });
  const node = h(
    "div",
    { class: "screen results" },
    heading("check.heading"),
    frame,
    h(
      "div",
      { class: "screen" },
      camera.node,
      microphone.node,
      speak,
      button("check.tone", tone, "", "sound"),
      help,
      more.node,
      h("div", { class: "buttons" }, again, go),
    ),
  );
  const update = () => {
    const well = ["camera", "microphone"].map((device) => session.capture.sends(device));
    for (const part of [picture, bar, camera, microphone, more]) part.update();
    frame.classList.toggle("without", !well[0]);
    speak.hidden = !well[1];
    again.hidden = well.every(Boolean);
    again.classList.toggle("primary", !well.every(Boolean));
    go.classList.toggle("primary", well.every(Boolean));
    write(go, say(goOnWords(session)));
  };
  return { node, update, close: more.close };
}

export function check(session) {
  const node = sheet();
  let stage = null;
  let part = null;
  const update = () => {
    const now = CLOSED.includes(session.capture.camera) || CLOSED.includes(session.capture.microphone) ? start : results;
    if (now !== stage) {
      stage = now;
      part?.close?.();
      part = now(session);
      const had = node.childElementCount > 0;
      node.replaceChildren(part.node);
      if (had) node.querySelector("h1").focus();
    }
    part.update();
  };
  return { node, update, close: () => part?.close?.() };
}
