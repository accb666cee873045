// The cards that need a person now: visits at risk first, with who can mend it and a room that is free instead.
import { h } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { say, timeOf } from "../words/words.js";
import { linkTo } from "./address.js";
import { cards, risks, sinceWords, siteName } from "./summary.js";

const EVERY_MS = 60000;
const SHOWN = 6;
let others = new Map();
let asked = "";
let timer = 0;

/** Ask which rooms could serve, when other visits are at risk than before, and each minute. */
export function readInstead(units, changed) {
  const wanted = risks(units).map(({ unit, visit }) => `${unit.unit} ${visit.start}`).join();
  if (wanted === asked) return;
  asked = wanted;
  clearTimeout(timer);
  if (!wanted) return;
  const again = () => {
    asked = "";
    changed();
  };
  fetch("/api/fleet/instead", { cache: "no-store" })
    .then((answer) => (answer.ok ? answer.json() : []))
    .then((told) => {
      others = new Map(told.map((one) => [`${one.unit} ${one.start}`, one]));
      changed();
    }, () => {})
    .finally(() => {
      clearTimeout(timer);
      timer = setTimeout(again, EVERY_MS);
    });
}

/** The number as it is dialled. */
const dial = (phone) => `tel:${phone.replace(/[^+\d]/g, "")}`;

function instead({ unit, visit }) {
  const other = others.get(`${unit.unit} ${visit.start}`);
  if (!other) return null;
  const number = other.phone && h("a", { href: dial(other.phone), class: "number" }, other.phone);
  const call = other.phone && (other.answers ? [say("fleet.instead.call", { clinic: other.clinic }), " ", number] : [say("fleet.instead.closed", { clinic: other.clinic })]);
  return h("p", { class: "instead" }, say("fleet.instead", { room: other.room }), ...(call ? [" ", ...call] : []));
}

const mendsWords = ({ mends, code }) => code && h("p", { class: "mends" }, icon(mends === "room" ? "person" : "screen"), h("span", {}, say(`fleet.mends.${mends}`)));
const show = (unit) => h("a", { class: "open", ...linkTo({ room: unit.unit }) }, say("fleet.open"), h("span", { class: "unseen" }, ` ${unit.room}`));

function risk(one) {
  const { unit, visit, more, head, todo } = one;
  const others = more > 0 && say(more === 1 ? "fleet.risk.more.one" : "fleet.risk.more", { count: more });
  return h(
    "article",
    { class: "card trouble grave risk", "data-mends": visit.mends },
    h("p", { class: "quiet small" }, h("b", { class: "when" }, timeOf(visit.start)), ` · ${unit.room}, ${siteName(unit.site)}`),
    h("h2", {}, head),
    h("p", {}, [sinceWords(visit.since), todo].filter(Boolean).join(" · ")),
    mendsWords(visit),
    others && h("p", { class: "quiet" }, others),
    instead(one),
    show(unit),
  );
}

function card({ unit, since, head, todo, grave, mends, code }) {
  const words = [`${unit.room}, ${siteName(unit.site)}`, sinceWords(since)].filter(Boolean).join(" · ");
  return h("article", { class: `card trouble ${grave ? "grave" : ""}` }, h("p", { class: "quiet small" }, words), h("h2", {}, head), todo && h("p", {}, todo), mendsWords({ mends, code }), show(unit));
}

let open = false;

/** The cards of `units`, the first six until more are asked for; null where nothing needs a person. */
export function troubles(units, redraw) {
  const all = [...risks(units).map((one) => () => risk(one)), ...cards(units).map((one) => () => card(one))];
  if (!all.length) return null;
  const rest = all.length - SHOWN;
  const turn = () => {
    open = !open;
    redraw();
  };
  return h(
    "div",
    { class: "all-troubles" },
    h("div", { class: "troubles" }, ...(open ? all : all.slice(0, SHOWN)).map((make) => make())),
    rest > 0 && h("button", { type: "button", class: "plain", id: "more-troubles", "aria-expanded": String(open), onclick: turn }, open ? say("fleet.fewer") : say("fleet.more", { count: rest })),
  );
}
