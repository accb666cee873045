// A still that the clinician asked for (R33): taken of the own, open camera, seen first, sent on *Ja*.
import { h, write } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { say } from "../words/words.js";
import { sendFile } from "./files.js";

const QUALITY = 0.92;

/** A picture of the track as it is now, at its full resolution. */
async function still(track) {
  const video = h("video", { muted: true, playsinline: true });
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  if (video.requestVideoFrameCallback) await new Promise((seen) => video.requestVideoFrameCallback(seen));
  const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  video.srcObject = null;
  return canvas;
}

/**
 * The question over the call. `camera()` is the open track or null; it is never opened from here.
 * `update()` follows the level: asked, answered, taken back.
 */
export function stillQuestion(talk, { door, camera }) {
  const frame = h("div", { class: "still-frame" });
  const problem = h("p", { class: "say fault", role: "alert" });
  const yes = h("button", { type: "button", class: "button primary", onclick: send }, icon("tick"), say("still.yes"));
  const no = h("button", { type: "button", class: "button", onclick: () => talk.tell("answer-snapshot", { answer: "no" }) }, say("still.no"));
  const again = h("button", { type: "button", class: "plain", onclick: take }, say("still.again"));
  const heading = h("h2", { id: "still-heading", tabindex: "-1" }, say("still.heading"));
  const node = h(
    "div",
    { class: "still", role: "alertdialog", "aria-labelledby": "still-heading", "aria-describedby": "still-why", hidden: true },
    h("div", { class: "still-card" }, heading, frame, h("p", { id: "still-why" }, say("still.why")), problem, h("div", { class: "still-buttons" }, no, yes), again),
  );
  let [open, canvas, before] = [false, null, null];
  async function take() {
    const track = camera();
    if (!track) return talk.tell("answer-snapshot", { answer: "no-camera" });
    write(problem, "");
    canvas = await still(track).catch(() => null);
    if (!canvas) return talk.tell("answer-snapshot", { answer: "no-camera" });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", say("still.alt"));
    frame.replaceChildren(canvas);
    if (!open || !node.hidden) return;
    node.hidden = false;
    before = document.activeElement;
    heading.focus({ preventScroll: true });
  }
  async function send() {
    if (!canvas || yes.hasAttribute("aria-disabled")) return;
    yes.setAttribute("aria-disabled", "true");
    const blob = await new Promise((made) => canvas.toBlob(made, "image/jpeg", QUALITY));
    write(problem, (await sendFile(door, blob, "stillbild.jpg", "snapshot")) ?? "");
    yes.removeAttribute("aria-disabled");
  }
  function update() {
    const asked = talk.levels.snapshot === "asked";
    if (asked === open) return;
    open = asked;
    if (asked) return take();
    const held = node.contains(document.activeElement);
    node.hidden = true;
    canvas = null;
    frame.replaceChildren();
    if (held) before?.focus?.();
  }
  return { node, update };
}
