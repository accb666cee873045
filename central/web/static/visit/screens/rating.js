// After the visit: three fixed questions, each with three answers, none of them needed (R51).
import { h } from "../../look/dom.js";
import { say } from "../../words/words.js";
import { aloud } from "./aloud.js";
import { button, heading, paragraph, sheet } from "./parts.js";

export const words = (language) => import(`../after/words/${language}.js`);

const QUESTIONS = ["worked", "helped", "again"];

function question(key, answers) {
  const option = (value) =>
    h(
      "label",
      { class: "option" },
      h("input", { type: "radio", name: key, value, onchange: () => (answers[key] = value) }),
      h("span", {}, say(`rating.${key}.${value}`)),
    );
  return h("fieldset", { class: "field rated" }, h("legend", {}, h("b", {}, say(`rating.${key}`))), ...[1, 2, 3].map(option));
}

export function rating(session) {
  const answers = {};
  const questions = h("div", { class: "screen" }, ...QUESTIONS.map((key) => question(key, answers)));
  const submit = (event) => {
    event.preventDefault();
    session.rate(answers);
  };
  const node = sheet(
    heading("rating.heading"),
    paragraph("rating.what", {}, "quiet"),
    aloud(() => questions),
    h(
      "form",
      { class: "screen", onsubmit: submit },
      questions,
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "submit", class: "button primary" }, say("rating.send")),
        button("rating.skip", () => session.rate({})),
      ),
    ),
  );
  return { node, update() {} };
}
