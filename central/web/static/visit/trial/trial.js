// The rest of the test: an own recording played back, and the way to central (R21). Nothing leaves this page.
import { h, write } from "../../look/dom.js";
import { say } from "../../words/words.js";
import { button, sentence } from "../screens/parts.js";
import { lookAtPath } from "./path.js";
import { record } from "./recording.js";

export const words = (language) => import(`./words/${language}.js`);

function recording(session) {
  const told = h("p", { class: "quiet", role: "status" });
  const video = h("video", { playsinline: true, controls: true, hidden: true, class: "played", "aria-label": say("trial.recording") });
  const start = button("trial.record", press, "", "record");
  let running = null;
  function forget() {
    if (video.src) URL.revokeObjectURL(video.src);
    video.removeAttribute("src");
    video.hidden = true;
  }
  async function press() {
    const tracks = ["camera", "microphone"].filter((device) => session.capture.sends(device)).map((device) => session.capture.track(device));
    forget();
    start.hidden = true;
    running = record(tracks, (left) => write(told, say("trial.recording.left", { left })));
    const blob = await running.done;
    running = null;
    start.hidden = false;
    if (!blob) return write(told, say("trial.recording.failed"));
    video.src = URL.createObjectURL(blob);
    video.hidden = false;
    write(told, say("trial.played"));
    video.play().catch(() => {});
    return undefined;
  }
  const update = () => {
    const any = session.capture.sends("camera") || session.capture.sends("microphone");
    if (!running) start.hidden = !any || !globalThis.MediaRecorder;
  };
  const close = () => {
    running?.stop();
    forget();
  };
  return { node: h("div", { class: "screen near" }, start, told, video), update, close };
}

const SAID = { good: ["good", "tick"], "no-server": ["fault", "warning"], "no-path": ["fault", "warning"], "no-relay": ["soon", "warning"] };

function path(session) {
  const told = h("div", { role: "status" });
  const press = async () => {
    told.replaceChildren(h("p", { class: "quiet" }, say("trial.path.looking")));
    const found = await lookAtPath(session.seat.iceServers);
    told.replaceChildren(sentence(...SAID[found], say(`trial.path.${found}`)));
  };
  return { node: h("div", { class: "screen near" }, button("trial.path", press, "", "link"), told), update() {}, close() {} };
}

/** The two further parts of the test. */
export function trial(session) {
  const parts = [recording(session), path(session)];
  return {
    node: h("div", { class: "screen" }, ...parts.map((part) => part.node)),
    update: () => parts.forEach((part) => part.update()),
    close: () => parts.forEach((part) => part.close()),
  };
}
