// The chosen window as a moving picture: one way, to each page that sits, while central tells that it is shown (R35).
import { Beside as Pairs } from "../../visit/guests/beside.js";

const LOOK_MS = 1000;

/** `beside` is the staff's page beside the visit; `changed()` is called each second, and when another page or a picture took its place. */
export class Moving {
  #beside;
  #changed;
  #pairs;
  #track = null;
  #told = false;
  #known = false;
  #timer = null;

  constructor(beside, changed) {
    this.#beside = beside;
    this.#changed = changed;
    this.#pairs = new Pairs({
      way: "sendonly",
      ways: () => beside.ways,
      trackOf: () => this.#track,
      others: () => (this.#known ? beside.pages.map(({ peer }) => ({ peer, mine: true })) : []),
      send: (peer, generation, body) => beside.say("signal", { peer, generation, body }),
      changed: () => {},
    });
    beside.signal = (message) => this.#pairs.heard(message);
  }

  get on() {
    return this.#track !== null;
  }

  /** Whether a page takes it just now. */
  get arrives() {
    return this.#beside.pages.some(({ peer }) => this.#pairs.of(peer)?.vitals.live);
  }

  /** *Dela fönstret*: `track` goes out until stop(). */
  begin(track) {
    this.#track = track;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.update();
  }

  /** *Sluta dela*. */
  stop() {
    if (!this.on) return;
    this.#beside.talk.tell("show-window", { on: false });
    this.#end();
  }

  /** The lobby or the socket changed: central is told anew on each connection. */
  update() {
    if (!this.on) return;
    if (!this.#beside.open) this.#told = this.#known = false;
    else if (!this.#told) {
      this.#told = true;
      this.#beside.talk.tell("show-window", { on: true });
    }
    const mine = this.#beside.open && this.#beside.talk.levels.window === this.#beside.me;
    if (this.#known && !mine) return this.#end();
    this.#known = mine;
    this.#pairs.keep(performance.now());
  }

  #end() {
    clearInterval(this.#timer);
    this.#track = null;
    this.#told = this.#known = false;
    this.#pairs.close();
  }

  async #look() {
    await this.#pairs.look(performance.now());
    this.#changed();
  }
}
