// Stands for the seat and the call until they are fetched: nobody is there, and nothing is on.

/** A seat that nobody has; its clock is set as a real one's. */
export const noSeat = () => ({
  parties: [],
  iceServers: [],
  pages: [],
  me: null,
  unit: undefined,
  own: undefined,
  open: false,
  knocking: false,
  news: null,
  clinicTold: false,
  clock: 0,
  keep() {},
  leave() {},
});

/** A call that is not. */
export const NO_CALL = {
  active: false,
  calls: { shown: null, coming: null, generation: 0, seen: false },
  vitals: { live: false, moving: false, loss: 0 },
  beside: { of: () => undefined },
  devices() {},
  deafen() {},
  leave() {},
  async look() {},
};
