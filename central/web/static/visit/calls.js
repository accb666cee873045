// The generations of one call: the newest is answered, the old picture stays until the new one lives.
import { Connection } from "./connection.js";

const WITHOUT_PICTURE_MS = 3000;

/**
 * `shown` is what the person sees and hears, `coming` the newer one that is not there yet.
 * `wires` = {ways(), trackOf(device), send(generation, body), changed(), small: our picture
 * is a small one there, way: of a shown window alone}.
 */
export class Calls {
  shown = null;
  coming = null;
  generation = 0;
  /** A picture of the other end has been seen in this call. */
  seen = false;
  #deaf = false;
  #early = [];
  #timer = null;
  #wires;

  constructor(wires) {
    this.#wires = wires;
  }

  /** A signal from the other end; everything of an older generation is ignored. */
  async receive(generation, body) {
    if (generation < this.generation) return;
    if (body.type === "offer") await this.#offer(generation, body.sdp);
    else if (body.type === "answer") await this.#living(generation)?.take(body.sdp);
    else if (body.type === "candidate") await this.#candidate(generation, body);
  }

  /** Offer a new generation: what the later of two pages does. */
  offer() {
    return this.#begin(this.generation + 1, null);
  }

  /** A device was turned on or off: every living connection sends what there is now. */
  async refresh(device) {
    await Promise.all([this.shown, this.coming].map((connection) => connection?.refresh(device)));
  }

  /** Nothing of the other end is heard here, or it is again (R43). */
  deafen(on) {
    if (on === this.#deaf) return;
    this.#deaf = on;
    const heard = this.coming?.state === "connected" ? this.coming : this.shown;
    if (heard) heard.audio.muted = on;
  }

  /** The call is over: nothing of it is left; its generation never comes back from the same unit. */
  close() {
    clearTimeout(this.#timer);
    this.shown?.close();
    this.coming?.close();
    this.shown = this.coming = null;
    this.seen = false;
    this.#early = [];
  }

  /** A unit that begins anew, or a new seat of ours, counts its generations from the start. */
  forget() {
    this.generation = 0;
  }

  async #offer(generation, sdp) {
    if (generation === this.generation) return this.#repeat(sdp);
    await this.#begin(generation, sdp);
  }

  #living(generation) {
    return [this.coming, this.shown].find((connection) => connection?.generation === generation);
  }

  async #begin(generation, sdp) {
    this.generation = generation;
    clearTimeout(this.#timer);
    this.coming?.close();
    const connection = new Connection(generation, sdp, {
      ways: this.#wires.ways(),
      trackOf: this.#wires.trackOf,
      small: this.#wires.small,
      way: this.#wires.way,
      send: (body) => this.#wires.send(generation, body),
      changed: () => this.#step(connection),
    });
    this.coming = connection;
    for (const [of, body] of this.#early.splice(0)) if (of === generation) connection.candidate(body);
    this.#wires.changed();
    if (!(await connection.begin()) && this.coming === connection) this.coming = null;
    this.#wires.changed();
  }

  #repeat(sdp) {
    const same = this.#living(this.generation);
    if (same?.offer === sdp && same.answer) this.#wires.send(this.generation, same.answer);
  }

  async #candidate(generation, body) {
    const connection = this.#living(generation);
    if (connection) await connection.candidate(body);
    else if (generation > this.generation) this.#early = [...this.#early, [generation, body]].slice(-64);
  }

  #step(connection) {
    this.seen ||= connection.frames;
    if (connection === this.coming && connection.state === "connected") this.#arrive(connection);
    if (connection === this.coming && connection.state === "failed") this.#forsake(connection);
    this.#wires.changed();
  }

  /** Nobody was there: the other end took the old one back, or will offer again. */
  #forsake(connection) {
    connection.close();
    this.coming = null;
  }

  #arrive(connection) {
    connection.audio.muted = this.#deaf; // sound first: the old one is silenced, its picture stays
    if (this.shown) this.shown.audio.muted = true;
    if (!this.shown || connection.frames) return this.#promote(connection);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.coming === connection) this.#promote(connection);
      this.#wires.changed();
    }, WITHOUT_PICTURE_MS);
  }

  #promote(connection) {
    clearTimeout(this.#timer);
    this.shown?.close();
    this.shown = connection;
    this.coming = null;
  }
}
