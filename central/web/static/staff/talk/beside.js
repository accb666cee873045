// The staff's page beside one visit: a socket of its own, without a seat; who is there, what is written.
import { Talk } from "../../talk/talk.js";
import { Socket } from "../../visit/socket.js";

/** `changed()` is called after every change; `close()` ends it. */
export class Beside {
  me = null;
  parties = [];
  /** What a connection may use (RTCConfiguration). */
  ways = {};
  /** Central does not let this page stand beside the visit. */
  refused = false;
  /** Where a page's answers and candidates go. */
  signal = () => {};
  #socket;
  #visit;
  #changed;

  constructor(visit, changed) {
    this.#visit = visit;
    this.#changed = changed;
    this.talk = new Talk({
      say: (type, more) => this.say(type, more),
      ready: () => this.#socket.open,
      mine: ({ role }) => role === "staff" || role === "unit",
      changed,
    });
    this.#socket = new Socket({ heard: (message) => this.#heard(message), opened: () => {}, closed: () => changed() }, { visit });
    this.#socket.start();
  }

  get open() {
    return this.#socket.open;
  }

  /** The party with this role who sits. */
  sitting(role) {
    return this.parties.find((party) => party.role === role && ["lobby", "away"].includes(party.seat));
  }

  /** Whether the room has started the visit. */
  get runs() {
    return this.sitting("unit")?.joined ?? false;
  }

  /** The pages that sit, the patient's and the guests'; a socket that went is no goodbye. */
  get pages() {
    return this.parties.filter(({ role, seat, joined }) => role !== "unit" && joined && (seat === "lobby" || seat === "away"));
  }

  say(type, more = {}) {
    this.#socket.send({ type, visit: this.#visit, ...more });
  }

  close() {
    this.#socket.stop();
    this.talk.clear();
  }

  #heard(message) {
    if (message.type === "welcome") this.#welcomed(message);
    else if (message.type === "signal") return this.signal(message);
    else if (this.talk.heard(message)) return;
    else if (message.type === "lobby" && message.visit === this.#visit) this.#lobby(message);
    else if (message.type === "error" && message.code === "refused" && !this.me) this.#shut();
    this.#changed();
  }

  #welcomed({ peer, ice_servers: servers = [], relay_only: relayOnly = false }) {
    [this.me, this.refused] = [peer, false];
    const iceServers = servers.map(({ urls, username, credential }) => ({ urls, username, credential }));
    this.ways = { iceServers, iceTransportPolicy: relayOnly ? "relay" : "all" };
  }

  #lobby(message) {
    this.parties = message.parties;
    this.talk.lobby(message);
  }

  #shut() {
    this.refused = true;
    this.#socket.stop();
  }
}
