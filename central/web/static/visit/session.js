// The visit as this page lives it: the facts, what central and the unit say, what the person presses.
import { suggestLanguage } from "../words/words.js";
import { Calls } from "./calls.js";
import { Capture } from "./capture.js";
import * as doors from "./doors.js";
import { isOver, saidGoodbye } from "./farewell.js";
import { TERMS, screenOf, wantsSeat } from "./screen_table.js";
import { Socket } from "./socket.js";
import { wakeSound } from "./sound.js";
import { Vitals } from "./vitals.js";

const CHECKED = "ostord-checked";
const WATCH_MS = 500;
const REREAD_MS = 30000;
const RETURNED_MS = 10000;

const NO_FACTS = {
  ticket: null,
  refusals: 0,
  problem: null,
  busy: false,
  visit: null,
  declined: false,
  checked: false,
  testing: false,
  terms: false,
  left: false,
  ended: false,
  done: false,
  closed: false,
  superseded: false,
  knocking: false,
  inCall: false,
  returned: false,
};

/** Holds the facts; `changed()` is called after each change of anything shown. */
export class Session {
  facts = { ...NO_FACTS };
  parties = [];
  me = null;
  #clock = 0;
  #iceServers = [];
  #joined = false;
  #told = "";
  #hold = false;
  #peer = null;
  #callSince = 0;
  #changed;

  constructor(changed) {
    this.#changed = changed;
    this.capture = new Capture(() => this.#devices());
    this.vitals = new Vitals();
    this.socket = new Socket({
      heard: (message) => this.#heard(message),
      opened: () => this.#seat(),
      closed: () => this.#unseated(),
    });
    this.calls = new Calls({
      iceServers: () => this.#iceServers,
      trackOf: (device) => (device === "camera" && this.#hold ? null : this.capture.track(device)),
      send: (generation, body) => this.#signal(generation, body),
      changed: () => this.#changed(),
    });
    setInterval(() => this.#watch(), WATCH_MS);
    setInterval(() => this.#reread(), REREAD_MS);
  }

  /** Central's time in Unix seconds. */
  get now() {
    return Date.now() / 1000 + this.#clock;
  }

  get screen() {
    return screenOf(this.facts);
  }

  /** The unit's line in the lobby, if it is there. */
  get unit() {
    return this.parties.find((party) => party.role === "unit");
  }

  /** What central holds proven about this person (R60). */
  get level() {
    return this.parties.find((party) => party.peer === this.me)?.level ?? this.facts.visit?.level ?? "link";
  }

  /** Begin with the ticket of the address, or go on with this browser's session. */
  async begin(ticket) {
    if (ticket) return this.#set({ ticket });
    await this.#read();
  }

  // What the person presses --------------------------------------------------------------

  /** Ticket and birth date for a session; every refusal is one sentence. */
  async enter(birthDate) {
    await this.#ask(async () => {
      const { status } = await doors.enter(this.facts.ticket, birthDate);
      if (status === 429) return { problem: "too-fast" };
      if (status !== 200) return { problem: "refused", refusals: this.facts.refusals + 1 };
      history.replaceState(null, "", location.pathname);
      await this.#read();
      return { problem: null, ticket: null };
    });
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
    sessionStorage.setItem(CHECKED, this.facts.visit.visit);
    this.#set({ checked: true, testing: false, left: false });
  }

  /** This browser tab passed the check before it was reloaded. */
  get checkedBefore() {
    return sessionStorage.getItem(CHECKED) === this.facts.visit?.visit;
  }

  /** Open one of the lobby's side rooms, "testing" or "terms", or close it. */
  aside(name, open) {
    this.#set({ [name]: open });
  }

  turn(device, on) {
    return this.capture.turn(device, on);
  }

  /** The page went to the background, or came back. */
  noticed(hidden) {
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

  /** Back from *left*: the devices are opened again by this press. */
  async comeBack() {
    await this.openDevices();
    this.#set({ left: false, ended: false });
  }

  /** *Jag är klar*: forget the session and let go of everything. */
  async finish() {
    this.#letGo({ done: true });
    sessionStorage.removeItem(CHECKED);
    await doors.leaveSession().catch(() => {});
  }

  // What central and the unit say -----------------------------------------------------------

  async #read() {
    const { status, data } = await doors.readVisit();
    if (status === 401 && this.facts.visit) return this.#shut();
    if (status !== 200) return this.#set({});
    this.#clock = data.now - Date.now() / 1000;
    suggestLanguage(data.language);
    this.#set({ visit: data });
  }

  async #reread() {
    const { visit, done, closed, superseded } = this.facts;
    if (visit && !done && !closed && !superseded) await this.#read().catch(() => {});
  }

  #heard(message) {
    if (message.type === "welcome") {
      this.me = message.peer;
      this.#clock = message.now - Date.now() / 1000;
      this.#iceServers = (message.ice_servers ?? []).map(({ urls, username, credential }) => ({ urls, username, credential }));
    } else if (message.visit && message.visit !== this.facts.visit?.visit) return;
    else if (message.type === "lobby") this.#lobby(message.parties);
    else if (message.type === "signal") this.#signalled(message);
    else if (message.type === "error") this.#refused(message.code);
  }

