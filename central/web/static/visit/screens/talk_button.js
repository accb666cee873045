// The way from the call to the chat: a button with a mark for what is unread (R31). The rest is
// fetched when it is wanted: on a press, for a still that is asked for, for a picture that is shown.
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { say } from "../../words/words.js";

const SHEET = "/static/talk/talk.css";

function withSheet() {
  if (document.querySelector(`link[href="${SHEET}"]`)) return Promise.resolve();
  const link = h("link", { rel: "stylesheet", href: SHEET });
  const loaded = new Promise((done) => link.addEventListener("load", done, { once: true }));
  document.head.append(link);
  return Promise.race([loaded, new Promise((done) => setTimeout(done, 2000))]);
}

/** The parts, their words and their sheet. */
async function load() {
  const [{ besideCall, withWords }] = await Promise.all([import("../../talk/beside_call.js"), withSheet()]);
  await withWords();
  return besideCall;
}

/** Build the button; `call()` is the node that what is fetched is put on. */
export function talkButton(session, call) {
  const count = h("span", {});
  const mark = h("span", { class: "unread" }, count, h("span", { class: "unseen" }, ` ${say("call.chat.unread")}`));
  const node = h("button", { type: "button", class: "talk-button", "aria-expanded": "false", onclick: press }, icon("chat"), h("span", {}, say("call.chat")), " ", mark);
  let [beside, fetching] = [null, null];
  async function fetched() {
    fetching ??= load();
    const besideCall = await fetching.catch(() => (fetching = null));
    if (besideCall && node.isConnected) beside ??= besideCall(session, call(), () => node.focus());
    return beside;
  }
  async function press() {
    (await fetched())?.open(!beside.isOpen());
    update();
  }
  function update() {
    const { unread, levels } = session.talk;
    mark.hidden = unread === 0;
    write(count, String(unread));
    node.setAttribute("aria-expanded", String(beside?.isOpen() ?? false));
    if (!beside && (levels.shown || session.window || levels.snapshot === "asked")) fetched();
    beside?.update();
  }
  return { node, update };
}
