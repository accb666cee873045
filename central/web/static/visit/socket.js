// The signaling socket: comes back by itself under the same client name; a closed one ends nothing.

const WAITS_MS = [300, 800, 2000, 4000, 8000];
/** A door that does not answer in so long is tried anew. */
const CONNECT_MS = 5000;
/** In trouble a connection on which nothing came for so long is made anew: nobody tells of a dead one. */
const STALE_MS = 10000;
const QUEUE_LIMIT = 64;
const MESSAGE_LIMIT = 131072;

/** A new name for this page load: a reload is a new client, a reconnect is not. */
function newClient() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `page-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * `heard(message)` gets every message of central (wire.signaling), `opened()` comes after each
 * welcome, `closed(wasOpen)` after each loss; `hello` is said more with the first word.
 */
export class Socket {
  open = false;
  #client = newClient();
  #socket = null;
  #wanted = false;
  #tries = 0;
  #timer = null;
  #late = null;
  #heardAt = 0;
  #queue = [];
  #listener;
  #hello;

  constructor(listener, hello = {}) {
    this.#listener = listener;
    this.#hello = hello;
    addEventListener("online", () => this.#again());
    addEventListener("pageshow", () => this.#again());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.open) this.#again();
    });
  }

  /** Connect, and stay connected until stop(). */
  start() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#connect();
  }

  /** Close on purpose; a later start() is a new client, as after a reload. */
  stop() {
    this.#wanted = false;
    this.#client = newClient();
    this.#queue = [];
    clearTimeout(this.#timer);
    this.#drop();
  }

  /** Send now; a signal that finds the socket closed waits for the next welcome. */
  send(message) {
    if (this.open) this.#socket.send(JSON.stringify(message));
    else if (message.type === "signal") this.#queue = [...this.#queue, message].slice(-QUEUE_LIMIT);
  }

  /** The call is silent: come back soon, and do not trust a connection that says nothing. */
  stir() {
    this.#tries = Math.min(this.#tries, 1);
    if (!this.open || performance.now() - this.#heardAt < STALE_MS) return;
    this.#heardAt = performance.now();
    this.#again();
  }

  #again() {
    if (!this.#wanted) return;
    this.#tries = 0;
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#drop();
    const socket = new WebSocket(new URL("/ws", location.href.replace(/^http/, "ws")));
    this.#socket = socket;
    this.#late = setTimeout(() => this.#giveUp(socket), CONNECT_MS);
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", version: 1, client: this.#client, ...this.#hello }));
    socket.onmessage = (event) => this.#read(event.data);
    socket.onclose = () => this.#lost();
  }

  #read(text) {
    if (typeof text !== "string" || text.length > MESSAGE_LIMIT) return;
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    this.#heardAt = performance.now();
    if (message.type === "welcome") this.open = true;
    this.#listener.heard(message);
    if (message.type !== "welcome") return;
    this.#tries = 0;
    this.#listener.opened();
    for (const waiting of this.#queue.splice(0)) this.send(waiting);
  }

  #giveUp(socket) {
    if (socket !== this.#socket || this.open) return;
    this.#drop();
    this.#lost();
  }

  #lost() {
    const wasOpen = this.open;
    this.open = false;
    this.#socket = null;
    if (!this.#wanted) return;
    const wait = WAITS_MS[Math.min(this.#tries, WAITS_MS.length - 1)];
    this.#tries += 1;
    this.#timer = setTimeout(() => this.#connect(), wait * (0.75 + Math.random() / 2));
    this.#listener.closed(wasOpen);
  }

  #drop() {
    clearTimeout(this.#late);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    if (this.open) {
      this.open = false;
      this.#listener.closed(true);
    }
  }
}
