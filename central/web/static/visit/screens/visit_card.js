// When a visit is, and with whom, as the invitation says.
import { h } from "../../look/dom.js";
import { dayOf, timeOf } from "../../words/words.js";

export function visitCard(visit) {
  const lines = [visit.kind, visit.practitioner].filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "card" },
    h("p", { class: "when hours" }, h("bdi", {}, `${timeOf(visit.start)}–${timeOf(visit.end)}`)),
    h("p", { class: "day" }, dayOf(visit.start)),
    lines && h("p", {}, lines),
    h("p", { class: "quiet" }, visit.clinic),
  );
}
