// What lies beside and over the patient's call: the chat, the question for a still, the shown picture.
import { h } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { moreWords, say } from "../words/words.js";
import { chatPanel } from "./panel.js";
import { shownPicture } from "./shown.js";
import { stillQuestion } from "./still.js";

const words = (language) => import(`./words/${language}.js`);
const DOOR = "/api/visit/files";

/** Before anything of it is built: its words. */
export const withWords = () => moreWords(words);

/** Build all three on the call's `node`; `closed()` is called when the chat was closed by a press. */
export function besideCall(session, call, closed) {
  const { talk } = session;
  const close = h("button", { type: "button", class: "button talk-close", "aria-label": say("talk.close.label"), onclick: () => open(false) }, icon("cross"), say("talk.close"));
  const chat = chatPanel(talk, { door: DOOR, locked: () => say("talk.locked"), head: [close] });
  const question = stillQuestion(talk, { door: DOOR, camera: () => (session.capture.sends("camera") ? session.capture.track("camera") : null) });
  const shown = shownPicture(talk, { door: DOOR, window: () => session.window });
  chat.node.hidden = true;
  chat.node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open(false);
  });
  call.append(shown.node, chat.node, question.node);

  const isOpen = () => chat.node.isConnected && !chat.node.hidden;

  function open(on) {
    chat.node.hidden = !on;
    call.classList.toggle("with-talk", on);
    talk.look(isOpen);
    if (on) chat.focus();
    else closed();
  }

  function update() {
    chat.update();
    question.update();
    call.classList.toggle("with-shown", shown.update());
  }
  update();
  return { open, update, isOpen };
}
