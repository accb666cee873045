// The page's diagnostics, for support and checks: window.ostord tells, and controls nothing.

const measure = async (call) => (await import("./vitals.js")).measure(call);

/**
 * ostord.screen: the screen's name; ostord.generation: of the newest offer; ostord.connection: the
 * RTCPeerConnection state of what is shown; ostord.sound: whether the other end is heard; await ostord.stats(): counters of the shown generation
 * (see measure in vitals.js); await ostord.beside(): the other pages by role.
 */
export function offerDiagnostics(session) {
  const facts = {
    get screen() {
      return session.screen;
    },
    get generation() {
      return session.calls.generation;
    },
    get connection() {
      return session.calls.shown?.state ?? "none";
    },
    get camera() {
      return session.capture.camera;
    },
    get microphone() {
      return session.capture.microphone;
    },
    get sound() {
      const { shown } = session.calls;
      return shown ? (shown.audio.muted ? "cut" : "on") : "none";
    },
    /** The other pages: {role: {state, frames, heard}}. */
    async beside() {
      const there = session.beside.filter(({ pair }) => pair);
      const told = there.map(async ({ party, pair: { calls } }) => {
        const stats = await measure(calls.shown);
        return [party.role, { state: calls.shown?.state ?? "none", frames: stats.framesDecoded, heard: stats.totalAudioEnergy }];
      });
      return Object.fromEntries(await Promise.all(told));
    },
    get socket() {
      return session.seat.open ? "open" : "closed";
    },
    stats: () => measure(session.calls.shown),
  };
  Object.defineProperty(window, "ostord", { value: Object.freeze(facts) });
}
