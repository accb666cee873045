// The visit beside the clinician's PC: who knocks, the chat, files, a still, a picture to show (R31–R36).
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { chatPanel } from "../../talk/panel.js";
import { addWords, say } from "../../words/words.js";
import chatEn from "../../talk/words/en.js";
import chatSv from "../../talk/words/sv.js";
import { Beside } from "./beside.js";
import { sharing } from "./share.js";
import en from "./words/en.js";
import sv from "./words/sv.js";

addWords({ sv: { ...chatSv, ...sv }, en: { ...chatEn, ...en } });

const OPENS_S = 900;
const LASTS_S = 2 * 3600;
const SHEET = "/static/talk/talk.css";
const OVER = ["cancelled", "entered-in-error"];

/** Whether the visit is near enough that somebody may write in it. */
export function isNear({ start, end, status }) {
  const now = Date.now() / 1000;
  return !OVER.includes(status) && now > start - OPENS_S && now < end + LASTS_S;
}

function withSheet() {
  if (!document.querySelector(`link[href="${SHEET}"]`)) document.head.append(h("link", { rel: "stylesheet", href: SHEET }));
}

/** Everybody who knocks, with *Släpp in*. */
function knocking(beside) {
  const node = h("div", { class: "knocking", role: "status" });
  let said = "";
  const update = () => {
    const waits = beside.parties.filter(({ seat }) => seat === "knocking");
    const key = waits.map(({ peer }) => peer).join();
    if (key === said) return;
    said = key;
    node.replaceChildren(
      ...waits.map(({ peer }) =>
        h("div", { class: "knock" }, h("p", {}, icon("person"), say("knock.text")), h("button", { type: "button", class: "button primary", onclick: () => beside.say("admit", { peer }) }, say("knock.admit"))),
      ),
    );
  };
  return { node, update };
}

/** *Ta bild*, and what became of it. */
function still(beside) {
  const button = h("button", { type: "button", class: "button", onclick: () => beside.talk.tell("ask-snapshot") }, icon("camera"), say("snap.take"));
  const words = h("p", { class: "quiet", role: "status" });
  const node = h("div", { class: "still-ask" }, button, words);
  const update = () => {
    const { snapshot, unlocked } = beside.talk.levels;
    const patient = beside.sitting("patient");
    node.hidden = !unlocked || !beside.runs || !patient;
    button.hidden = snapshot === "asked" || patient?.camera === false;
    const state = snapshot ?? (patient?.camera === false ? "off" : "how");
    write(words, say(`snap.${state}`));
  };
  return { node, update };
}

/** The patient's files that are on nobody's computer yet. */
const unsaved = ({ talk }) => talk.levels.files.filter(({ role, saved }) => role !== "staff" && !saved);

function warning(beside) {
  const node = h("p", { class: "say soon", role: "status" }, icon("warning"), h("span", {}));
  const update = () => {
    const count = unsaved(beside).length;
    node.hidden = count === 0;
    if (count) write(node.lastChild, say(count === 1 ? "unsaved.one" : "unsaved", { count }));
  };
  return { node, update };
}

/** Build the panel for a visit that the person holds. */
export function talkPanel(desk, visit) {
  withSheet();
  const door = `/api/staff/visits/${encodeURIComponent(visit.id)}/files`;
  const beside = new Beside(visit.id, () => update());
  const locked = () => say(beside.sitting("patient") ? "talk.locked.staff" : "talk.locked.alone");
  const chat = chatPanel(beside.talk, { door, locked });
  const parts = [knocking(beside), warning(beside), still(beside), sharing(beside, door)];
  const [knocks, warns, asks, shares] = parts;
  const lost = h("p", { class: "say fault", role: "status", hidden: true }, say("talk.lost"));
  const node = h("section", { class: "card talk-panel" }, knocks.node, lost, warns.node, chat.node, h("div", { class: "talk-tools" }, asks.node, shares.node));
  let was = true;
  function update() {
    const open = beside.open || beside.me === null;
    if (open !== was) lost.hidden = was = open;
    node.hidden = beside.refused;
    chat.update();
    parts.forEach((part) => part.update());
  }
  beside.talk.look(() => node.isConnected && !document.hidden);
  const stay = (event) => {
    if (unsaved(beside).length) event.preventDefault();
  };
  addEventListener("beforeunload", stay);
  return {
    node,
    update,
    close() {
      removeEventListener("beforeunload", stay);
      shares.close();
      beside.close();
    },
  };
}
