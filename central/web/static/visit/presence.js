// The person's presence at the page: the screen stays awake while they wait or talk, leaving is noticed.

const WAITING = ["lobby", "knocking", "call", "ring", "back", "ended"];

async function lock() {
  try {
    return await navigator.wakeLock.request("screen");
  } catch {
    return null; // no such thing here, or the battery is low: the page works without
  }
}

/** Keep the screen on where a picture may come, and say so when the page was left meanwhile. */
export function keepAwake(session) {
  let held = null;
  const wanted = () => !document.hidden && WAITING.includes(session.screen);
  const step = async () => {
    if (wanted() && !held) {
      held = await lock();
      held?.addEventListener("release", () => (held = null));
    } else if (!wanted() && held) await held.release();
  };
  setInterval(step, 2000);
  document.addEventListener("visibilitychange", () => session.noticed(document.hidden));
}
