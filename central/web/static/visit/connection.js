// One peer connection: one generation of a call. It answers one offer, or makes one, and never again.
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

/** What a picture costs that is shown small, beside others. */
const SMALL = { maxBitrate: 400000, scaleResolutionDownBy: 2 };

/** Whether the other end asks for a small picture: the most that it wants, in bit/s (RFC 3890). */
const wantsSmall = (offer) => {
  const picture = offer.split(/^m=/m).find((part) => part.startsWith("video")) ?? "";
  return Number(/^b=TIAS:(\d+)/m.exec(picture)?.[1] ?? Infinity) <= SMALL.maxBitrate;
};

async function dress(sender, small) {
  const wanted = { ...sender.getParameters(), degradationPreference: "maintain-resolution" };
  if (small) wanted.encodings = wanted.encodings?.map((one) => ({ ...one, ...SMALL }));
  try {
    await sender.setParameters(wanted);
  } catch {
    // A browser without the setting chooses by itself; the call goes on.
  }
}

/**
 * `offer` is the other end's, or null: then this end offers. `trackOf(device)` gives the local track
 * or null, `send(body)` signals to the other end, `changed()` is called when the state, the picture
 * or the sound changed. `way` is "sendrecv"; of a shown window "sendonly" or "recvonly", without sound.
 */
export class Connection {
  frames = false;
  answer = null;
  #waiting = [];
  #unsent = [];
  #described = false;
  #told = false;
  #closed = false;

  constructor(generation, offer, { ways, trackOf, small = false, way = "sendrecv", send, changed }) {
    this.generation = generation;
    this.offer = offer;
    this.trackOf = trackOf;
    this.small = small;
    this.way = way;
    this.send = send;
    this.changed = changed;
    this.video = h("video", { autoplay: true, playsinline: true, muted: true, "aria-hidden": "true", tabindex: "-1" });
    this.video.muted = true;
    this.audio = h("audio", { autoplay: true });
    this.audio.muted = true;
    this.pc = new RTCPeerConnection(ways);
    this.pc.ontrack = ({ track }) => this.#show(track);
    this.pc.onconnectionstatechange = () => this.changed();
    this.pc.onicecandidate = ({ candidate }) => this.#trickle(candidate);
  }

  get state() {
    return this.#closed ? "closed" : this.pc.connectionState;
  }

  /** Answer the offer, or make one; false when the offer is not one that this browser can take. */
  async begin() {
    try {
      if (this.offer === null) await this.#propose();
      else await this.#accept();
      return true;
    } catch {
      this.close();
      return false;
    }
  }

  /** The other end's answer to our offer; what is no answer ends this generation. */
  async take(sdp) {
    if (this.offer !== null || this.#described) return;
    try {
      await this.#hearOf("answer", sdp);
    } catch {
      this.close();
    }
  }

  /** One of the other end's candidates; kept until the offer is in place. */
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

  async #propose() {
    for (const kind of this.way === "sendrecv" ? ["audio", "video"] : ["video"]) {
      this.pc.addTransceiver(this.trackOf(DEVICES[kind]) ?? kind, { direction: this.way });
    }
    await this.pc.setLocalDescription(await this.pc.createOffer());
    this.#tell("offer");
  }

  async #accept() {
    await this.#hearOf("offer", this.offer);
    const pictures = await this.#attach();
    await this.pc.setLocalDescription(await this.pc.createAnswer());
    this.answer = this.#tell("answer");
    const small = this.small || wantsSmall(this.offer);
    await Promise.all(pictures.map((sender) => dress(sender, small)));
  }

  async #hearOf(type, sdp) {
    if (sdp.length > SDP_LIMIT || /^m=application/m.test(sdp)) throw new TypeError(type);
    await this.pc.setRemoteDescription({ type, sdp });
    this.#described = true;
    for (const body of this.#waiting.splice(0)) await this.#add(body);
    if (type === "answer") await Promise.all(this.#pictures().map((sender) => dress(sender, this.small)));
  }

  #tell(type) {
    const said = { type, sdp: this.pc.localDescription.sdp };
    this.#told = true;
    this.send(said);
    for (const body of this.#unsent.splice(0)) this.send(body);
    return said;
  }

  #pictures() {
    return this.#ours().flatMap(({ receiver, sender }) => (receiver.track.kind === "video" ? [sender] : []));
  }

  #ours() {
    const all = this.pc.getTransceivers();
    const first = (kind) => all.find(({ receiver }) => receiver.track.kind === kind);
    return [first("audio"), first("video")].filter(Boolean);
  }

  async #attach() {
    for (const transceiver of this.#ours()) {
      transceiver.direction = this.way;
      await transceiver.sender.replaceTrack(this.trackOf(DEVICES[transceiver.receiver.track.kind]));
    }
    return this.#pictures();
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
    if (this.#told) this.send(body);
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
