// What is written and handed over at a visit, as one page knows it: the same for patient and clinician.

const GROWS_MS = 250;
const AGAIN_MS = 2000;
const LIMIT = 2000;
const LINES_KEPT = 500;
const NOTHING = { unlocked: false, desk: [], files: [], shown: null, window: null, snapshot: null, parties: [] };

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `line-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
};

/**
 * `wires` = {say(type, more), ready(): a word can be sent now, mine({peer, role}): it is this side's
 * own, changed()}. Lines that did not arrive are sent again under their own name until they are seen.
 */
export class Talk {
  lines = [];
  dropped = 0;
  /** Who else writes just now: [{peer, role, text}]. */
  growing = [];
  /** Own lines that central has not told back: [{id, text, at}]. */
  pending = [];
  /** What the lobby says: unlocked, desk, files, shown, window, snapshot, parties. */
  levels = NOTHING;
  unread = 0;
  #seen = 0;
  #looking = () => false;
  #grown = "";
  #told = "";
  #timer = null;
  #again = null;
  #wires;

  constructor(wires) {
    this.#wires = wires;
  }

  /** Whether the line or file is this side's own. */
  mine(what) {
    return Boolean(what.own) || this.#wires.mine(what);
  }

  /** One of central's messages; false when it is none of ours. */
  heard(message) {
    if (message.type === "chat-log") this.#log(message);
    else if (message.type === "typing-now") this.growing = message.growing;
    else if (message.type !== "error" || message.field !== "text") return false;
    else if (message.code === "malformed") this.pending.shift();
    this.#count();
    this.#wires.changed();
    return true;
  }

  /** The newest lobby; without one nothing is open. */
  lobby(message = NOTHING) {
    const { unlocked = false, desk = [], files = [], shown = null, window = null, snapshot = null, parties = [] } = message;
    const opened = unlocked && !this.levels.unlocked;
    this.levels = { unlocked, desk, files, shown, window, snapshot, parties };
    if (opened) {
      this.#told = "";
      this.#sendAgain(0);
    }
    this.#count();
  }

  /** Send one line; an empty one is none. */
  say(text) {
    const line = text.trim().slice(0, LIMIT);
    if (!line) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#grown = this.#told = "";
    this.pending.push({ id: newId(), text: line, at: performance.now() });
    this.#send(this.pending.at(-1));
    this.#wires.changed();
  }

  /** The line as it grows: the others read it at once, at most every 250 ms. */
  grow(text) {
    this.#grown = text.slice(0, LIMIT);
    if (this.#timer) return;
    this.#tellGrown();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#tellGrown();
    }, GROWS_MS);
  }

  /** `looks()` tells whether the panel is open: what is looked at is read (R31). */
  look(looks) {
    this.#looking = looks;
    this.#count();
    this.#wires.changed();
  }

  /** One word about the visit, where it can be said now. */
  tell(type, more = {}) {
    if (this.#wires.ready()) this.#wires.say(type, more);
  }

  /** The page is done with the visit: nothing of it stays in memory. */
  clear() {
    clearTimeout(this.#timer);
    clearTimeout(this.#again);
    this.#timer = this.#again = null;
    this.lines = [];
    this.pending = [];
    this.growing = [];
    this.levels = NOTHING;
    this.dropped = this.unread = this.#seen = 0;
    this.#grown = this.#told = "";
  }

  #log({ first = false, lines, dropped = 0 }) {
    const kept = first ? [] : this.lines;
    this.lines = [...kept, ...lines.filter(({ seq }) => seq > (kept.at(-1)?.seq ?? 0))].slice(-LINES_KEPT);
    this.lines = this.lines.filter(({ seq }) => seq > dropped);
    this.dropped = dropped;
    const here = new Set(this.lines.map(({ id }) => id));
    this.pending = this.pending.filter(({ id }) => !here.has(id));
  }

  #count() {
    const others = [...this.lines, ...this.levels.files.filter(({ kind }) => kind !== "shared")].filter((one) => !this.mine(one));
    const newest = Math.max(0, ...others.map(({ at }) => at));
    if (this.#looking()) this.#seen = Math.max(this.#seen, newest);
    this.unread = others.filter(({ at }) => at > this.#seen).length;
  }

  #tellGrown() {
    if (this.#grown === this.#told || !this.levels.unlocked || !this.#wires.ready()) return;
    this.#told = this.#grown;
    this.#wires.say("typing", { text: this.#grown });
  }

  #send(line) {
    if (this.levels.unlocked && this.#wires.ready()) this.#wires.say("chat", { id: line.id, text: line.text });
    this.#again ??= setTimeout(() => this.#sendAgain(AGAIN_MS), AGAIN_MS);
  }

  #sendAgain(age) {
    clearTimeout(this.#again);
    this.#again = null;
    const due = this.pending.filter(({ at }) => performance.now() >= at + age);
    for (const line of due) Object.assign(line, { at: performance.now() });
    for (const line of due.slice(0, 5)) this.#send(line);
    if (this.pending.length) this.#again ??= setTimeout(() => this.#sendAgain(AGAIN_MS), AGAIN_MS);
  }
}
