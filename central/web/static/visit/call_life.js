// One call's life on the page: it begins with the unit, pauses with it, and ends with its goodbye.
// The other pages are there only with it: nobody is left together without a clinician (R38).
import { Calls } from "./calls.js";
import { isOver, present, saidGoodbye } from "./farewell.js";
import { Beside } from "./guests/beside.js";
import { Vitals } from "./vitals.js";

const YOUNG_MS = 10000;

/** `wires` = {seat(), capture(), mayBegin(), begun(), ended(), changed()}. */
export class CallLife {
  active = false;
  vitals = new Vitals();
  #hold = false;
  #peer = null;
  #since = 0;
  #wires;

  constructor(wires) {
    this.#wires = wires;
    const shared = {
      ways: () => wires.seat().ways,
      trackOf: (device) => (device === "camera" && this.#hold ? null : wires.capture().track(device)),
    };
    this.calls = new Calls({
      ...shared,
      send: (generation, body) => wires.seat().signal(wires.seat().unit?.peer ?? this.#peer, generation, body),
      changed: wires.changed,
    });
    this.beside = new Beside({
      ...shared,
      others: () => this.#others(),
      send: (peer, generation, body) => wires.seat().signal(peer, generation, body),
      changed: () => this.#met(),
    });
    this.window = new Beside({
      ...shared,
      trackOf: () => null,
      way: "recvonly",
      others: () => this.#shows(),
      send: (peer, generation, body) => wires.seat().signal(peer, generation, body),
      changed: wires.changed,
    });
  }

  /** The clinician's window once a picture of it is there, as a `video`; else null (R35). */
  get windowSeen() {
    return this.window.shown.find(({ frames }) => frames)?.video ?? null;
  }

  /** A signal of the unit, or of another page; a unit that has begun anew counts from the start. */
  heard(message) {
    if (this.#wires.seat().window === message.peer) this.window.heard(message);
    else if (this.#wires.seat().pages.some(({ peer }) => peer === message.peer)) this.beside.heard(message);
    else this.#unit(message);
  }

  #unit({ peer, generation, body }) {
    const offered = body.type === "offer";
    if (offered && peer !== this.#peer && !this.vitals.live) this.calls.forget();
    const newer = offered && generation > this.calls.generation;
    if (newer && !this.#wires.mayBegin()) return;
    this.#peer = peer;
    if (newer) this.#begin();
    this.calls.receive(generation, body);
  }

  /** The lobby changed; `before` was the unit's line. */
  lobby(before) {
    const { unit } = this.#wires.seat();
    this.#pause(Boolean(unit?.hold));
    if (this.active && saidGoodbye(before, unit)) this.#over();
    else this.#keep(performance.now());
  }

  /** A device was opened, closed or turned. */
  devices() {
    for (const device of ["camera", "microphone"]) this.#refresh(device);
  }

  /** Nobody is heard here, or everybody is again (R43). */
  deafen(on) {
    this.calls.deafen(on);
    this.beside.deafen(on);
  }

  /** Look at the connections once; a call whose unit is gone and silent is over. */
  async look() {
    const now = performance.now();
    await this.beside.look(now);
    this.#keep(now);
    if (!this.active) return;
    await this.vitals.look(this.calls.shown, now).catch(() => {});
    if (!this.vitals.live && this.calls.seen) this.#wires.seat().socket.stir();
    const young = performance.now() - this.#since < YOUNG_MS;
    const live = this.vitals.live || young || Boolean(this.calls.coming);
    if (this.active && this.#wires.seat().open && isOver(this.#wires.seat().unit, live)) this.#over();
  }

  /** The person left: nothing of the call stays, and the next one begins as after a reload. */
  leave() {
    this.#close();
    this.calls.forget();
    this.beside.forget();
    this.window.forget();
  }

  /** Who else is to be talked with while the unit is there; of two pages the later one offers. */
  #others() {
    const { unit, own, pages } = this.#wires.seat();
    if (!present(unit) || !own?.joined || !this.#wires.mayBegin()) return [];
    const { parties } = this.#wires.seat();
    const mine = parties.indexOf(own);
    return pages.map((party) => ({ peer: party.peer, mine: parties.indexOf(party) < mine }));
  }

  #shows() {
    const { unit, own, window } = this.#wires.seat();
    const there = window && present(unit) && own?.joined && this.#wires.mayBegin();
    return there ? [{ peer: window, mine: false }] : [];
  }

  #keep(now) {
    this.beside.keep(now);
    this.window.keep(now);
  }

  #met() {
    if (this.beside.shown.length > 0) this.#begin();
    this.#wires.changed();
  }

  #begin() {
    if (this.active) return;
    this.active = true;
    this.#since = performance.now();
    this.#wires.begun();
  }

  #over() {
    this.#close();
    this.#wires.ended();
  }

  #close() {
    this.active = false;
    this.calls.close();
    this.beside.close();
    this.window.close();
    this.#pause(false);
  }

  #pause(on) {
    if (on === this.#hold) return;
    this.#hold = on;
    this.#wires.capture().hush(on);
    this.#refresh("camera");
  }

  #refresh(device) {
    this.calls.refresh(device);
    this.beside.refresh(device);
  }
}
