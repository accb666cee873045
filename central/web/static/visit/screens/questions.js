// The questions before the visit: birth date, confirmation (R04), consent (R62).
import { h, write } from "../../look/dom.js";
import { dayOf, say, timeOf } from "../../words/words.js";
import { keyFor } from "../guests/own.js";
import { readConsents } from "../doors.js";
import { readBirthDate } from "../birthdate.js";
import { settings } from "../frame.js";
import { TERMS } from "../screen_table.js";
import { aloud } from "./aloud.js";
import { button, heading, paragraph, phoneLines, sentence, sheet } from "./parts.js";
import { visitCard } from "./visit_card.js";
import { otherWay } from "./ways.js";

/** One tolerant field for a date of birth; read() says what is wrong and gives null, or the date. */
export function birthDateField() {
  const fault = h("div", { id: "birth-date-fault", role: "alert" });
  const input = h("input", {
    id: "birth-date",
    name: "birth-date",
    inputmode: "numeric",
    autocomplete: "bday",
    maxlength: 16,
    dir: "ltr",
    "aria-describedby": "birth-date-hint birth-date-fault",
  });
  const node = h(
    "div",
    { class: "field" },
    h("label", { for: "birth-date" }, h("b", {}, say("entry.label"))),
    h("p", { id: "birth-date-hint", class: "quiet small" }, say("entry.hint")),
    input,
    fault,
  );
  const read = () => {
    const date = readBirthDate(input.value);
    input.setAttribute("aria-invalid", String(date === null));
    fault.replaceChildren(...(date ? [] : [sentence("fault", "warning", say("entry.bad"))]));
    if (!date) input.focus();
    return date;
  };
  return { node, read };
}

function entryProblem(problem) {
  if (!problem) return [];
  if (problem !== "refused") return [sentence("fault", "warning", say(problem === "too-fast" ? "entry.too-fast" : "unreachable"))];
  return [sentence("fault", "warning", say("entry.refused")), paragraph("entry.refused.why")];
}

export function entry(session) {
  const field = birthDateField();
  const problem = h("div", { class: "screen", role: "alert" });
  const press = h("button", { class: "button primary", type: "submit" }, say("entry.button"));
  const submit = (event) => {
    event.preventDefault();
    const date = field.read();
    if (date) session.enter(date);
  };
  const node = sheet(
    heading("entry.heading"),
    h("form", { class: "screen", novalidate: true, onsubmit: submit }, field.node, problem, press),
    otherWay(session),
    phoneLines({ clinic_phone: settings().phone }),
  );
  let said = null;
  const update = () => {
    press.setAttribute("aria-disabled", String(session.facts.busy));
    write(press, say(session.facts.busy ? "entry.busy" : "entry.button"));
    const now = session.facts.busy ? null : session.facts.problem;
    if (now !== said) problem.replaceChildren(...entryProblem(now));
    said = now;
  };
  return { node, update };
}

function problemLine(session) {
  const node = h("div", { role: "alert" });
  let said = null;
  const update = () => {
    if (session.facts.problem === said) return;
    said = session.facts.problem;
    node.replaceChildren(...(said ? [sentence("fault", "warning", say("unreachable"))] : []));
  };
  return { node, update };
}

export function confirm(session) {
  const problem = problemLine(session);
  const node = sheet(
    heading("confirm.heading"),
    visitCard(session.facts.visit),
    problem.node,
    h(
      "div",
      { class: "buttons" },
      button("confirm.yes", () => session.confirm(true), "primary"),
      button("confirm.no", () => session.confirm(false)),
    ),
  );
  return { node, update: problem.update };
}

export function declined(session) {
  const { visit } = session.facts;
  const problem = problemLine(session);
  const node = sheet(
    heading("declined.heading"),
    paragraph("declined", { until: timeOf(visit.closes) }),
    problem.node,
    button("confirm.yes", () => session.confirm(true)),
    phoneLines(visit),
  );
  return { node, update: problem.update };
}

function terms(session) {
  const parts = session.guest ? ["a", "b", "c"] : ["a", "b", "c", "d"];
  const lines = parts.map((part) => keyFor(session, `consent.${TERMS}.${part}`));
  return h("div", { class: "card" }, h("ul", {}, ...lines.map((key) => h("li", {}, say(key)))));
}

export function consent(session) {
  const { visit } = session.facts;
  const problem = problemLine(session);
  const text = terms(session);
  const node = sheet(
    heading("consent.heading"),
    aloud(() => text),
    text,
    problem.node,
    button("consent.button", () => session.consent(true), "primary"),
    paragraph("consent.no", {}, "quiet small"),
    phoneLines({ clinic_phone: visit.clinic_phone }),
  );
  return { node, update: problem.update };
}

/** Every answer to the terms, newest first. */
function history() {
  const node = h("ul", { class: "quiet small plain-list" });
  const line = ({ version, accepted, at }) =>
    h("li", {}, say(accepted ? "consent.given" : "consent.taken", { version, day: dayOf(at), time: timeOf(at) }));
  readConsents().then(({ status, data }) => status === 200 && node.replaceChildren(...data.map(line)), () => {});
  return node;
}

/** The terms again, from the lobby, with the way to withdraw. */
export function termsAgain(session) {
  const problem = problemLine(session);
  const node = sheet(
    heading("consent.show"),
    sentence("good", "tick", say("consent.accepted")),
    terms(session),
    history(),
    problem.node,
    button(session.facts.early ? "consent.back" : "consent.close", () => session.aside("terms", false), "primary"),
    button("consent.withdraw", () => session.consent(false)),
  );
  return { node, update: problem.update };
}
