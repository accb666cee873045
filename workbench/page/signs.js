// Every kind of sign in every state, side by side: a wall chart for who chooses one.

import { drawn, kinds, states } from "./door.js";
import { kindWords, language, chart } from "./words.js";

// What each kind reads as for each wanted state; the unit's own table is hardware/sign_kinds.py.
const shows = {
  text: ["clear", "soon", "occupied", "paused", "unknown"],
  "one-lamp": ["occupied"],
  "three-lamps": ["clear", "soon", "occupied"],
  rgb: ["clear", "soon", "occupied", "paused"],
  relay: ["clear", "occupied", "unknown"],
  busylight: ["clear", "soon", "occupied"],
};

function seen(kind, state) {
  if (shows[kind].includes(state)) return state;
  const nearest = state === "paused" ? "occupied" : "unknown";
  return shows[kind].includes(nearest) && state !== "dark" ? nearest : "dark";
}

document.documentElement.lang = language;
document.getElementById("title").textContent = chart.title;
document.getElementById("about").textContent = chart.about;
document.getElementById("states").innerHTML = `<td></td>${states.map((state) => `<th>${chart[state]}</th>`).join("")}`;
document.getElementById("kinds").innerHTML = kinds.map((kind) => {
  const cells = states.map((state) => `<td data-wanted="${state}" data-seen="${seen(kind, state)}">` +
    `${drawn(kind, seen(kind, state), false)}</td>`);
  return `<tr data-kind="${kind}"><th>${kindWords[kind]}</th>${cells.join("")}</tr>`;
}).join("");
