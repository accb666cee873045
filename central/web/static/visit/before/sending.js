// What the person sends before the visit: photos and the clinic's form; seen again, taken back (R27, R57).
import { h, write } from "../../look/dom.js";
import { inLanguage, say } from "../../words/words.js";
import { aloud } from "../screens/aloud.js";
import { button, heading, paragraph, sentence, sheet } from "../screens/parts.js";
import { readSent, sendForm, sendPhoto, withdrawForm, withdrawPhoto } from "./doors.js";
import { shrunk } from "./shrink.js";

export const words = (language) => import(`./words/${language}.js`);

const REFUSED = { "not-a-picture": "photos.unreadable", "too-many-pixels": "photos.large", "too-large": "photos.large", "too-many": "photos.enough", begun: "sent.begun" };

/** A place for one sentence: what is going on, what went wrong. */
function teller() {
  const node = h("div", { role: "status" });
  return {
    node,
    say: (key, values) => node.replaceChildren(h("p", { class: "quiet" }, say(key, values))),
    good: (key) => node.replaceChildren(sentence("good", "tick", say(key))),
    fault: (key) => node.replaceChildren(sentence("fault", "warning", say(key))),
  };
}

const back = (session, kind = "") => button(session.facts.early ? "sent.back" : "check.return", () => session.stepAside(null), kind);

function onePhoto(photo, index, open, take) {
  const name = { number: index + 1 };
  return h(
    "li",
    {},
    h("img", { src: `/api/visit/photos/${photo.id}`, alt: say("photos.alt", name), width: 160, height: 160, loading: "lazy" }),
    open && h("button", { type: "button", class: "plain", "aria-label": say("photos.take.named", name), onclick: () => take(photo.id) }, say("photos.take")),
  );
}

/** Photos: pick, see, take back. */
export function photos(session) {
  const told = teller();
  const list = h("ul", { class: "photos" });
  const input = h("input", { type: "file", id: "photos", class: "unseen", accept: "image/*", multiple: true });
  const pick = h("label", { class: "button primary pick", for: "photos" }, say("photos.pick"));
  const rest = h("p", { class: "quiet small" });
  let sent = null;
  const show = (now) => {
    sent = now;
    const left = now.photos_at_most - now.photos.length;
    list.replaceChildren(...now.photos.map((photo, index) => onePhoto(photo, index, now.open, take)));
    for (const node of [input, pick]) node.hidden = !now.open || left <= 0;
    write(rest, now.open ? say(left > 0 ? "photos.left" : "photos.enough", { count: left }) : say("sent.begun"));
  };
  const refused = ({ status, data }) => told.fault(REFUSED[data?.code] ?? (status === 413 ? "photos.large" : "unreachable"));
  async function take(id) {
    const answer = await withdrawPhoto(id).catch(() => ({ status: 0 }));
    if (answer.status !== 200) return refused(answer);
    show(answer.data);
    told.good("photos.taken");
    (list.querySelector("button") ?? input).focus();
  }
  async function send(files) {
    for (const [index, file] of files.entries()) {
      told.say("photos.sending", { number: index + 1, count: files.length });
      const picture = await shrunk(file);
      if (!picture) return told.fault("photos.unreadable");
      const answer = await sendPhoto(picture).catch(() => ({ status: 0 }));
      if (answer.status !== 200) return refused(answer);
      show(answer.data);
    }
    told.good(files.length === 1 ? "photos.sent.one" : "photos.sent");
  }
  input.addEventListener("change", async () => {
    const files = [...input.files];
    input.disabled = true;
    await send(files);
    input.disabled = false;
    input.value = "";
  });
  readSent().then((answer) => (answer.status === 200 ? show(answer.data) : refused(answer)), () => told.fault("unreachable"));
  const node = sheet(heading("photos.heading"), paragraph("photos.what"), list, told.node, h("div", { class: "picking" }, input, pick), rest, back(session));
  return { node, update() {} };
}

const option = (name, value, text, chosen) =>
  h("label", { class: "option" }, h("input", { type: "radio", name, value, checked: chosen }), h("span", {}, text));

function offered({ kind, choices }) {
  if (kind === "yes-no") return [["yes", say("form.yes")], ["no", say("form.no")]];
  return choices.map((choice, index) => [String(index), inLanguage(choice)]);
}

function question(one, open) {
  const asked = inLanguage(one.words);
  if (one.kind === "text") {
    const id = `form-${one.key}`;
    const text = h("textarea", { id, name: one.key, rows: 3, maxlength: 1000, readonly: !open });
    text.value = one.answer ?? "";
    return h("div", { class: "field" }, h("label", { for: id }, h("b", {}, asked)), text);
  }
  const options = offered(one).map(([value, text]) => option(one.key, value, text, one.answer === value));
  return h("fieldset", { disabled: !open, class: "field" }, h("legend", {}, h("b", {}, asked)), ...options);
}

/** The clinic's questions: answer, change, take back. */
export function form(session) {
  const told = teller();
  const fields = h("div", { class: "screen" });
  const send = h("button", { type: "submit", class: "button primary" }, say("form.send"));
  const withdraw = button("form.withdraw", take);
  const show = (sent) => {
    fields.replaceChildren(...sent.form.map((one) => question(one, sent.open)));
    send.hidden = !sent.open;
    withdraw.hidden = !sent.open || !sent.form_at;
    if (!sent.open) told.say("sent.begun");
  };
  const refused = ({ status, data }) => told.fault(REFUSED[data?.code] ?? (status === 422 ? "form.empty" : "unreachable"));
  async function take() {
    const answer = await withdrawForm().catch(() => ({ status: 0 }));
    if (answer.status !== 200) return refused(answer);
    const fresh = await readSent().catch(() => ({ status: 0 }));
    if (fresh.status === 200) show(fresh.data);
    told.good("form.withdrawn");
    send.focus();
  }
  async function submit(event) {
    event.preventDefault();
    const filled = [...new FormData(event.target)].filter(([, value]) => String(value).trim());
    const answer = await sendForm(Object.fromEntries(filled)).catch(() => ({ status: 0 }));
    if (answer.status !== 200) return refused(answer);
    show(answer.data);
    told.good("form.sent");
  }
  readSent().then((answer) => (answer.status === 200 ? show(answer.data) : refused(answer)), () => told.fault("unreachable"));
  const node = sheet(
    heading("form.heading"),
    paragraph("form.what"),
    aloud(() => fields),
    h("form", { class: "screen", onsubmit: submit }, fields, told.node, h("div", { class: "buttons" }, send, withdraw, back(session))),
  );
  return { node, update() {} };
}
