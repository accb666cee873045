// Showing the patient a picture (R35): chosen, seen first, then *Dela*; only what was chosen goes out.
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { sendFile } from "../../talk/files.js";
import { say } from "../../words/words.js";
import { Moving } from "./moving.js";

/** What the browser is asked for: one window, which cannot be changed for another one later. */
const WANTED = {
  video: { frameRate: { max: 15 }, width: { max: 1920 }, height: { max: 1080 } },
  audio: false,
  selfBrowserSurface: "exclude",
  surfaceSwitching: "exclude",
};
const QUALITY = 0.92;
const SIDE = 2560;

const jpeg = (canvas) => new Promise((made) => canvas.toBlob(made, "image/jpeg", QUALITY));

function drawn(source, width, height) {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const canvas = h("canvas", { width: Math.round(width * scale), height: Math.round(height * scale), role: "img", "aria-label": say("share.preview") });
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** A window of this computer, seen here alone; nothing of it leaves before *Dela*. */
class Window {
  track = null;
  video = h("video", { muted: true, playsinline: true, role: "img", "aria-label": say("share.preview") });
  #ended;

  constructor(ended) {
    this.#ended = ended;
    this.video.muted = true;
  }

  get open() {
    return this.track !== null;
  }

  async choose() {
    const stream = await navigator.mediaDevices.getDisplayMedia(WANTED);
    this.close();
    [this.track] = stream.getVideoTracks();
    this.track.contentHint = "detail";
    this.track.addEventListener("ended", () => {
      this.close();
      this.#ended();
    });
    this.video.srcObject = stream;
    await this.video.play();
  }

  picture() {
    return drawn(this.video, this.video.videoWidth, this.video.videoHeight);
  }

  close() {
    this.track?.stop();
    this.track = null;
    this.video.srcObject = null;
  }
}

/** Where the person always sees that a window goes out, and ends it; `stop()` is *Sluta dela*. */
function movingBar(stop) {
  const words = h("p", { role: "status" });
  const button = h("button", { type: "button", class: "button primary", onclick: stop }, say("share.stop"));
  const node = h("div", { class: "moving-bar", hidden: true }, icon("screen"), words, button);
  function update(moving) {
    node.hidden = !moving.on;
    write(words, moving.on ? say(moving.arrives ? "share.window.now" : "share.window.coming") : "");
  }
  return { node, update, focus: () => button.focus() };
}

/** Build the part; `beside` is the staff's page beside the visit, `door` where files are handed over. */
export function sharing(beside, door) {
  const { talk } = beside;
  const picked = h("input", { type: "file", accept: "image/jpeg,image/png", multiple: true, hidden: true, onchange: pick });
  const files = h("button", { type: "button", class: "button", onclick: () => picked.click() }, icon("picture"), say("share.pictures"));
  const screen = h("button", { type: "button", class: "button", hidden: !navigator.mediaDevices?.getDisplayMedia, onclick: choose }, icon("screen"), say("share.window"));
  const frames = h("div", { class: "share-frames" });
  const warning = h("p", { class: "say soon" }, icon("warning"), say("share.reminder"));
  const small = h("p", { class: "quiet" }, say("share.phone"));
  const send = h("button", { type: "button", class: "button primary", onclick: () => share(canvases) }, say("share.send"));
  const live = h("button", { type: "button", class: "button primary", onclick: move }, icon("screen"), say("share.window.send"));
  const still = h("button", { type: "button", class: "button", onclick: () => share([view.picture()]) }, icon("picture"), say("share.window.still"));
  const cancel = h("button", { type: "button", class: "plain", onclick: drop }, say("share.cancel"));
  const problem = h("p", { class: "say fault", role: "alert" });
  const choices = h("div", { class: "share-buttons" }, send, live, still, cancel);
  const before = h("div", { class: "share-before", hidden: true }, h("h3", {}, say("share.preview")), frames, warning, small, choices);
  const now = h("div", { class: "share-now", hidden: true });
  const start = h("div", { class: "share-buttons" }, files, screen, picked);
  const bar = movingBar(() => drop());
  const node = h("div", { class: "share" }, h("h3", {}, say("share.heading")), start, before, now, bar.node, problem);
  const view = new Window(drop);
  const moving = new Moving(beside, () => update());
  let canvases = [];
  let shownNow = "";

  async function pick() {
    const chosen = [...picked.files];
    picked.value = "";
    view.close();
    try {
      const bitmaps = await Promise.all(chosen.map((file) => createImageBitmap(file)));
      preview(bitmaps.map((bitmap) => drawn(bitmap, bitmap.width, bitmap.height)));
      write(problem, "");
    } catch {
      write(problem, say("talk.problem.not-a-picture"));
    }
  }

  async function choose() {
    try {
      await view.choose();
      preview([view.video]);
      write(problem, "");
    } catch (error) {
      write(problem, error.name === "NotAllowedError" ? "" : say("share.window.none")); // a choice that was closed is no fault
    }
  }

  function preview(made) {
    canvases = made;
    frames.replaceChildren(...made);
    send.hidden = view.open;
    live.hidden = still.hidden = !view.open;
    before.hidden = made.length === 0;
    start.hidden = made.length > 0;
    if (made.length) (view.open ? live : send).focus();
  }

  /** Also the browser's own *Sluta dela*: nothing of what was chosen goes out any more. */
  function drop() {
    const shown = moving.on;
    moving.stop();
    view.close();
    preview([]);
    bar.update(moving);
    choices.hidden = false;
    if (shown) screen.focus();
  }

  /** *Dela fönstret*: what was seen here goes on to the patient as it moves. */
  function move() {
    moving.begin(view.track);
    update();
    bar.focus();
  }

  async function share(pictures) {
    if (send.hasAttribute("aria-disabled")) return;
    send.setAttribute("aria-disabled", "true");
    const known = new Set(shared().map(({ id }) => id));
    let said = null;
    for (const [at, canvas] of pictures.entries()) said ??= await sendFile(door, await jpeg(canvas), say("share.name", { n: at + 1 }), "shared");
    send.removeAttribute("aria-disabled");
    write(problem, said ?? "");
    if (said) return;
    wanted = known;
    if (!view.open) drop();
    update();
  }

  /** Put up the first of what was just handed over, once central tells of it. */
  let wanted = null;
  function putUp() {
    const fresh = wanted && shared().find(({ id }) => !wanted.has(id));
    if (!fresh) return;
    wanted = null;
    talk.tell("show", { file: fresh.id });
  }

  const shared = () => talk.levels.files.filter(({ kind }) => kind === "shared");

  function turn(step) {
    const pages = shared();
    const at = pages.findIndex(({ id }) => id === talk.levels.shown);
    talk.tell("show", { file: pages[at + step].id });
  }

  function showNow() {
    const pages = shared();
    const at = pages.findIndex(({ id }) => id === talk.levels.shown);
    const key = `${talk.levels.shown} ${pages.length} ${document.documentElement.lang}`;
    if (key === shownNow) return;
    shownNow = key;
    now.hidden = at < 0;
    if (at < 0) return now.replaceChildren();
    const button = (words, press, off) => h("button", { type: "button", class: "button", disabled: off, onclick: press }, say(words));
    now.replaceChildren(
      h("p", { role: "status" }, h("b", {}, say("share.now")), " ", pages.length > 1 && say("share.page", { at: at + 1, of: pages.length })),
      h("img", { src: `${door}/${pages[at].id}`, alt: say("share.preview") }),
      h("div", { class: "share-buttons" }, pages.length > 1 && button("share.before", () => turn(-1), at === 0), pages.length > 1 && button("share.after", () => turn(1), at === pages.length - 1), h("button", { type: "button", class: "button primary", onclick: () => talk.tell("show", { file: null }) }, say("share.stop"))),
    );
  }

  function update() {
    const shown = moving.on;
    moving.update();
    if (shown && !moving.on) drop();
    bar.update(moving);
    choices.hidden = moving.on;
    putUp();
    showNow();
    small.hidden = !beside.sitting("patient")?.small;
    node.hidden = !talk.levels.unlocked || !beside.runs;
    if (node.hidden) drop();
  }

  function close() {
    moving.stop();
    view.close();
  }
  return { node, update, close };
}
