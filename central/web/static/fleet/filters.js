// Which rooms are shown: by site, by how they are, by words; kept in the address.
import { h } from "../look/dom.js";
import { say } from "../words/words.js";
import { goTo, place } from "./address.js";
import { siteName } from "./summary.js";

const FEW = 12;
const TYPED_MS = 150;

const ill = (unit) => unit.ring !== "none" && (unit.ring === "fault" || unit.health.some(({ condition }) => condition !== "ok"));
const SHOWS = {
  risk: (unit) => unit.visits.some(({ state }) => state === "at-risk"),
  ill,
  occupied: (unit) => unit.ring === "occupied" || unit.ring === "paused",
  none: (unit) => unit.ring === "none",
};

/** The units that the address asks for. */
export function filtered(units) {
  const { site, show, text } = place();
  const words = text.toLocaleLowerCase("sv").split(/\s+/).filter(Boolean);
  const said = (unit) => `${unit.room} ${siteName(unit.site)} ${unit.unit}`.toLocaleLowerCase("sv");
  return units.filter(
    (unit) => (!site || unit.site === site) && (!SHOWS[show] || SHOWS[show](unit)) && (!words.length || words.every((word) => said(unit).includes(word))),
  );
}

export const isFiltered = () => {
  const { site, show, text } = place();
  return Boolean(site || show || text);
};

let typing = 0;
const typed = ({ target }) => {
  clearTimeout(typing);
  typing = setTimeout(() => goTo({ text: target.value.trim() }, { quietly: true }), TYPED_MS);
};

function chip(name, units) {
  const { show } = place();
  const count = name ? units.filter(SHOWS[name]).length : units.length;
  const press = () => goTo({ show: name }, { quietly: true });
  return h(
    "button",
    { type: "button", class: "chip", id: `show-${name || "all"}`, "aria-pressed": String(show === name), onclick: press },
    say(`fleet.show.${name || "all"}`),
    " ",
    h("span", { class: "quiet" }, String(count)),
  );
}

/** The bar; null where there are so few rooms that all of them are seen at once. */
export function filterBar(units) {
  if (units.length < FEW && !isFiltered()) return null;
  const { site, text } = place();
  const sites = [...new Set(units.map((unit) => unit.site))].sort();
  const option = (id, words) => h("option", { value: id, selected: id === site }, words);
  const chosen = ({ target }) => goTo({ site: target.value }, { quietly: true });
  return h(
    "search",
    { class: "filters" },
    h("div", { class: "chips", role: "group", "aria-label": say("fleet.show") }, ...["", ...Object.keys(SHOWS)].map((name) => chip(name, units))),
    sites.length > 1 && h("select", { id: "site", "aria-label": say("fleet.site"), onchange: chosen }, option("", say("fleet.site.all")), ...sites.map((one) => option(one, siteName(one)))),
    h("input", { id: "search", type: "search", autocomplete: "off", spellcheck: "false", value: text, placeholder: say("fleet.search"), "aria-label": say("fleet.search"), oninput: typed }),
  );
}
