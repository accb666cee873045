// What the call screen says over the picture and beside it, from the levels alone.

const broken = (session) => {
  const { shown, coming } = session.calls;
  return !shown || ["disconnected", "failed", "closed"].includes(shown.state) || (!session.vitals.live && !coming?.frames);
};

const starting = (session) => !session.calls.seen && !(session.calls.shown && session.unit?.camera === false);

const OVERLAYS = [
  [starting, { head: "call.starting", mark: "camera", opaque: true }],
  [(s) => s.unit?.hold, { head: "call.hold", why: "call.hold.why", mark: "pause", opaque: true }],
  [broken, { head: "call.reconnecting", why: "call.reconnecting.why", mark: "warning", opaque: false }],
  [(s) => s.unit?.camera === false, { head: "call.their.camera", mark: "camera-off", opaque: true }],
  [(s) => !s.vitals.moving, { head: "call.stopped", mark: "warning", opaque: false }],
];

/** The one thing said over the picture, or null while the picture says enough. */
export function overlayOf(session) {
  return OVERLAYS.find(([holds]) => holds(session))?.[1] ?? null;
}

const NOTES = [
  ["call.their.microphone", (s) => s.unit?.microphone === false && !s.unit.hold],
  ["call.lost.camera", (s) => s.capture.camera === "taken"],
  ["call.phoning", (s) => s.phoning && !s.facts.hushed],
  ["call.hushed", (s) => s.facts.hushed],
  ["call.unheard.press", (s) => s.capture.microphone === "off" && !s.phoning],
  ["call.returned", (s) => s.facts.returned],
  ["call.socket", (s) => !s.seat.open && s.vitals.live],
];

/** The small sentences beside the picture. */
export function noteOf(session) {
  const help = session.help.step ? [`help.${session.help.step}`] : [];
  return [...help, ...NOTES.filter(([, holds]) => holds(session)).map(([key]) => key)];
}
