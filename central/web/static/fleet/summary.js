// The fleet in one sentence and its cards: what needs a person now, said in words.
import { canSay, dayOf, say, timeOf } from "../words/words.js";

const many = (key, count, more = {}) => say(count === 1 ? `${key}.one` : key, { count, ...more });
const HOUR_S = 3600;
const SAME_DAY_S = 12 * HOUR_S;

const ill = (part) => part.condition !== "ok";
const CLOCK_SET_S = 1577836800; // 2020: an earlier time is of a clock that nobody had set

/** "10:30", with its day where that is not today. */
export const momentWords = (at) => (dayOf(at) === dayOf(Date.now() / 1000) ? timeOf(at) : `${dayOf(at)} ${timeOf(at)}`);

/** "sedan 10:30", with its day where that is not today; empty where nobody knows since when. */
export function sinceWords(at) {
  return at >= CLOCK_SET_S ? say("fleet.since", { time: momentWords(at) }) : "";
}

/** "fault.x" in words where the catalogue knows the code, else the part and its condition. */
export function faultWords(part) {
  const key = `fault.${part.code}`;
  if (part.code && canSay(key)) return { head: say(key), todo: canSay(`${key}.do`) ? say(`${key}.do`) : "" };
  const condition = conditionWords(part.condition ?? "failed");
  return { head: say("fault.other", { part: partWords(part.part), condition }), todo: "" };
}

/** The same where the part is named beside it already. */
export const faultOfPart = (part) => (part.code && canSay(`fault.${part.code}`) ? faultWords(part).head : conditionWords(part.condition));

export const partWords = (part) => (canSay(`fleet.part.${part}`) ? say(`fleet.part.${part}`) : part);
export const conditionWords = (condition) => say(`fleet.condition.${condition}`);
export const ringWords = (unit) => say(`fleet.ring.${unit.ring}`);
export const stateWords = (state) => say(canSay(`fleet.state.${state}`) ? `fleet.state.${state}` : "fleet.state.unknown");

/** Whether a booked visit can be held, in words. */
export const readyWords = (visit) =>
  visit.state === "at-risk" ? faultWords(visit).head : say(`fleet.ready.${visit.state === "ready" ? "ready" : "untested"}`);

const signWord = (name) => (canSay(`fleet.sign.${name}`) ? say(`fleet.sign.${name}`) : say("fleet.sign.unknown"));

/** What the lamp does, and whether that is what it should. */
export function signWords(sign) {
  if (!sign.lamp_ok) return say("fleet.sign.dark");
  if (sign.actual === sign.wanted || sign.actual === "unknown") return signWord(sign.wanted);
  return say("fleet.sign.wanted", { wanted: signWord(sign.wanted), actual: signWord(sign.actual) });
}

const lost = (unit) => unit.ring === "none" && unit.state === "lost";

function cardsOf(unit) {
  if (lost(unit)) return [{ unit, since: unit.since, code: "lost", mends: "it", head: say("fault.lost"), todo: say("fault.lost.do"), grave: false }];
  if (unit.ring === "none") return [];
  return unit.health
    .filter(ill)
    .map((part) => ({ unit, code: part.code, mends: part.mends, since: part.since, ...faultWords(part), grave: part.condition === "failed" }));
}

const atRiskIn = (unit) => unit.visits.filter((visit) => visit.state === "at-risk");

/** Of each room the first visit that cannot be held as it is, the next one first. */
export function risks(units) {
  const first = (unit) => {
    const atRisk = atRiskIn(unit);
    return atRisk.slice(0, 1).map((visit) => ({ unit, visit, more: atRisk.length - 1, ...faultWords(visit) }));
  };
  return units.flatMap(first).sort((a, b) => a.visit.start - b.visit.start);
}

/** One card for each other thing that needs a person, the gravest and oldest first. */
export function cards(units) {
  const told = new Set(risks(units).map(({ unit, visit }) => `${unit.unit} ${visit.code}`));
  const order = (card) => [card.grave ? 0 : 1, card.since ?? 0];
  const others = units.flatMap(cardsOf).filter(({ unit, code }) => !told.has(`${unit.unit} ${code}`));
  return others.sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1]);
}

/** The full hour by which the last of these visits has begun; empty where that is not today's work. */
function byWhen(visits) {
  const last = Math.max(0, ...visits.map(({ start }) => start));
  const hour = (Math.floor(last / HOUR_S) + 1) * HOUR_S;
  const now = Date.now() / 1000;
  return last > now && last < now + SAME_DAY_S ? timeOf(hour) : "";
}

/** The sentence that stands first, in one to three parts. */
export function sentence(units) {
  if (units.length === 0) return [say("fleet.none")];
  const needing = units.filter((unit) => unit.ring !== "none" && unit.health.some(ill)).length;
  const silent = units.filter((unit) => unit.ring === "none").length;
  const atRisk = risks(units).reduce((sum, { more }) => sum + more + 1, 0);
  const before = byWhen(units.flatMap(atRiskIn));
  const key = before ? "fleet.risk.before" : "fleet.risk";
  const counts = Object.entries({ [key]: atRisk, "fleet.ill": needing, "fleet.lost": silent });
  const parts = counts.filter(([, count]) => count).map(([word, count]) => many(word, count, { time: before }));
  return parts.length ? parts : [many("fleet.well", units.length)];
}

export const countWords = (count) => many("fleet.count", count);

/** A site's name as people write it; its id is all that is known. */
export const siteName = (site) => site.charAt(0).toUpperCase() + site.slice(1);

const inOrder = new Intl.Collator("sv", { numeric: true }).compare; // a thousand names: one collator

/** Sites in alphabetical order, each with its units by room. */
export function bySite(units) {
  const sites = new Map();
  for (const unit of units) sites.set(unit.site, [...(sites.get(unit.site) ?? []), unit]);
  for (const rooms of sites.values()) rooms.sort((a, b) => inOrder(a.room, b.room));
  return [...sites].sort(([a], [b]) => inOrder(a, b));
}
