// The other pages of a visit: one call with each, and of two pages the later one offers (R39, R40).
import { Calls } from "../calls.js";
import { Vitals } from "../vitals.js";

const AGAIN_MS = 6000;

/** One other page: its generations, and whether the path to it lives. */
class Pair {
  vitals = new Vitals();
  #offered = -Infinity;

  constructor(peer, generation, wires) {
    this.peer = peer;
    this.calls = new Calls({
      ways: wires.ways,
      trackOf: wires.trackOf,
      send: (of, body) => wires.send(peer, of, body),
      changed: wires.changed,
      small: !wires.way,
      way: wires.way,
    });
    this.calls.generation = generation;
  }

  /** Offer where there is no living path, and again while there is none. */
  offer(now) {
    if (now < this.#offered + AGAIN_MS || (this.calls.shown && this.vitals.live)) return;
    this.#offered = now;
    this.calls.offer();
  }
}

/**
 * `wires` = {others(): the pages to talk with as {peer, mine: ours is the offer}, ways(),
 * trackOf(device), send(peer, generation, body), changed(), way: of a shown window alone}.
 */
export class Beside {
  #pairs = new Map();
  #generations = new Map();
  #deaf = false;
  #wires;

  constructor(wires) {
    this.#wires = wires;
  }

  /** The pair with a page, or undefined. */
  of(peer) {
    return this.#pairs.get(peer);
  }

  /** The newest connection of each pair that is there. */
  get shown() {
    return [...this.#pairs.values()].map(({ calls }) => calls.shown).filter(Boolean);
  }

  /** The lobby changed, or time passed: who is gone is let go, who is new is called. */
  keep(now) {
    const others = this.#wires.others();
    for (const peer of this.#pairs.keys()) if (!others.some((one) => one.peer === peer)) this.#close(peer);
    for (const { peer, mine } of others) {
      const pair = this.#pair(peer);
      if (mine) pair.offer(now);
    }
  }

  /** A signal of another page; an offer counts only where it is theirs to make. */
  heard({ peer, generation, body }) {
    const other = this.#wires.others().find((one) => one.peer === peer);
    if (!other || (body.type === "offer" && other.mine)) return;
    this.#pair(peer).calls.receive(generation, body);
  }

  /** A device was opened, closed or turned. */
  refresh(device) {
    for (const { calls } of this.#pairs.values()) calls.refresh(device);
  }

  /** Nobody is heard here, or everybody is again (R43). */
  deafen(on) {
    this.#deaf = on;
    for (const { calls } of this.#pairs.values()) calls.deafen(on);
  }

  /** Look at every path once. */
  async look(now) {
    const pairs = [...this.#pairs.values()];
    await Promise.all(pairs.map(({ calls, vitals }) => vitals.look(calls.shown, now).catch(() => {})));
  }

  /** Nobody is left with anybody (R38). */
  close() {
    for (const peer of [...this.#pairs.keys()]) this.#close(peer);
  }

  /** A new seat of ours counts from the start with everybody. */
  forget() {
    this.close();
    this.#generations.clear();
  }

  #pair(peer) {
    if (!this.#pairs.has(peer)) {
      const pair = new Pair(peer, this.#generations.get(peer) ?? 0, this.#wires);
      pair.calls.deafen(this.#deaf);
      this.#pairs.set(peer, pair);
    }
    return this.#pairs.get(peer);
  }

  #close(peer) {
    const { calls } = this.#pairs.get(peer);
    this.#generations.set(peer, calls.generation);
    calls.close();
    this.#pairs.delete(peer);
  }
}
