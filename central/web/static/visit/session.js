// The visit as this page lives it: the facts, what central and the unit say, what the person presses.
import { suggestLanguage } from "../words/words.js";
import { Capture } from "./capture.js";
import * as doors from "./doors.js";
import { NO_FACTS } from "./facts.js";
import { Help } from "./help.js";
import { NO_CALL, noSeat } from "./nobody.js";
import { cameTo, forgetAll, passedCheck, remember, rememberCheck } from "./remembered.js";
import { Ringing } from "./ringing.js";
import { TERMS, listens, screenOf, wantsSeat } from "./screen_table.js";
import { settings } from "./frame.js";
import { wakeSound } from "./sound.js";

const WATCH_MS = 500;
const REREAD_MS = 30000;
const RETURNED_MS = 10000;
const SMALL_PX = 500;
const RINGS_MS = 60000;
const ANSWERED_MS = 20000;
/** A guest's ticket begins with it. */
const FORMS = ["birth-date", "sms-code"];
const GUEST = "g.";

/** A phone, whichever way it is held: what the clinician shows is small there (R35). */
const isSmall = () => Math.min(screen.width, screen.height) < SMALL_PX;

/** Holds the facts; `changed()` is called after each change of anything shown. */
export class Session {
  facts = { ...NO_FACTS };
  /** What helps against the trouble that is measured (R42). */
  help = new Help();
  /** Where the page sits in the lobby, once it is near. */
  seat = noSeat();
  /** What is written and handed over beside the call; null until the page is near. */
  talk = null;
  #call = NO_CALL;
  #meeting = null;
  #changed;
  #ringing = new Ringing();
  #ringTimer = null;

