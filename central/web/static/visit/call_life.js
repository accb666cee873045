// One call's life on the page: it begins with an offer, pauses with the unit, ends with its goodbye.
import { Calls } from "./calls.js";
import { isOver, saidGoodbye } from "./farewell.js";
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
    this.calls = new Calls({
      iceServers: () => wires.seat().iceServers,
      trackOf: (device) => (device === "camera" && this.#hold ? null : wires.capture().track(device)),
      send: (generation, body) => wires.seat().signal(wires.seat().unit?.peer ?? this.#peer, generation, body),
      changed: wires.changed,
    });
  }

  /** A signal of the unit; one that has begun anew counts its generations from the start. */
  heard({ peer, generation, body }) {
    const offered = body.type === "offer";
    if (offered && peer !== this.#peer && !this.vitals.live) this.calls.forget();
    const newer = offered && generation > this.calls.generation;
    if (newer && !this.#wires.mayBegin()) return;
    this.#peer = peer;
    if (newer && !this.active) {
      this.active = true;
      this.#since = performance.now();
      this.#wires.begun();
    }
    this.calls.receive(generation, body);
  }

  /** The lobby changed; `before` was the unit's line. */
  lobby(before) {
    const { unit } = this.#wires.seat();
    this.#pause(Boolean(unit?.hold));
    if (this.active && saidGoodbye(before, unit)) this.#over();
  }

  /** A device was opened, closed or turned. */
  devices() {
    this.calls.refresh("camera");
    this.calls.refresh("microphone");
  }

  /** Look at the connection once; a call whose unit is gone and silent is over. */
  async look() {
    if (!this.active) return;
    await this.vitals.look(this.calls.shown, performance.now()).catch(() => {});
    const young = performance.now() - this.#since < YOUNG_MS;
    const live = this.vitals.live || young || Boolean(this.calls.coming);
    if (this.active && this.#wires.seat().open && isOver(this.#wires.seat().unit, live)) this.#over();
  }

  /** The person left: nothing of the call stays, and the next one begins as after a reload. */
  leave() {
    this.#close();
    this.calls.forget();
  }

  #over() {
    this.#close();
    this.#wires.ended();
  }

  #close() {
    this.active = false;
    this.calls.close();
    this.#pause(false);
  }

  #pause(on) {
    if (on === this.#hold) return;
    this.#hold = on;
    this.#wires.capture().hush(on);
    this.calls.refresh("camera");
  }
}
