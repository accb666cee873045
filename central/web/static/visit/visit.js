// The patient's page: one session, one screen at a time, drawn again when its name or language changes.
import { addWords, openCatalogue } from "../words/words.js";
import { offerDiagnostics } from "./diagnostics.js";
import { drawHead, place, settings, ticketOf } from "./frame.js";
import * as guests from "./guests/entry.js";
import en from "./guests/words/en.js";
import sv from "./guests/words/sv.js";
import { keepAwake } from "./presence.js";
import * as afterwards from "./screens/afterwards.js";
import { call } from "./screens/call.js";
import { check } from "./screens/check.js";
import * as notices from "./screens/notices.js";
import * as questions from "./screens/questions.js";
import * as waiting from "./screens/waiting.js";
import { Session } from "./session.js";

const SCREENS = {
  "no-link": notices.noLink,
  code: guests.code,
  full: guests.full,
  entry: questions.entry,
  locked: notices.locked,
  confirm: questions.confirm,
  declined: questions.declined,
  consent: questions.consent,
  terms: questions.termsAgain,
  check,
  lobby: waiting.lobby,
  knocking: waiting.knocking,
  call,
  ring: afterwards.ring,
  back: afterwards.back,
  ended: afterwards.ended,
  left: afterwards.left,
  closed: notices.closed,
  done: notices.done,
  superseded: notices.superseded,
};

const main = document.querySelector("main");
const head = document.querySelector("header");
let shown = null;
let built = null;

function draw() {
  const name = session.screen;
  const drawn = `${name} ${document.documentElement.lang}`;
  if (drawn !== shown) {
    const first = shown === null;
    shown = drawn;
    document.documentElement.dataset.mood = name === "call" ? "night" : "paper";
    document.body.dataset.screen = name;
    drawHead(head, session.facts.visit?.clinic ?? settings().clinic, draw);
    built = SCREENS[name](session);
    place(main, built, first);
  }
  built.update();
}

const session = new Session(() => built && draw());
addWords({ sv, en });
openCatalogue();
offerDiagnostics(session);
keepAwake(session);
addEventListener("hashchange", () => {
  if (ticketOf(location) && session.screen !== "call") location.reload();
});
await session.begin(ticketOf(location)).catch(() => {});
draw();
