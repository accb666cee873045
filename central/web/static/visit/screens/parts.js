// What several screens are built of: headings, buttons, sentences, the own picture, the level bar.
import { h } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { say } from "../../words/words.js";
import { meter } from "../sound.js";

/** The one heading of a screen; it takes the focus when the screen comes. */
export const heading = (key, values) => h("h1", { tabindex: "-1" }, say(key, values));

export const paragraph = (key, values, kind = "") => h("p", { class: kind }, say(key, values));

/** A button with words; `kind` is "primary", "leave" or nothing (outlined). */
export function button(key, press, kind = "", mark = null) {
  return h("button", { type: "button", class: `button ${kind}`, onclick: press }, mark && icon(mark), say(key));
}

/** A sentence with a mark before it; `kind` is "fault", "good" or "soon". */
export const sentence = (kind, mark, text) => h("p", { class: `say ${kind}` }, icon(mark), h("span", {}, text));

/** A heading, its words, and what to press. */
export function sheet(...children) {
  return h("section", { class: "screen" }, ...children);
}

/** The clinic's number to press, where there is one. */
export const clinicLink = (number) =>
  number && h("a", { href: `tel:${number.replace(/[^\d+]/g, "")}` }, say("phone.clinic", { number }));

/** The way out that needs no technology: the clinic's number, or that they ring this person. */
export function phoneLines(visit) {
  const number = visit?.clinic_phone;
  return h(
    "div",
    { class: "phone-lines quiet small" },
    visit?.phone_tail && paragraph("phone.us", { tail: visit.phone_tail }),
    number && h("p", {}, clinicLink(number)),
  );
}

/** The person's own picture, mirrored as in a mirror; follows the camera's track. */
export function ownPicture(session) {
  const video = h("video", { autoplay: true, playsinline: true, muted: true, class: "mirror", "aria-hidden": "true", tabindex: "-1" });
  video.muted = true;
  let shown = null;
  const update = () => {
    const track = session.capture.camera === "on" ? session.capture.track("camera") : null;
    if (track === shown) return;
    shown = track;
    video.srcObject = track ? new MediaStream([track]) : null;
    if (track) video.play().catch(() => {});
  };
  return { node: video, update };
}

/** A bar that moves with the microphone; `heard` becomes true once somebody spoke. */
export function levelBar(session) {
  const fill = h("span", {});
  const node = h("span", { class: "level", "aria-hidden": "true" }, fill);
  let of = null;
  let reader = null;
  const bar = { node, heard: false, update, close };
  function close() {
    reader?.close();
    reader = of = null;
  }
  function follow() {
    const track = session.capture.microphone === "on" ? session.capture.track("microphone") : null;
    if (track === of) return;
    close();
    of = track;
    reader = track && meter(track);
  }
  function draw() {
    if (!node.isConnected) return close();
    const level = reader?.read() ?? 0;
    if (level > 0.35) bar.heard = true;
    fill.style.transform = `scaleX(${level.toFixed(2)})`;
    if (reader) setTimeout(draw, 80);
  }
  function update() {
    const had = reader;
    follow();
    if (reader && reader !== had) setTimeout(draw, 80);
    else if (!reader) fill.style.transform = "scaleX(0)";
  }
  return bar;
}

/** Where the browser has its answer about the camera, unless it is beside the address. */
const BROWSERS = [["ios", /iPhone|iPad/], ["firefox", /Firefox/], ["android", /Android/]];

/** The sentence for a device that is not there, with what to do; null when it is well. */
export function deviceFault(session, device) {
  const state = session.capture[device];
  const browser = state === "denied" && BROWSERS.find(([, mark]) => mark.test(navigator.userAgent));
  if (browser) return say(`denied.${browser[0]}`);
  if (["denied", "missing", "busy", "unsupported"].includes(state)) return say(`${device}.${state}`);
  return state === "taken" ? say(`${device}.busy`) : null;
}
