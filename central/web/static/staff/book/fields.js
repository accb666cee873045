// Fields of the booking form: a label, the input, and beside it what is wrong, in words.
import { h, write } from "../../look/dom.js";
import { canSay, say } from "../../words/words.js";

/** A field by name; {node, input, name, wrong(words)}: null takes the words away. */
export function field(name, input, { label = `book.${name}`, hint = null, kind = "" } = {}) {
  const id = `book-${name}`;
  const fault = h("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
  const about = hint && h("p", { class: "quiet small", id: `${id}-hint` }, say(hint));
  input.id = id;
  input.name = name;
  input.setAttribute("aria-describedby", hint ? `${id}-wrong ${id}-hint` : `${id}-wrong`);
  const node = h("div", { class: `field ${kind}` }, h("label", { for: id }, say(label)), input, fault, about);
  input.addEventListener("input", () => wrong(null));
  function wrong(words) {
    fault.hidden = !words;
    write(fault, words ? say(canSay(words) ? words : "book.wrong.other") : "");
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  return { node, input, name, wrong };
}

/** An input of one line. */
export const line = (properties) => h("input", { type: "text", autocomplete: "off", spellcheck: "false", ...properties });

/** A choice: [[value, words]…]. */
export function choice(rows, chosen) {
  return h("select", {}, ...rows.map(([value, words]) => h("option", { value, selected: value === chosen }, words)));
}

/** A box to tick. */
export function tick(name, { checked = false, hint = null } = {}) {
  const input = h("input", { type: "checkbox", id: `book-${name}`, name, checked, "aria-describedby": hint && `book-${name}-hint` });
  const node = h(
    "div",
    { class: "tick" },
    input,
    h("label", { for: `book-${name}` }, say(`book.${name}`)),
    hint && h("p", { class: "quiet small when-ticked", id: `book-${name}-hint` }, say(hint)),
  );
  return { node, input, name };
}

/** One question with *Ja* and *Nej*; value() is true, false or null. */
export function question(name, changed) {
  const words = say(`book.suitability.${name}`);
  const one = (value) => {
    const id = `book-${name}-${value}`;
    const input = h("input", { type: "radio", id, name: `suitability-${name}`, value, onchange: changed });
    return [input, h("span", { class: "answer" }, input, h("label", { for: id }, say(value === "yes" ? "book.yes" : "book.no")))];
  };
  const [yes, yesNode] = one("yes");
  const [no, noNode] = one("no");
  const node = h("fieldset", { class: "question" }, h("legend", {}, words), yesNode, noNode);
  return { node, name, input: yes, value: () => (yes.checked ? true : no.checked ? false : null), put: (answer) => ((answer ? yes : no).checked = true) };
}
