// A guest's way in: ask for a code, then give it (R40). Every refusal is the same sentence.
import { h, write } from "../../look/dom.js";
import { say } from "../../words/words.js";
import { settings } from "../frame.js";
import { button, heading, paragraph, phoneLines, sentence, sheet } from "../screens/parts.js";
import { otherWay } from "../screens/ways.js";

export const words = (language) => import(`./words/${language}.js`);

const CODE = /^\d{6}$/;

function problemOf({ facts }) {
  if (facts.busy || !facts.problem) return [];
  if (facts.problem !== "refused") return [sentence("fault", "warning", say(facts.problem === "too-fast" ? "entry.too-fast" : "unreachable"))];
  return [sentence("fault", "warning", say("entry.refused")), paragraph("guest.entry.refused")];
}

function codeForm(session) {
  const fault = h("div", { id: "code-fault", role: "alert" });
  const input = h("input", {
    id: "code",
    name: "code",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: 12,
    dir: "ltr",
    "aria-describedby": "code-hint code-fault",
  });
  const press = h("button", { class: "button primary", type: "submit" }, say("entry.button"));
  const submit = (event) => {
    event.preventDefault();
    const code = input.value.replace(/\s/g, "");
    const well = CODE.test(code);
    input.setAttribute("aria-invalid", String(!well));
    fault.replaceChildren(...(well ? [] : [sentence("fault", "warning", say("guest.entry.bad"))]));
    if (well) session.enterByCode(code);
    else input.focus();
  };
  const field = h(
    "div",
    { class: "field" },
    h("label", { for: "code" }, h("b", {}, say("guest.entry.label"))),
    h("p", { id: "code-hint", class: "quiet small" }, say("guest.entry.hint")),
    input,
    fault,
  );
  const node = h("form", { class: "screen", novalidate: true, onsubmit: submit }, field, press);
  const update = () => write(press, say(session.facts.busy ? "entry.busy" : "entry.button"));
  return { node, input, update };
}

export function code(session) {
  const form = codeForm(session);
  const problem = h("div", { class: "screen", role: "alert" });
  const first = h("div", { class: "screen" }, paragraph("guest.entry.first"), button("guest.entry.send", () => session.askCode(), "primary"));
  const again = h("div", { class: "screen" }, paragraph("guest.entry.sent", {}, "quiet small"), button("guest.entry.again", () => session.askCode()));
  const node = sheet(heading("guest.entry.heading"), first, form.node, problem, again, !session.guest && otherWay(session), phoneLines({ clinic_phone: settings().phone }));
  let [asked, said] = [null, ""];
  const update = () => {
    const { codeAsked, problem: why, busy } = session.facts;
    if (asked !== codeAsked) {
      first.hidden = codeAsked;
      form.node.hidden = again.hidden = !codeAsked;
      if (codeAsked) form.input.focus();
      asked = codeAsked;
    }
    form.update();
    const now = `${why} ${busy}`;
    if (now !== said) problem.replaceChildren(...problemOf(session));
    said = now;
  };
  return { node, update };
}

/** Four parties are there (R39). */
export const full = (session) => ({
  node: sheet(
    heading("guest.full.heading"),
    paragraph("guest.full"),
    button("again", () => session.tryAgain(), "primary"),
    phoneLines(session.facts.visit),
  ),
  update() {},
});
