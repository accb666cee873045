// The page's seat in the lobby: the socket, joining, what the others are told, who else is there.
import { Socket } from "./socket.js";

/** The clinic's own side of a visit. */
const CLINIC = ["unit", "staff"];

/**
 * `wires` = {visit(): the visit's id, wanted(): the page is past the questions, listens(): it only
 * waits for a ring, media(): what is sent, place(): where the person is, presence(): whether the
 * person looks and listens, lobby(before): the lobby
 * changed and `before` was the unit's line, signal(message), ring(), talk: what is written there,
 * refused(code, thisVisit), changed()}.
 */
export class Seat {
  parties = [];
  me = null;
  iceServers = [];
  /** Media goes through a relay alone. */
  relayOnly = false;
  knocking = false;
  /** What the unit lets the patient know, or null. */
  news = null;
  /** The staff's page that shows a window as it moves, or null (R35). */
  window = null;
  /** The clinic was told that nobody is in the room. */
  clinicTold = false;
  /** Central's clock minus this machine's, in seconds. */
  clock = 0;
  #joined = false;
  #told = "";
  #placed = null;
  #present = "";
  #wires;

  constructor(wires) {
    this.#wires = wires;
    this.socket = new Socket({
      heard: (message) => this.#heard(message),
      opened: () => this.#opened(),
      closed: () => this.#closed(),
    });
  }

  get open() {
    return this.socket.open;
  }

  /** What a connection may use (RTCConfiguration). */
  get ways() {
    return { iceServers: this.iceServers, iceTransportPolicy: this.relayOnly ? "relay" : "all" };
  }

  /** The unit's line, if it is there. */
  get unit() {
    return this.parties.find((party) => party.role === "unit");
  }

  /** The lines of the other pages that sit here, in the order in which they came. */
  get pages() {
    const sits = ({ role, peer, seat, joined }) => peer !== this.me && joined && seat !== "left" && !CLINIC.includes(role);
    return this.parties.filter(sits);
  }

  /** This page's own line. */
  get own() {
    return this.parties.find((party) => party.peer === this.me);
  }

  /** Whether this page sits, so that what it says is heard. */
  get sits() {
    return this.socket.open && this.#joined && !this.knocking;
  }

  /** Whether what `one` wrote or handed over is this side's own. */
  mine({ peer, role }) {
    return peer === this.me || (role === "patient" && this.own?.role === role);
  }

  /** One word about the visit. */
  say(type, more) {
    this.#say(type, more);
  }

  /** Keep the seat as the facts want it: connected, joined, the others told what is sent. */
  keep() {
    const wanted = this.#wires.wanted();
    if (wanted || this.#wires.listens()) this.socket.start();
    if (!wanted) return;
    if (!this.#joined) this.#join();
    else this.#tell();
  }

  /** A goodbye that is meant; a later keep() is a new client, as after a reload. */
  leave() {
    if (this.socket.open) this.#say("bye");
    this.socket.stop();
    this.#wires.talk.clear();
    this.#joined = this.knocking = false;
    this.parties = [];
    this.news = this.window = null;
    this.clinicTold = false;
  }

  /** One step of answer and candidates to `peer`. */
  signal(peer, generation, body) {
    this.#say("signal", { peer, generation, body });
  }

  #say(type, more = {}) {
    this.socket.send({ type, visit: this.#wires.visit(), ...more });
  }

  #heard(message) {
    if (message.type === "welcome") this.#welcomed(message);
    else if (this.#wires.talk.heard(message)) return;
    else if (message.type === "error") this.#refused(message);
    else if (message.visit !== this.#wires.visit()) return;
    else if (message.type === "lobby") this.#lobby(message);
    else if (message.type === "ring") this.#wires.ring();
    else if (message.type === "signal") this.#wires.signal(message);
  }

  #welcomed({ peer, now, ice_servers: servers = [], relay_only: relayOnly = false }) {
    this.relayOnly = relayOnly;
    this.me = peer;
    this.clock = now - Date.now() / 1000;
    this.iceServers = servers.map(({ urls, username, credential }) => ({ urls, username, credential }));
  }

  #lobby(message) {
    const { parties, news = null, window = null, clinic_told: clinicTold = false } = message;
    const before = this.unit;
    Object.assign(this, { parties, news, window, clinicTold });
    const knocking = this.own?.seat === "knocking";
    if (knocking !== this.knocking) this.#joined = knocking;
    this.knocking = knocking;
    this.#wires.lobby(before);
    this.keep();
    this.#wires.talk.lobby(message);
  }

  #refused({ code, field }) {
    if (code === "not-joined") this.#joined = this.knocking;
    else this.#wires.refused(code, field === "visit");
  }

  #opened() {
    this.#joined = false;
    this.keep();
    this.#wires.changed();
  }

  #closed() {
    this.#joined = false;
    const away = (party) => (party.seat === "lobby" ? { ...party, seat: "away" } : party);
    this.parties = this.parties.map(away);
    this.#wires.changed();
  }

  #join() {
    if (!this.socket.open) return;
    this.#joined = true;
    this.#told = "";
    this.#placed = null;
    this.#present = "";
    this.#say("join");
    this.#tell();
  }

  #tell() {
    this.#tellPlace();
    this.#tellPresence();
    const media = JSON.stringify(this.#wires.media());
    if (!this.socket.open || this.knocking || this.#told === media) return;
    this.#told = media;
    this.#say("media", JSON.parse(media));
  }

  #tellPresence() {
    const present = JSON.stringify(this.#wires.presence());
    if (!this.socket.open || this.knocking || this.#present === present) return;
    this.#present = present;
    this.#say("presence", JSON.parse(present));
  }

  #tellPlace() {
    const place = this.#wires.place();
    if (!this.socket.open || this.knocking || this.#placed === place) return;
    this.#placed = place;
    this.#say("place", { place });
  }
}
