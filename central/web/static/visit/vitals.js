// What the connection's own statistics say: is the path alive, does the picture move (S8).

const SILENT_MS = 4000;
const STOPPED_MS = 2500;
const COUNTED_MS = 5000;

async function reports(pc) {
  const all = await pc.getStats();
  const found = { transports: 0, lost: 0, received: 0 };
  for (const report of all.values()) {
    if (report.type === "inbound-rtp") {
      found.lost += Math.max(0, report.packetsLost ?? 0);
      found.received += report.packetsReceived ?? 0;
    }
    if (report.type === "transport") found.transports += report.packetsReceived ?? report.bytesReceived ?? 0;
    if (report.type === "inbound-rtp") found[`in-${report.kind}`] = report;
    if (report.type === "outbound-rtp") found[`out-${report.kind}`] = report;
  }
  return found;
}

/** The diagnostics of one connection in the names of W3C webrtc-stats; counters start with it. */
export async function measure(connection) {
  const found = connection && connection.state !== "closed" ? await reports(connection.pc) : {};
  const [picture, sound, sent] = [found["in-video"] ?? {}, found["in-audio"] ?? {}, found["out-video"] ?? {}];
  return {
    framesDecoded: picture.framesDecoded ?? 0,
    frameWidth: picture.frameWidth ?? 0,
    frameHeight: picture.frameHeight ?? 0,
    framesPerSecond: picture.framesPerSecond ?? 0,
    freezes: picture.freezeCount ?? 0,
    freezesDuration: picture.totalFreezesDuration ?? 0,
    packetsLost: (picture.packetsLost ?? 0) + (sound.packetsLost ?? 0),
    totalAudioEnergy: sound.totalAudioEnergy ?? 0,
    totalSamplesDuration: sound.totalSamplesDuration ?? 0,
    framesEncoded: sent.framesEncoded ?? 0,
    sentFrameWidth: sent.frameWidth ?? 0,
    sentFrameHeight: sent.frameHeight ?? 0,
  };
}

/** Looks at one connection after another; `live` and `moving` are levels. */
export class Vitals {
  live = false;
  moving = false;
  /** The part of the packets that did not arrive in the last seconds, 0 to 1. */
  loss = 0;
  #counted = { at: 0, lost: 0, received: 0 };
  #connection = null;
  #packets = -1;
  #frames = -1;
  #packetAt = 0;
  #frameAt = 0;

  /** Look once at `connection` (or null) at `now` in milliseconds. */
  async look(connection, now) {
    if (connection !== this.#connection) {
      this.#connection = connection;
      this.#packets = this.#frames = -1;
      this.#counted = { at: now, lost: 0, received: 0 };
      this.loss = 0;
    }
    if (!connection || connection.state === "closed") return this.#forget();
    const found = await reports(connection.pc);
    if (connection !== this.#connection) return;
    const frames = found["in-video"]?.framesDecoded ?? 0;
    if (found.transports > this.#packets) this.#packetAt = now;
    if (frames > this.#frames) this.#frameAt = now;
    if (now - this.#counted.at >= COUNTED_MS) this.#count(found, now);
    this.#packets = found.transports;
    this.#frames = frames;
    this.live = now - this.#packetAt < SILENT_MS && !["failed", "closed"].includes(connection.state);
    this.moving = now - this.#frameAt < STOPPED_MS;
  }

  #count({ lost, received }, now) {
    const [gone, came] = [lost - this.#counted.lost, received - this.#counted.received];
    this.loss = gone + came > 0 ? Math.max(0, gone) / (gone + came) : 0;
    this.#counted = { at: now, lost, received };
  }

  #forget() {
    this.live = this.moving = false;
  }
}
