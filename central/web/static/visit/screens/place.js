// *Var är du nu?*: asked in the lobby, may be left empty, shown to the clinician during the visit (R08).
import { h } from "../../look/dom.js";
import { say } from "../../words/words.js";

const LIMIT = 120;

function question(session, done) {
  const input = h("input", { id: "place", class: "line", maxlength: LIMIT, autocomplete: "off", "aria-describedby": "place-why" });
  input.value = session.facts.place ?? "";
  const submit = (event) => {
    event.preventDefault();
    session.tellPlace(input.value);
    done();
  };
  return h(
    "form",
    { class: "place", onsubmit: submit },
    h("label", { for: "place" }, h("b", {}, say("place.label"))),
    h("div", { class: "asked" }, input, h("button", { type: "submit", class: "button" }, say("place.button"))),
    h("p", { id: "place-why", class: "quiet small" }, say("place.why")),
  );
}

function answer(session, change) {
  return h(
    "div",
    { class: "place told" },
    h("p", {}, h("span", { class: "quiet" }, say("place.told")), " ", h("b", {}, session.facts.place)),
    h("button", { type: "button", class: "plain", onclick: change }, say("place.change")),
  );
}

/** The question, or what was answered with a way to change it. */
export function place(session) {
  const node = h("div", { class: "where" });
  const ask = () => {
    node.replaceChildren(question(session, show));
  };
  const change = () => {
    ask();
    node.querySelector("input").focus();
  };
  function show() {
    if (session.facts.place) node.replaceChildren(answer(session, change));
    else ask();
  }
  show();
  return { node, update() {} };
}
