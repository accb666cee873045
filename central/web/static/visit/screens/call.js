// The call: the other large, oneself lower left, what is heard and seen said in words (R30, R32, R38).
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { say, timeOf } from "../../words/words.js";
import { minutesTo } from "../times.js";
import { levelBar, ownPicture } from "./parts.js";
import { asWhom } from "../guests/own.js";
import { tiles } from "../guests/tiles.js";
import { overlayOf, noteOf } from "./call_words.js";
import { talkButton } from "./talk_button.js";

/** Of the other pages' tiles. */
export const words = (language) => import(`../guests/words/${language}.js`);

function remote(session) {
  const node = h("div", { class: "remote" });
  const update = () => {
    const { shown, coming } = session.calls;
    const wanted = [coming?.video, shown?.video].filter(Boolean);
    if (wanted.length === node.childElementCount && wanted.every((video) => video.parentNode === node)) return;
    for (const video of [...node.children]) if (!wanted.includes(video)) video.remove();
    for (const video of wanted) {
      if (video.parentNode !== node) node.append(video);
      video.play().catch(() => {});
    }
    if (shown) node.append(shown.video); // the living picture lies on top
    shown?.video.play().catch(() => {});
  };
  return { node, update };
}

function veil(session) {
  const head = h("p", { class: "veil-head" });
  const why = h("p", {});
  const mark = h("div", { class: "emblem" });
  const node = h("div", { class: "veil", role: "status" }, mark, head, why);
  let said = "";
  const update = () => {
    const overlay = overlayOf(session);
    node.hidden = !overlay;
    if (!overlay || overlay.head === said) return;
    said = overlay.head;
    mark.replaceChildren(icon(overlay.mark));
    node.classList.toggle("opaque", overlay.opaque);
    write(head, say(overlay.head));
    write(why, overlay.why ? say(overlay.why) : "");
  };
  return { node, update };
}

function self(session) {
  const picture = ownPicture(session);
  const closed = h("span", { class: "self-icon" }, icon("person"));
  const node = h("button", { type: "button", class: "self" }, picture.node, closed);
  let folded = false;
  const update = () => {
    picture.update();
    const seen = session.capture.sends("camera");
    node.classList.toggle("folded", folded || !seen);
    node.hidden = !seen;
    node.setAttribute("aria-label", say(folded ? "call.self.show" : "call.self.hide"));
    node.setAttribute("aria-expanded", String(!folded));
  };
  node.addEventListener("click", () => {
    folded = !folded;
    update();
  });
  return { node, update };
}

function control(session, device, words, extra) {
  const mark = h("span", { class: "round" });
  const label = h("span", { class: "label" });
  const node = h("button", { type: "button", class: "control", onclick: press }, mark, label, extra);
  let was = null;
  function press() {
    session.turn(device, !session.capture.sends(device));
  }
  function update() {
    const on = session.capture.sends(device);
    if (on === was) return;
    was = on;
    mark.replaceChildren(icon(on ? device : `${device}-off`));
    node.classList.toggle("turned-off", !on);
    write(label, say(on ? words.on : words.off));
    node.setAttribute("aria-label", say(on ? words.press : words.pressed));
  }
  return { node, update };
}

/** *Pausa ljudet*: nothing is heard either way until it is pressed again (R43). */
function pause(session) {
  const label = h("span", { class: "label" });
  const press = () => session.pauseSound(!session.phoning);
  const node = h("button", { type: "button", class: "control", onclick: press }, h("span", { class: "round" }, icon("pause")), label);
  const update = () => {
    node.classList.toggle("turned-off", session.phoning);
    write(label, say(session.phoning ? "call.resume" : "call.pause"));
  };
  return { node, update };
}

function title(session) {
  const { visit } = session.facts;
  const name = h("b", {}, visit.practitioner ?? say("call.with"));
  const left = h("span", {});
  const update = () => {
    const end = timeOf(visit.end);
    const minutes = minutesTo(session.now, visit.end);
    write(left, minutes > 0 ? say("call.left", { minutes, end }) : say("call.over", { end }));
  };
  const own = asWhom(session);
  return { node: h("div", { class: "call-title" }, name, left, own && h("span", {}, own)), update };
}

function notes(session) {
  const node = h("div", { class: "call-notes", role: "status" });
  let said = "";
  const update = () => {
    const keys = noteOf(session);
    if (keys.join() === said) return;
    said = keys.join();
    const reload = (key) => key === "help.reload" && h("button", { type: "button", class: "plain", onclick: () => location.reload() }, say("help.reload.button"));
    node.replaceChildren(...keys.map((key) => h("p", {}, say(key), " ", reload(key))));
  };
  return { node, update };
}

function unmute(session) {
  const heard = () => [session.calls.shown, ...session.beside.map(({ pair }) => pair?.calls.shown)].filter(Boolean);
  const press = () => heard().forEach(({ audio }) => audio.play().catch(() => {}));
  const node = h("button", { type: "button", class: "button primary hear", onclick: press }, icon("sound"), say("call.sound"));
  const update = () => {
    node.hidden = !heard().some(({ audio }) => audio.srcObject && audio.paused);
  };
  return { node, update };
}

export function call(session) {
  const bar = levelBar(session);
  const microphone = control(
    session,
    "microphone",
    { on: "call.heard", off: "call.unheard", press: "call.mute", pressed: "call.unmute" },
    bar.node,
  );
  const camera = control(session, "camera", { on: "call.seen", off: "call.unseen", press: "call.hide", pressed: "call.show" });
  const hush = pause(session);
  const others = tiles(session);
  const chat = talkButton(session, () => node);
  const parts = [remote(session), veil(session), title(session), notes(session), unmute(session), self(session), microphone, camera, hush, others, bar, chat];
  const [picture, curtain, name, lines, hear, own] = parts.map((part) => part.node);
  const { visit } = session.facts;
  const node = h(
    "section",
    { class: "call" },
    h("h1", { class: "unseen", tabindex: "-1" }, say("call.with")),
    picture,
    curtain,
    h(
      "div",
      { class: "call-top" },
      name,
      h("button", { type: "button", class: "button leave", onclick: () => session.leave() }, say("call.leave")),
    ),
    h("div", { class: "call-middle" }, lines, hear, chat.node),
    h(
      "div",
      { class: "call-bottom" },
      own,
      others.node,
      h("div", { class: "controls" }, microphone.node, camera.node, hush.node),
      visit.phone_tail && h("p", { class: "call-phone" }, say("phone.us", { tail: visit.phone_tail })),
    ),
  );
  return { node, update: () => parts.forEach((part) => part.update()) };
}
