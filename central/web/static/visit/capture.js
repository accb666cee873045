// This browser's camera and microphone: opened after a press, closed for real when turned off.

const CAMERA = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, facingMode: "user" };
const MICROPHONE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

const REASONS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

async function open(wanted) {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "NotSupportedError");
  return navigator.mediaDevices.getUserMedia(wanted);
}

const reasonOf = (error) => REASONS[error.name] ?? "unsupported";

/**
 * Two devices, each in one state: closed, asking, on, off (by a press), taken (by another program
 * or a call), denied, missing, busy, unsupported. `changed` is called after each change.
 */
export class Capture {
  camera = "closed";
  microphone = "closed";
  #tracks = { camera: null, microphone: null };
  #hushed = false;
  #paused = false;
  #changed;

  constructor(changed) {
    this.#changed = changed;
  }

  /** The live track of "camera" or "microphone", or null. */
  track(device) {
    return this.#tracks[device];
  }

  /** What the others see or hear now. */
  sends(device) {
    return this[device] === "on";
  }

  /** Ask for both with one question; where that fails, for each alone, to know which one is at fault. */
  async open() {
    this.#set("camera", "asking");
    this.#set("microphone", "asking");
    try {
      const stream = await open({ video: CAMERA, audio: MICROPHONE });
      this.#take("camera", stream.getVideoTracks()[0]);
      this.#take("microphone", stream.getAudioTracks()[0]);
    } catch {
      await this.#openOne("camera");
      await this.#openOne("microphone");
    }
  }

  /** Turn one device on or off. Off closes the camera itself; the microphone is silenced at once. */
  async turn(device, on) {
    const track = this.#tracks[device];
    if (this[device] === "asking") return;
    if (on && track?.readyState === "live") {
      this.#set(device, track.muted ? "taken" : "on");
    } else if (on) await this.#openOne(device);
    else {
      if (device === "camera") this.#drop(device);
      this.#set(device, "off");
    }
  }

  /** While the other end pauses, nothing is heard there whatever is turned on here. */
  hush(on) {
    this.#hushed = on;
    this.#gate();
  }

  /** The person paused the sound: nothing goes out, the microphone stays theirs. */
  pause(on) {
    this.#paused = on;
    this.#gate();
  }

  /** Let go of both devices. */
  close() {
    for (const device of ["camera", "microphone"]) {
      this.#drop(device);
      this.#set(device, "closed");
    }
  }

  async #openOne(device) {
    this.#set(device, "asking");
    try {
      const stream = await open(device === "camera" ? { video: CAMERA } : { audio: MICROPHONE });
      this.#take(device, stream.getTracks()[0]);
    } catch (error) {
      this.#set(device, reasonOf(error));
    }
  }

  #take(device, track) {
    this.#drop(device);
    if (this[device] === "closed") return track.stop(); // closed while the browser was asking
    this.#tracks[device] = track;
    const watch = (state, when) =>
      track.addEventListener(when, () => {
        if (this.#tracks[device] === track && this[device] !== "off") this.#set(device, state);
      });
    watch("taken", "ended");
    watch("taken", "mute");
    watch("on", "unmute");
    this.#set(device, track.muted ? "taken" : "on");
  }

  #drop(device) {
    this.#tracks[device]?.stop();
    this.#tracks[device] = null;
  }

  #gate() {
    const track = this.#tracks.microphone;
    if (track) track.enabled = this.microphone !== "off" && !this.#hushed && !this.#paused;
  }

  #set(device, state) {
    this[device] = state;
    this.#gate();
    this.#changed();
  }
}
