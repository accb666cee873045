// What this tab remembers over a reload: that the check was passed, and how far the visit had come.

const CHECKED = "ostord-checked";
const CAME = "ostord-came";

/** How far a visit came, the last first; which facts that is after a reload. Nothing is on then. */
const STEPS = [
  ["rating", (f) => f.rating, { met: true, rating: true }],
  ["left", (f) => f.met && f.left, { met: true, left: true }],
  ["ended", (f) => f.ended, { met: true, ended: true, home: true }],
  ["met", (f) => f.met, { met: true }],
];

export const passedCheck = (visit) => sessionStorage.getItem(CHECKED) === visit;

export const rememberCheck = (visit) => sessionStorage.setItem(CHECKED, visit);

/** Keep how far the facts have come. */
export function remember(facts) {
  const [step] = STEPS.find(([, holds]) => holds(facts)) ?? [];
  if (step) sessionStorage.setItem(CAME, `${facts.visit.visit} ${step}`);
}

/** The facts with which a reloaded page goes on; none for another visit. */
export function cameTo(visit) {
  const [of, step] = (sessionStorage.getItem(CAME) ?? "").split(" ");
  return (of === visit && STEPS.find(([name]) => name === step)?.[2]) || {};
}

/** The visit is over for this tab. */
export function forgetAll() {
  for (const key of [CHECKED, CAME]) sessionStorage.removeItem(key);
}
