// One peer connection: one generation of a call. It answers the unit's offer once, and never again.
import { h } from "../look/dom.js";

const SDP_LIMIT = 65536;
const DEVICES = { video: "camera", audio: "microphone" };

const outward = (candidate) => ({
  type: "candidate",
  candidate: candidate?.candidate ?? "",
  ...(candidate?.sdpMid == null ? {} : { sdp_mid: candidate.sdpMid }),
  ...(candidate?.sdpMLineIndex == null ? {} : { sdp_m_line_index: candidate.sdpMLineIndex }),
});

const inward = (body) => ({
  candidate: body.candidate,
  sdpMid: body.sdp_mid ?? null,
  sdpMLineIndex: body.sdp_m_line_index ?? (body.sdp_mid == null ? 0 : null),
});

async function keepResolution(sender) {
  try {
    await sender.setParameters({ ...sender.getParameters(), degradationPreference: "maintain-resolution" });
  } catch {
    // A browser without the setting chooses by itself; the call goes on.
  }
}

/**
 * `trackOf(device)` gives the local track or null, `send(body)` signals to the unit, `changed()` is
 * called when the state, the picture or the sound changed.
 */
export class Connection {
  frames = false;
  answer = null;
  #waiting = [];
  #unsent = [];
  #described = false;
  #closed = false;

  constructor(generation, offer, { iceServers, trackOf, send, changed }) {
    this.generation = generation;
    this.offer = offer;
    this.trackOf = trackOf;
    this.send = send;
    this.changed = changed;
    this.video = h("video", { autoplay: true, playsinline: true, muted: true, "aria-hidden": "true", tabindex: "-1" });
    this.video.muted = true;
    this.audio = h("audio", { autoplay: true });
    this.audio.muted = true;
    this.pc = new RTCPeerConnection({ iceServers });
    this.pc.ontrack = ({ track }) => this.#show(track);
    this.pc.onconnectionstatechange = () => this.changed();
    this.pc.onicecandidate = ({ candidate }) => this.#trickle(candidate);
  }

  get state() {
    return this.#closed ? "closed" : this.pc.connectionState;
  }

  /** Answer the offer; false when the offer is not one that this browser can take. */
  async begin() {
    try {
      if (this.offer.length > SDP_LIMIT || /^m=application/m.test(this.offer)) throw new TypeError("offer");
      await this.pc.setRemoteDescription({ type: "offer", sdp: this.offer });
      this.#described = true;
      for (const body of this.#waiting.splice(0)) await this.#add(body);
      const pictures = await this.#attach();
      await this.pc.setLocalDescription(await this.pc.createAnswer());
      this.answer = { type: "answer", sdp: this.pc.localDescription.sdp };
      this.send(this.answer);
      for (const body of this.#unsent.splice(0)) this.send(body);
      await Promise.all(pictures.map(keepResolution));
      return true;
    } catch {
      this.close();
      return false;
    }
  }

  /** One of the unit's candidates; kept until the offer is in place. */
  async candidate(body) {
    if (this.#described) await this.#add(body);
    else if (this.#waiting.length < 64) this.#waiting.push(body);
  }

  /** Put what `trackOf` gives now in the place of what is sent; nothing is renegotiated. */
  async refresh(device) {
    for (const { receiver, sender } of this.#ours()) {
      if (DEVICES[receiver.track.kind] === device) await sender.replaceTrack(this.trackOf(device)).catch(() => {});
    }
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.pc.ontrack = this.pc.onconnectionstatechange = this.pc.onicecandidate = null;
    this.pc.close();
    for (const element of [this.video, this.audio]) {
      element.srcObject = null;
      element.remove();
    }
  }

  #ours() {
    const all = this.pc.getTransceivers();
    const first = (kind) => all.find(({ receiver }) => receiver.track.kind === kind);
    return [first("audio"), first("video")].filter(Boolean);
  }

  async #attach() {
    const pictures = [];
    for (const transceiver of this.#ours()) {
      const kind = transceiver.receiver.track.kind;
      transceiver.direction = "sendrecv";
      await transceiver.sender.replaceTrack(this.trackOf(DEVICES[kind]));
      if (kind === "video") pictures.push(transceiver.sender);
    }
    return pictures;
  }

  async #add(body) {
    try {
      await this.pc.addIceCandidate(body.candidate ? inward(body) : undefined);
    } catch {
      // One candidate that cannot be read harms only itself.
    }
  }

  #trickle(candidate) {
    const body = outward(candidate);
    if (body.candidate.length > 512) return;
    if (this.answer) this.send(body);
    else this.#unsent.push(body);
  }

  #show(track) {
    const element = track.kind === "video" ? this.video : this.audio;
    element.srcObject = new MediaStream([track]);
    if (track.kind === "video") this.#watchFirstFrame();
    element.play().catch(() => this.changed());
  }

  #watchFirstFrame() {
    const seen = () => {
      if (this.#closed || this.frames) return;
      this.frames = true;
      this.changed();
    };
    if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback(seen);
    else this.video.addEventListener("timeupdate", seen, { once: true });
  }
}
