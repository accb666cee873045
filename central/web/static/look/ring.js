// The ring is a room: one shape for every state, the same on each page.
import { svg } from "./dom.js";

const ROUND = 2 * Math.PI * 40;

function circle(properties) {
  return svg("circle", { cx: 50, cy: 50, r: 40, fill: "none", "stroke-width": 11, ...properties });
}

function arc(progress) {
  const filled = Math.max(0, Math.min(1, progress)) * ROUND;
  return circle({
    stroke: "var(--soon)",
    "stroke-linecap": filled > 0 ? "round" : "butt",
    "stroke-dasharray": `${filled.toFixed(2)} ${ROUND.toFixed(2)}`,
    transform: "rotate(-90 50 50)",
    class: "arc",
  });
}

const cross = () =>
  svg("path", { d: "M35 35l30 30M65 35l-30 30", stroke: "var(--fault)", "stroke-width": 10, "stroke-linecap": "round" });
const bars = () => svg("path", { d: "M40 33v34M60 33v34", stroke: "var(--paper)", "stroke-width": 10 });
const disc = () => svg("circle", { cx: 50, cy: 50, r: 46, fill: "var(--occupied)" });

const SHAPES = {
  clear: () => [circle({ stroke: "var(--clear)", "stroke-width": 14 })],
  soon: (progress) => [circle({ stroke: "var(--line)" }), arc(progress)],
  occupied: () => [disc()],
  paused: () => [disc(), bars()],
  fault: () => [circle({ stroke: "var(--fault)" }), cross()],
  none: () => [circle({ stroke: "var(--none)", "stroke-width": 8, "stroke-dasharray": "14.2 10.93" })],
};

/** A drawing of a room in `state`; `progress` 0..1 fills the ring of a room that opens soon. */
export function ring(state, progress = 0.7) {
  const shapes = (SHAPES[state] ?? SHAPES.none)(progress);
  return svg("svg", { viewBox: "0 0 100 100", class: `ring ${state}`, "aria-hidden": "true" }, ...shapes);
}

/** Fill a ring that is already on the page a little further. */
export function fillRing(node, progress) {
  const old = node.querySelector(".arc");
  if (old) old.replaceWith(arc(progress));
}
