// The patient's page: one session, one screen at a time, drawn again when its name or language changes.
import { moreWords, openCatalogue } from "../words/words.js";
import { offerDiagnostics } from "./diagnostics.js";
import { drawHead, place, settings, ticketOf } from "./frame.js";
import { keepAwake } from "./presence.js";
import { Session } from "./session.js";

const notices = () => import("./screens/notices.js");
const questions = () => import("./screens/questions.js");
const waiting = () => import("./screens/waiting.js");
const afterwards = () => import("./screens/afterwards.js");
const before = () => import("./before/before.js");
const guests = () => import("./guests/entry.js");
const sending = () => import("./before/sending.js");

const guestWords = (language) => import(`./guests/words/${language}.js`);

/** Where each screen is made, and by what name: loaded when it is needed, so that the first comes at once. */
const SCREENS = {
  "no-link": [notices, "noLink"],
  code: [guests, "code"],
  full: [guests, "full"],
  ways: [() => import("./screens/ways.js"), "ways"],
  eid: [() => import("./eid/eid.js"), "eid"],
  prove: [() => import("./eid/eid.js"), "eid"],
  entry: [questions, "entry"],
  locked: [notices, "locked"],
  confirm: [questions, "confirm"],
  declined: [questions, "declined"],
  consent: [questions, "consent"],
  terms: [questions, "termsAgain"],
  cancelled: [notices, "cancelled"],
  early: [before, "early"],
  cancel: [before, "cancel"],
  photos: [sending, "photos"],
  form: [sending, "form"],
  check: [() => import("./screens/check.js"), "check"],
  lobby: [waiting, "lobby"],
  knocking: [waiting, "knocking"],
  call: [() => import("./screens/call.js"), "call"],
  ring: [afterwards, "ring"],
  back: [afterwards, "back"],
  ended: [afterwards, "ended"],
  left: [afterwards, "left"],
  rating: [() => import("./screens/rating.js"), "rating"],
  closed: [notices, "closed"],
  done: [notices, "done"],
  superseded: [notices, "superseded"],
};
/** What may come at any moment to who waits: it is there before it is needed. */
const COMES_NEXT = { lobby: ["call", "ring"], back: ["call", "rating"], call: ["ended", "rating"], entry: ["consent"], ways: ["eid", "entry"], eid: ["consent"] };

const main = document.querySelector("main");
const head = document.querySelector("header");
const AGAIN_MS = 2000;
const made = {};
const coming = {};
let shown = null;
let built = null;

/** Load one screen with its words; what the network took is asked for again at the next look. */
async function load(name) {
  const [module, build] = SCREENS[name];
  try {
    const found = await module();
    if (found.words) await moreWords(found.words);
    if (session.guest) await moreWords(guestWords);
    made[name] = found[build];
    if (session.screen === name) draw();
  } catch {
    delete coming[name];
    setTimeout(draw, AGAIN_MS);
  }
}

const fetchScreen = (name) => made[name] || (coming[name] ??= load(name));

function draw() {
  const name = session.screen;
  const drawn = `${name} ${document.documentElement.lang}`;
  if (drawn !== shown) {
    if (!made[name]) return fetchScreen(name);
    const first = shown === null;
    shown = drawn;
    document.documentElement.dataset.mood = name === "call" ? "night" : "paper";
    document.body.dataset.screen = name;
    const { visit } = session.facts;
    drawHead(head, visit?.clinic ?? settings().clinic, draw, visit?.clinic_says?.brand);
    built?.close?.();
    built = made[name](session);
    place(main, built, first);
    COMES_NEXT[name]?.forEach(fetchScreen);
  }
  built?.update();
}

await openCatalogue();
const session = new Session(() => draw());
offerDiagnostics(session);
keepAwake(session);
addEventListener("hashchange", () => {
  if (ticketOf(location) && session.screen !== "call") location.reload();
});
await session.begin(ticketOf(location)).catch(() => {});
draw();