  #lobby(parties) {
    const before = this.unit;
    this.parties = parties;
    this.#pause(Boolean(this.unit?.hold));
    if (this.facts.inCall && saidGoodbye(before, this.unit)) this.#over();
    const own = parties.find((party) => party.peer === this.me);
    const knocking = own?.seat === "knocking";
    if (knocking !== this.facts.knocking) this.#joined = false;
    this.#set({ knocking });
  }

  #signalled({ peer, generation, body }) {
    if (body.type === "offer" && peer !== this.#peer && !this.vitals.live) this.calls.forget();
    const newer = body.type === "offer" && generation > this.calls.generation;
    if (newer && !wantsSeat(this.facts)) return;
    this.#peer = peer;
    if (newer && !this.facts.inCall) {
      this.#callSince = performance.now();
      this.#set({ inCall: true, ended: false, testing: false, terms: false });
    }
    this.calls.receive(generation, body);
  }

  #refused(code) {
    if (code === "superseded") {
      this.#letGo({ superseded: true });
    } else if (code === "not-joined") this.#joined = false; // the next look joins again
    else if (["refused", "gone"].includes(code)) this.#read().catch(() => {});
  }

  // Levels kept in step ---------------------------------------------------------------------

  #set(change) {
    Object.assign(this.facts, change);
    if (wantsSeat(this.facts)) this.socket.start();
    this.#changed();
  }

  #seat() {
    this.#joined = false;
    this.#set({ knocking: false });
    this.#join();
  }

  #join() {
    if (!wantsSeat(this.facts) || this.facts.knocking || !this.socket.open) return;
    this.#joined = true;
    this.#told = "";
    this.socket.send({ type: "join", visit: this.facts.visit.visit });
    this.#tellMedia();
  }

  #unseated() {
    this.#joined = false;
    this.parties = this.parties.map((party) => ({ ...party, seat: party.seat === "lobby" ? "away" : party.seat }));
    this.#changed();
  }

  #tellMedia() {
    const media = { camera: this.capture.sends("camera"), microphone: this.capture.sends("microphone") };
    if (!this.#joined || !this.socket.open || this.#told === JSON.stringify(media)) return;
    this.#told = JSON.stringify(media);
    this.socket.send({ type: "media", visit: this.facts.visit.visit, ...media });
  }

  #devices() {
    this.#tellMedia();
    this.calls.refresh("camera");
    this.calls.refresh("microphone");
    this.#changed();
  }

  #pause(on) {
    if (on === this.#hold) return;
    this.#hold = on;
    this.capture.hush(on);
    this.calls.refresh("camera");
  }

  #signal(generation, body) {
    const peer = this.unit?.peer ?? this.#peer;
    this.socket.send({ type: "signal", visit: this.facts.visit.visit, peer, generation, body });
  }

  async #watch() {
    const { visit, inCall, closed, done } = this.facts;
    if (!this.#joined) this.#join();
    if (inCall) {
      await this.vitals.look(this.calls.shown, performance.now()).catch(() => {});
      const young = performance.now() - this.#callSince < 10000;
      const live = this.vitals.live || young || Boolean(this.calls.coming);
      if (this.facts.inCall && this.socket.open && isOver(this.unit, live)) this.#over();
    } else if (visit && !closed && !done && this.now > visit.closes) {
      await this.#read().catch(() => {});
      if (this.now > this.facts.visit.closes) this.#shut();
    }
    if (visit) this.#changed();
  }

  #over() {
    this.calls.close();
    this.#pause(false);
    this.#set({ inCall: false, ended: true });
    this.#read().catch(() => {});
  }

  #shut() {
    this.#letGo({ closed: true });
  }

  #letGo(change) {
    if (this.facts.visit) this.socket.send({ type: "bye", visit: this.facts.visit.visit });
    this.socket.stop();
    this.calls.close();
    this.calls.forget();
    this.capture.close();
    this.#pause(false);
    this.#joined = false;
    this.parties = [];
    this.#set({ inCall: false, knocking: false, testing: false, terms: false, ...change });
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
