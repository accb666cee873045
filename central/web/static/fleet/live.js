// Every unit as central tells of it over server-sent events: first all of them, then those that changed.
const SILENT_MS = 20000;
const AGAIN_MS = 5000;
const PATIENCE_MS = 10000;

/** The fleet as it was heard last. */
export const live = { units: null, listening: false, heardAt: 0, locked: false };

/** Nothing was heard for a while. */
export const silent = () => Date.now() - live.heardAt > SILENT_MS;
/** Nobody knows how the rooms are. */
export const unknown = () => silent() || !live.listening;

/** Each unit as it may be shown: a visit that is over is gone, and what nobody knows looks so. */
export function known() {
  const [now, dark] = [Date.now() / 1000, unknown()];
  const one = (unit) => ({ ...unit, visits: unit.visits.filter(({ end }) => now < end), ...(dark && { ring: "none" }) });
  return [...live.units.values()].map(one);
}

let changed = () => {};
let clock = 0;

function heard(told, all) {
  const found = told.units.map((unit) => [unit.unit, unit]);
  live.units = new Map(all ? found : [...live.units, ...found]);
  live.listening = told.listening;
  live.heardAt = Date.now();
  live.locked = false;
  changed();
}

function listen() {
  const events = new EventSource("/api/fleet/events");
  events.addEventListener("fleet", (event) => heard(JSON.parse(event.data), true));
  events.addEventListener("units", (event) => heard(JSON.parse(event.data), false));
  events.addEventListener("still", () => (live.heardAt = Date.now())); // each 15 s: a cable that is out says nothing
  return setInterval(() => {
    changed();
    if (!silent() && events.readyState !== EventSource.CLOSED) return;
    events.close(); // a computer that slept, or a way that was cut: the stream may never say so
    clearInterval(clock);
    begin();
  }, AGAIN_MS);
}

/** Hear the fleet from now on; `redraw` is called at each change. */
export async function begin(redraw = changed) {
  changed = redraw;
  const answer = await fetch("/api/fleet", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  if (answer?.status === 200) {
    heard(await answer.json(), true);
    clearInterval(clock);
    clock = listen();
    return true;
  }
  if (answer?.status === 401 || answer?.status === 403) live.locked = true;
  else setTimeout(begin, AGAIN_MS);
  changed();
  return false;
}
