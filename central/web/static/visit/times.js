// How far the ring is filled and how many minutes are left: arithmetic on Unix seconds alone.

/** 0 when the room opens, 1 at the booked start. */
export function fillOf(now, opens, start) {
  if (start <= opens) return 1;
  return Math.max(0, Math.min(1, (now - opens) / (start - opens)));
}

/** Whole minutes from `now` to `then`, rounded up, never below 0. */
export function minutesTo(now, then) {
  return Math.max(0, Math.ceil((then - now) / 60));
}
