// What helps against the trouble that is measured, one step at a time, in the order of the clinics' own routine (R42).

/** The steps of each fault: reload, move for coverage, another network, off the premises' Wi-Fi. */
const STEPS = {
  stuck: ["reload", "network", "premises"],
  lost: ["move", "network", "premises"],
  weak: ["move", "network", "premises"],
};
/** So long a fault may heal by itself before anybody is told to do something. */
const PATIENCE_MS = { stuck: 8000, lost: 6000, weak: 4000 };
const EACH_MS = 20000;
const LOSS = 0.08;

/**
 * stuck: the network is there and the call is not; lost: no network; weak: too much of what is sent
 * does not arrive; null: all is well.
 */
export function faultOf({ inCall, socket, live, loss }) {
  if (!inCall) return socket ? null : "lost";
  if (!live) return socket ? "stuck" : "lost";
  return loss > LOSS ? "weak" : null;
}

/** Which step is said now; a fault that goes on leads to the next. */
export class Help {
  /** "reload", "move", "network" or "premises"; null: nothing is to be done. */
  step = null;
  #fault = null;
  #since = 0;

  /** Look once at what is measured, at `now` in milliseconds. */
  look(measured, now) {
    const fault = faultOf(measured);
    if (fault !== this.#fault) [this.#fault, this.#since] = [fault, now];
    const waited = fault ? now - this.#since - PATIENCE_MS[fault] : -1;
    const steps = STEPS[fault] ?? [];
    this.step = waited < 0 ? null : steps[Math.min(Math.floor(waited / EACH_MS), steps.length - 1)];
  }
}