  constructor(changed) {
    this.#changed = changed;
    this.capture = new Capture(() => this.#devices());
    setInterval(() => this.#watch(), WATCH_MS);
    setInterval(() => this.#reread(), REREAD_MS);
  }

  /** Central's time in Unix seconds. */
  get now() {
    return Date.now() / 1000 + this.seat.clock;
  }

  get screen() {
    return screenOf(this.facts);
  }

  /** The generations of the call: what is shown, what is coming. */
  get calls() {
    return this.#call.calls;
  }

  /** The clinician's window as it moves, once it is seen here (R35). */
  get window() {
    return this.#call.windowSeen;
  }

  /** Whether the path lives and the picture moves. */
  get vitals() {
    return this.#call.vitals;
  }

  /** The unit's line in the lobby, if it is there. */
  get unit() {
    return this.seat.unit;
  }

  /** The other pages of the visit: their lines, and the pair with each that has one. */
  get beside() {
    return this.seat.pages.map((party) => ({ party, pair: this.#call.beside.of(party.peer) }));
  }

  /** Whom the clinic invited beside the patient: "interpreter", "relative" …; null for the patient. */
  get guest() {
    const role = this.facts.visit?.role ?? (this.facts.ticket?.startsWith(GUEST) ? "guest" : "patient");
    return role === "patient" ? null : role;
  }

  /** A phone call took the microphone, or the person paused the sound: nothing is heard either way (R43). */
  get phoning() {
    return this.facts.inCall && (this.facts.hushed || this.capture.microphone === "taken");
  }

  /** What central holds proven about this person (R60). */
  get level() {
    return this.seat.own?.level ?? this.facts.visit?.level ?? "link";
  }

  /** Begin with the ticket of the address, or go on with this browser's session. */
  async begin(ticket) {
    const { ways } = settings();
    const alone = ways.length === 1 || FORMS.includes(ways[0]); // a form is shown at once, an app waits for a press
    if (ticket) return this.#set({ ticket, ways, way: alone ? ways[0] : null });
    await this.#read();
    if (this.facts.visit) this.#set(cameTo(this.facts.visit.visit));
  }

  // What the person presses --------------------------------------------------------------

  /** Ticket and birth date for a session; every refusal is one sentence. */
  enter(birthDate) {
    return this.#enter(() => doors.enter(this.facts.ticket, birthDate));
  }

  /** How the person shows who they are; null: they choose anew. */
  choose(way) {
    this.#set({ way, problem: null, codeAsked: false });
  }

  /** From the lobby: show by an e-ID who one is, "bankid" or "freja"; null: back. */
  identify(way) {
    this.#set({ proving: way, problem: null });
  }

  /** A completed identification of who is in already. */
  prove() {
    return this.#ask(async () => {
      const { status } = await doors.prove();
      if (status !== 200) return { problem: status === 403 ? "refused" : "unreachable" };
      await this.#read();
      return { proving: null, problem: null };
    });
  }

  /** The ticket and a completed identification for a session. */
  enterByEid() {
    return this.#enter(() => doors.enterByEid(this.facts.ticket));
  }

  async #enter(door) {
    await this.#ask(async () => {
      const { status, data } = await door();
      if (status === 429) return { problem: "too-fast" };
      if (status >= 500) return { problem: "unreachable" };
      if (status !== 200) return { problem: "refused", refusals: this.facts.refusals + 1 };
      const needs = data?.code?.match(/^needs-(.+)/)?.[1];
      if (needs) return { problem: null, needs, way: null, codeAsked: false };
      history.replaceState(null, "", location.pathname + location.search);
      await this.#read();
      return { problem: null, ticket: null };
    });
  }

  /** A guest asks for a code; the answer is the same whatever the link. */
  async askCode() {
    await this.#ask(async () => {
      const { status } = await doors.askCode(this.facts.ticket);
      if (status === 200) return { problem: null, codeAsked: true };
      return { problem: status === 429 ? "too-fast" : "unreachable" };
    });
  }

  /** The guest's ticket and the code for a session. */
  enterByCode(code) {
    return this.#enter(() => doors.enterByCode(this.facts.ticket, code));
  }

  confirm(yes) {
    return this.#ask(async () => {
      const { status } = await doors.confirmVisit(yes);
      if (status === 200) await this.#read();
      return { declined: status === 200 && !yes, problem: status === 200 ? null : "unreachable" };
    });
  }

  consent(accept) {
    return this.#ask(async () => {
      const { status } = await doors.giveConsent(TERMS, accept);
      if (status !== 200) return { problem: "unreachable" };
      if (!accept) this.#letGo({ checked: false });
      await this.#read();
      return { problem: null, terms: false };
    });
  }

  /** Turn on camera and microphone for the check. */
  openDevices() {
    wakeSound();
    return this.capture.open();
  }

  /** The check is passed: stand in the lobby. */
  enterLobby() {
    wakeSound();
    rememberCheck(this.facts.visit.visit);
    this.#set({ checked: true, testing: false, left: false });
  }

  /** This browser tab passed the check before it was reloaded. */
  get checkedBefore() {
    return passedCheck(this.facts.visit?.visit);
  }

  /** Open a side room: "photos", "form" or "cancel" (of the visit `about`); null closes it. */
  stepAside(aside, about = null) {
    this.#set({ aside, about, problem: null });
  }

  /** *Avboka*: this visit or another of theirs; the clinic is told (R57). */
  cancelVisit(visit) {
    return this.#ask(async () => {
      const { status } = await doors.cancelCase(visit);
      if (status === 409) return { problem: "too-late" };
      if (status !== 200) return { problem: "unreachable" };
      if (visit === this.facts.visit.visit) this.#letGo({ cancelled: true });
      return { aside: null, about: null, problem: null };
    });
  }

  /** Yes or no to another of their visits. */
  answerVisit(visit, yes) {
    return this.#ask(async () => {
      const { status } = await doors.answerCase(visit, yes);
      if (status === 200 && visit === this.facts.visit.visit) await this.#read();
      return { problem: status === 200 ? null : "unreachable" };
    });
  }

  /** The test is over before the visit: nothing stays on. */
  closeTest() {
    this.capture.close();
    this.#set({ testing: false });
  }

  /** Open one of the lobby's side rooms, "testing" or "terms", or close it. */
  aside(name, open) {
    this.#set({ [name]: open });
  }

  turn(device, on) {
    return this.capture.turn(device, on);
  }

  /** *Pausa ljudet* and *Slå på ljudet*; after a phone call the microphone is opened anew where it must be. */
  async pauseSound(on) {
    this.#set({ hushed: on });
    if (!on && this.capture.microphone === "taken") await this.capture.turn("microphone", true);
  }

  /** The page went to the background, or came back. */
  noticed(hidden) {
    this.#set({ hidden });
    if (hidden) return;
    const lost = ["camera", "microphone"].filter((device) => this.capture.track(device)?.readyState === "ended");
    for (const device of lost) this.capture.turn(device, true);
    this.#set({ returned: true });
    setTimeout(() => this.#set({ returned: false }), RETURNED_MS);
  }

  /** *Lämna videobesök*: a goodbye that is meant. */
  leave() {
    this.#letGo({ left: true });
  }

  /** Back from an end card: the devices are opened again by this press. */
  async comeBack() {
    await this.openDevices();
    this.#set({ left: false, ended: false, home: false, missed: null });
  }

  /** *Svara*: what rang stops at once, the devices are opened where they were closed. */
  async answer() {
    this.#hush({ missed: null, answered: true, testing: false, terms: false, proving: null });
    wakeSound();
    setTimeout(() => this.#set({ answered: false }), ANSWERED_MS);
    if (listens(this.facts)) await this.comeBack();
  }

  /** Where the person says to be; an empty text takes it back (R08). */
  tellPlace(text) {
    this.#set({ place: text.trim() || null });
  }

  /** *Jag är klar*: the questions about the visit first, where there was one. */
  finish() {
    if (!this.facts.met) return this.close();
    this.#letGo({ rating: true, place: null });
    return null;
  }

  /** What the person thought of it, or nothing; then forget the session and let go of everything. */
  async rate(answers) {
    if (Object.keys(answers).length) await doors.rate(answers).catch(() => {});
    await this.close();
  }

  /** Forget the session and let go of everything. */
  async close() {
    this.#letGo({ done: true, rating: false, place: null });
    forgetAll();
    await doors.leaveSession().catch(() => {});
  }

  /** Four parties were there: try for a place again. */
  tryAgain() {
    this.#set({ full: false, checked: false });
  }

  // From the lobby on ---------------------------------------------------------------------

  /** Near the lobby, or while the devices are tried for it: the rest is fetched, and again until it came. */
  #comeNear() {
    const tries = this.capture.camera !== "closed" && !this.facts.early;
    if (this.#meeting || !(tries || wantsSeat(this.facts) || listens(this.facts))) return;
    this.#meeting = import("./meeting.js").then((parts) => this.#meet(parts)).catch(() => (this.#meeting = null));
  }

  #meet({ CallLife, Seat, Talk }) {
    const { clock } = this.seat;
    this.talk = new Talk({
      say: (type, more) => this.seat.say(type, more),
      ready: () => this.seat.sits,
      mine: (one) => this.seat.mine(one),
      changed: () => this.#changed(),
    });
    this.seat = new Seat({
      talk: this.talk,
      visit: () => this.facts.visit?.visit,
      wanted: () => wantsSeat(this.facts),
      listens: () => listens(this.facts),
      place: () => this.facts.place,
      presence: () => ({ hidden: this.facts.hidden, phoning: this.phoning }),
      ring: () => this.#rung(),
      media: () => ({ camera: this.capture.sends("camera"), microphone: this.capture.sends("microphone"), small: isSmall() }),
      lobby: (before) => this.#lobby(before),
      signal: (message) => this.#call.heard(message),
      refused: (code, thisVisit) => this.#refused(code, thisVisit),
      changed: () => this.#changed(),
    });
    this.seat.clock = clock;
    this.#call = new CallLife({
      seat: () => this.seat,
      capture: () => this.capture,
      mayBegin: () => wantsSeat(this.facts),
      begun: () => this.#begun(),
      ended: () => this.#ended(),
      changed: () => this.#changed(),
    });
    this.#set({});
  }

  // What central and the unit say -----------------------------------------------------------

  async #read() {
    const { status, data } = await doors.readVisit();
    if (status === 401 && this.#call.active) return; // a running call is never cut from here
    if (status === 401 && this.facts.visit) return this.#shut();
    if (status !== 200) return this.#set({});
    this.seat.clock = data.now - Date.now() / 1000;
    await suggestLanguage(data.language);
    this.#set({ visit: data, early: this.now < data.opens && !this.#call.active });
  }

  get #living() {
    const { visit, done, closed, superseded, cancelled, rating } = this.facts;
    return visit && !done && !closed && !superseded && !cancelled && !rating;
  }

  async #reread() {
    if (this.#living) await this.#read().catch(() => {});
  }

  #lobby(before) {
    this.#call.lobby(before);
    this.#set({ knocking: this.seat.knocking });
  }

  #refused(code, thisVisit) {
    if (code === "superseded") this.#letGo({ superseded: true });
    else if (code === "full") this.#letGo({ full: true });
    else if (["refused", "gone"].includes(code)) this.#sentHome(thisVisit);
  }

  /** Central gave up or refused the seat: a call goes on, who waits stands on the end card. */
  async #sentHome(thisVisit) {
    await this.#read().catch(() => {});
    if (thisVisit && this.#living && !this.#call.active && wantsSeat(this.facts)) this.#letGo({ home: true });
  }

  // Levels kept in step ---------------------------------------------------------------------

  #set(change) {
    Object.assign(this.facts, change);
    remember(this.facts);
    this.#comeNear();
    this.#listen();
    this.seat.keep();
    this.#changed();
  }

  /** The sound is cut both ways, or neither. */
  #listen() {
    this.capture.pause(this.facts.inCall && this.facts.hushed);
    this.#call.deafen(this.phoning);
  }

  #devices() {
    this.#comeNear();
    this.#listen();
    this.seat.keep();
    this.#call.devices();
    this.#changed();
  }

  async #watch() {
    if (!this.#living) return;
    this.#opens();
    this.#pastEnd();
    this.#comeNear();
    this.seat.keep();
    await this.#call.look();
    this.#seeTrouble();
    if (!this.#call.active && this.now > this.facts.visit.closes) await this.#lateLook();
    this.#changed();
  }

  #seeTrouble() {
    const { live, loss } = this.vitals;
    const socket = this.seat.open || !wantsSeat(this.facts);
    this.help.look({ inCall: this.facts.inCall, socket, live, loss }, performance.now());
  }

  async #lateLook() {
    await this.#read().catch(() => {});
    if (this.now > this.facts.visit.closes) this.#shut();
  }

  /** The room opens: what was open beside the visit gives way to the way in. */
  #opens() {
    const early = this.now < this.facts.visit.opens && !this.#call.active;
    if (early === this.facts.early) return;
    if (!early) this.#set({ early, testing: false, terms: false, aside: null, about: null });
    else this.#set({ early });
  }

  /** The planned end comes: who is back in the lobby after a call now stands on the end card. */
  #pastEnd() {
    const over = this.now >= this.facts.visit.end;
    if (over === this.facts.over) return;
    if (over && this.facts.ended && !this.#call.active) this.#letGo({ over });
    else this.#set({ over });
  }

  #begun() {
    this.#hush({ inCall: true, met: true, aside: null, ended: false, home: false, testing: false, terms: false, proving: null, missed: null, answered: false });
  }

  /** R38: before the planned end back in the lobby, after it the end card with the camera off. */
  #ended() {
    if (this.now >= this.facts.visit.end) this.#letGo({ ended: true, over: true });
    else this.#set({ inCall: false, ended: true, hushed: false });
    this.#read().catch(() => {});
  }

  #rung() {
    if (this.facts.inCall || this.facts.knocking) return;
    this.#set({ ringing: true, missed: null });
    this.#ringing.start();
    clearTimeout(this.#ringTimer);
    this.#ringTimer = setTimeout(() => this.#hush({ missed: this.now }), RINGS_MS);
  }

  #hush(change) {
    clearTimeout(this.#ringTimer);
    this.#ringing.stop();
    this.#set({ ringing: false, ...change });
  }

  #shut() {
    this.#letGo({ closed: true, place: null });
  }

  #letGo(change) {
    const nothing = { hushed: false, aside: null, about: null, inCall: false, knocking: false, testing: false, terms: false, proving: null, ringing: false, answered: false };
    clearTimeout(this.#ringTimer);
    this.#ringing.stop();
    Object.assign(this.facts, nothing, change); // first the facts, so that nothing here takes the seat again
    remember(this.facts);
    this.seat.leave();
    this.#call.leave();
    this.capture.close();
    this.#changed();
  }

  async #ask(question) {
    if (this.facts.busy) return;
    this.#set({ busy: true });
    try {
      this.#set(await question());
    } catch {
      this.#set({ problem: "unreachable" });
    } finally {
      this.#set({ busy: false });
    }
  }
}
