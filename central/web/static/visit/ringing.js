// The page rings: sound where a press has woken it, the title once in 4 s, vibration where there is one.
import { say } from "../words/words.js";
import { playRing } from "./sound.js";

const EVERY_MS = 2000;
const PATTERN = [400, 200, 400];

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Rings from start() to stop(); starting twice rings once. */
export class Ringing {
  #timer = null;
  #beat = 0;
  #title = "";

  start() {
    if (this.#timer) return;
    this.#title = document.title;
    this.#beat = 0;
    this.#step();
    this.#timer = setInterval(() => this.#step(), EVERY_MS);
  }

  stop() {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
    navigator.vibrate?.(0);
    document.title = this.#title;
  }

  #step() {
    const on = this.#beat % 2 === 0;
    this.#beat += 1;
    document.title = on || still() ? `☎ ${say("ring.title")}` : this.#title;
    if (!on) return;
    playRing();
    navigator.vibrate?.(PATTERN);
  }
}
