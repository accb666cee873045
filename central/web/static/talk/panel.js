// The chat: what was written and handed over, the line that grows at the other side, one's own line.
import { h, write } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { say, timeOf } from "../words/words.js";
import { ACCEPT, fileCard, sendFile } from "./files.js";

const FOLLOWS = "ostord-live-text";

function follows() {
  try {
    return localStorage.getItem(FOLLOWS) !== "off";
  } catch {
    return true;
  }
}

function follow(on) {
  try {
    localStorage.setItem(FOLLOWS, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing still follows the choice on this page.
  }
}

const whoOf = (talk, one) => (talk.mine(one) ? say("talk.you") : say(`talk.role.${one.role}`));

function entry(talk, one, door) {
  const own = talk.mine(one);
  const head = h("p", { class: "line-head" }, h("b", {}, whoOf(talk, one)), " ", one.at ? timeOf(one.at) : say("talk.sending"));
  const body = one.media ? fileCard(one, door, own) : h("bdi", { class: "line-text" }, one.text);
  return h("div", { class: own ? "line-item own" : "line-item" }, head, body);
}

/** Everything in the order in which it came; what is on its way comes last. */
function entries(talk) {
  const files = talk.levels.files.filter(({ kind }) => kind !== "shared");
  const told = [...talk.lines.map((line) => [`line ${line.id} ${line.seq}`, line]), ...files.map((file) => [`file ${file.id} ${file.saved ?? false}`, file])];
  told.sort(([, a], [, b]) => a.at - b.at);
  const waiting = talk.pending.map(({ id, text }) => [`waits ${id}`, { text, role: null, peer: null, own: true }]);
  return [...told, ...waiting];
}

function log(talk, door) {
  const list = h("div", { class: "lines", role: "log", "aria-label": say("talk.log"), tabindex: "0" });
  const nothing = h("p", { class: "quiet lines-none" }, say("talk.nothing"));
  const dropped = h("p", { class: "quiet small" }, say("talk.dropped"));
  const shown = new Map();
  let low = true;
  const stick = () => {
    if (low) list.scrollTop = list.scrollHeight;
  };
  list.addEventListener("scroll", () => (low = list.scrollHeight - list.scrollTop - list.clientHeight < 60));
  list.addEventListener("load", stick, true); // a picture has got its height
  new ResizeObserver(stick).observe(list);
  const update = () => {
    const wanted = new Map(entries(talk));
    for (const [key, node] of shown) if (!wanted.has(key)) (node.remove(), shown.delete(key));
    let at = list.firstElementChild;
    for (const [key, one] of wanted) {
      const known = shown.get(key);
      if (!known) {
        shown.set(key, entry(talk, one, door));
        list.insertBefore(shown.get(key), at);
      } else at = known.nextElementSibling;
    }
    stick();
    nothing.hidden = wanted.size > 0;
    dropped.hidden = talk.dropped === 0;
  };
  return { nodes: [dropped, nothing, list], update };
}

function growing(talk) {
  const node = h("div", { class: "growing", "aria-live": "off" });
  let said = "";
  const update = () => {
    const now = follows() ? talk.growing : [];
    const key = JSON.stringify(now);
    if (key === said) return;
    said = key;
    node.replaceChildren(...now.map((one) => h("p", {}, h("b", {}, say("talk.growing", { who: whoOf(talk, one) })), " ", h("bdi", { class: "line-text" }, one.text))));
  };
  return { node, update };
}

function chooser(update) {
  const box = h("input", { type: "checkbox", class: "tick" });
  box.checked = follows();
  box.addEventListener("change", () => {
    follow(box.checked);
    update();
  });
  return h("label", { class: "follow" }, box, say("talk.follow"));
}

function writer(talk, door) {
  const area = h("textarea", { id: "talk-line", rows: 1, maxlength: 2000, "aria-describedby": "talk-live", autocomplete: "off", enterkeyhint: "send", oninput: () => talk.grow(area.value), onkeydown: press });
  const picked = h("input", { type: "file", accept: ACCEPT, hidden: true, onchange: attach });
  const problem = h("p", { class: "say fault", role: "alert" });
  const clip = h("button", { type: "button", class: "round-button", "aria-label": `${say("talk.attach")}. ${say("talk.attach.what")}`, title: say("talk.attach.what"), onclick: () => picked.click() }, icon("clip"));
  function press(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  }
  function send() {
    talk.say(area.value);
    area.value = "";
    area.focus();
  }
  async function attach() {
    const [file] = picked.files;
    picked.value = "";
    if (!file) return;
    clip.setAttribute("aria-disabled", "true");
    write(problem, (await sendFile(door, file, file.name)) ?? "");
    clip.removeAttribute("aria-disabled");
  }
  const node = h(
    "form",
    { class: "writer", onsubmit: (event) => (event.preventDefault(), send()) },
    problem,
    h("label", { for: "talk-line", class: "unseen" }, say("talk.write")),
    h("div", { class: "writer-row" }, clip, picked, area, h("button", { type: "submit", class: "round-button send", "aria-label": say("talk.send") }, icon("send"))),
    h("p", { id: "talk-live", class: "quiet small" }, say("talk.live")),
  );
  area.placeholder = say("talk.here");
  return { node, area };
}

/**
 * Build the chat. `door` is where files are handed over and fetched; `locked()` gives the words
 * while it is not open; `head` are nodes beside its heading.
 */
export function chatPanel(talk, { door, locked, head = [] }) {
  const lines = log(talk, door);
  const grows = growing(talk);
  const hand = writer(talk, door);
  const lock = h("p", { class: "say talk-locked" }, icon("lock"), h("span", {}));
  const kept = h("p", { class: "quiet small talk-kept" }, say("talk.kept"));
  const foot = h("div", { class: "talk-foot" });
  const update = () => {
    const open = talk.levels.unlocked;
    lock.hidden = open;
    if (!open) write(lock.lastChild, locked());
    hand.node.hidden = foot.hidden = !open;
    lines.update();
    if (!open) lines.nodes[1].hidden = true;
    kept.hidden = open && (talk.lines.length > 0 || talk.levels.files.length > 0);
    grows.update();
  };
  foot.append(chooser(update));
  const node = h(
    "section",
    { class: "talk", "aria-label": say("talk.heading") },
    h("div", { class: "talk-head" }, h("h2", {}, say("talk.heading")), ...head),
    kept,
    lock,
    h("div", { class: "talk-lines" }, ...lines.nodes, grows.node),
    hand.node,
    foot,
  );
  return { node, update, focus: () => (talk.levels.unlocked ? hand.area : node.querySelector("button"))?.focus() };
}
