// The view "Statistik" (R52): whole months, nobody in them, small numbers hidden; a table and a CSV.
import { h } from "../../look/dom.js";
import { addWords, say } from "../../words/words.js";
import en from "./words/en.js";
import sv from "./words/sv.js";

addWords({ sv, en });

const COLUMNS = ["visits", "held", "missed", "technical", "cancelled", "open", "late_min"];

/** "november 2026", of "2026-11". */
function monthOf(month) {
  const form = { month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(document.documentElement.lang === "sv" ? "sv-SE" : "en-GB", form).format(Date.parse(`${month}-15T12:00:00Z`));
}

const shown = (value) => (value === null ? say("office.few") : String(value));
const heading = (name) => h("th", { scope: "col" }, say(`office.column.${name}`));
const row = (line) =>
  h("tr", {}, h("th", { scope: "row" }, monthOf(line.month)), ...COLUMNS.map((name) => h("td", {}, shown(line[name]))));

function ratings({ months }) {
  const rows = months.flatMap(({ month, ratings: given }) =>
    given.map(({ side, question, answers, mean }) =>
      h("tr", {}, h("th", { scope: "row" }, monthOf(month)), h("td", {}, say(`office.side.${side}`)), h("td", {}, say(`office.question.${question}`)), h("td", {}, String(answers)), h("td", {}, String(mean))),
    ),
  );
  if (rows.length === 0) return null;
  const head = ["month", "side", "question", "answers", "mean"].map(heading);
  return [h("h2", {}, say("office.ratings")), h("p", { class: "quiet" }, say("office.ratings.why")), h("div", { class: "table", tabindex: "0", role: "region", "aria-label": say("office.ratings") }, h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)))];
}

/** Build the view. */
export function statistics(desk) {
  const place = h("div", { class: "screen" });
  const node = h(
    "section",
    { class: "screen office" },
    h("h1", { tabindex: "-1" }, say("office.statistics")),
    h("p", { class: "quiet" }, say("office.statistics.why")),
    place,
  );
  desk.ask("GET", "/api/staff/statistics").then(({ status, data }) => {
    if (status !== 200) return;
    const head = h("thead", {}, h("tr", {}, heading("month"), ...COLUMNS.map(heading)));
    const table = h("table", {}, head, h("tbody", {}, ...data.months.filter(({ visits }, at) => at === 0 || visits !== 0).map(row)));
    place.append(
      h("div", { class: "table", tabindex: "0", role: "region", "aria-label": say("office.statistics") }, table),
      ...(ratings(data) ?? []),
      h("p", {}, h("a", { class: "button", href: "/api/staff/statistics.csv", download: "statistik.csv" }, say("office.csv"))),
    );
  });
  return { node, update() {} };
}
