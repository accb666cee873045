// The sign by the door as a person sees it: each kind of sign, in each state.

import { rings } from "./shapes.js";
import { kindWords, onSign, own as ownWords, plates } from "./words.js";

export const kinds = ["text", "one-lamp", "three-lamps", "rgb", "relay", "busylight"];
export const states = ["clear", "soon", "occupied", "paused", "unknown", "dark"];

const panels = {
  "three-lamps": ["occupied", "soon", "clear"],
  relay: ["occupied", "clear", "unknown"],
};
const lamps = {
  "one-lamp": '<circle class="rim" cx="100" cy="100" r="84"/><circle class="glass" cx="100" cy="100" r="70"/>',
  rgb: '<circle class="rim" cx="100" cy="100" r="84"/><circle class="glass" cx="100" cy="100" r="70"/>',
  busylight: '<path class="rim" d="M40 176h120v12H40z"/><path class="glass" d="M52 172v-74a48 48 0 0 1 96 0v74z"/>',
};

const ring = (state) =>
  `<svg viewBox="0 0 200 200" aria-hidden="true">${rings[state]}</svg>`;

const panel = (state, seen, says) =>
  `<div class="panel" data-state="${state}" data-lit="${state === seen}">${ring(state)}<p>${says}</p></div>`;

const row = ([state, looks, says]) =>
  `<li data-state="${state}">${ring(state)}<span>${looks ? `<i>${looks}</i> ` : ""}${says}</span></li>`;

function display(seen, own) {
  const says = seen === "occupied" && own ? ownWords : onSign[seen];
  return `<div class="display" data-state="${seen}">${ring(seen)}<p>${says}</p></div>`;
}

function light(kind, seen) {
  return `<svg class="light" data-state="${seen}" data-kind="${kind}" viewBox="0 0 200 200" aria-hidden="true">` +
    `${lamps[kind]}</svg>`;
}

/* What a person at the door sees of a sign of `kind`: `seen` is a state or "dark". */
export function drawn(kind, seen, own) {
  const shines = kind === "text" ? display(seen, own)
    : kind in panels ? panels[kind].map((state) => panel(state, seen, onSign[state])).join("")
      : light(kind, seen);
  const plate = plates[kind].map(row).join("");
  return `<div class="fitted" data-kind="${kind}">${shines}</div><ul class="plate" lang="sv">${plate}</ul>`;
}

/* What the sign says, in words, for who cannot see it. */
export function said(kind, seen, own) {
  return seen === "dark" ? kindWords.dark : seen === "occupied" && own && kind === "text" ? ownWords : onSign[seen];
}
