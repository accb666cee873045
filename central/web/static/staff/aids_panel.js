// The clinic's own to-do list and documents (R37); a tick lives as long as this page.
import { h } from "../look/dom.js";
import { say } from "../words/words.js";

const ticked = new Map();

function tick(visit, line) {
  const mine = ticked.get(visit.id) ?? ticked.set(visit.id, new Set()).get(visit.id);
  const box = h("input", { type: "checkbox", onchange: () => (box.checked ? mine.add(line) : mine.delete(line)) });
  box.checked = mine.has(line);
  return h("li", {}, h("label", { class: "tick" }, box, h("span", {}, line)));
}

const link = ({ name, address }) => h("li", {}, h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, name));

/** Build the panel; it stays hidden where the clinic has neither. */
export function aidsPanel(desk, visit) {
  const node = h("section", { class: "card aids", hidden: true });
  desk.ask("GET", "/api/staff/aids").then(({ status, data }) => {
    if (status !== 200 || data.to_do.length + data.documents.length === 0) return;
    if (data.to_do.length) node.append(h("h2", {}, say("staff.to-do")), h("ul", {}, ...data.to_do.map((line) => tick(visit, line))));
    if (data.documents.length) node.append(h("h2", {}, say("staff.documents")), h("ul", {}, ...data.documents.map(link)));
    node.hidden = false;
  });
  return { node, update() {} };
}
