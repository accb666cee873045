// Before the room opens: the visit, what can be done until then, the person's other visits (R21, R27, R57).
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { dayOf, say, timeOf } from "../../words/words.js";
import { readCases } from "../doors.js";
import { clinicSays } from "../screens/clinic_says.js";
import { button, heading, paragraph, phoneLines, sentence, sheet } from "../screens/parts.js";
import { visitCard } from "../screens/visit_card.js";
import { readSent } from "./doors.js";

export const words = (language) => import(`./words/${language}.js`);

const patient = (session) => (session.facts.visit.role ?? "patient") === "patient";

/** One thing to do, with a tick and how much of it is done. */
function task(key, mark, press, done) {
  return h(
    "button",
    { type: "button", class: "task", onclick: press },
    icon(done ? "tick" : mark),
    h("span", {}, h("b", {}, say(key)), done && h("span", { class: "quiet small" }, done)),
  );
}

function tasks(session) {
  const node = h("div", { class: "tasks" });
  const photosDone = (sent) => (sent.photos.length ? say(sent.photos.length === 1 ? "before.photos.one" : "before.photos.done", { count: sent.photos.length }) : "");
  const show = (sent) =>
    node.replaceChildren(
      task("before.test", "camera", () => session.aside("testing", true), ""),
      ...(sent?.photos_wanted ? [task("before.photos", "picture", () => session.stepAside("photos"), photosDone(sent))] : []),
      ...(sent?.form.length ? [task("before.form", "form", () => session.stepAside("form"), sent.form_at ? say("before.form.done") : "")] : []),
    );
  show(null);
  if (patient(session)) readSent().then(({ status, data }) => status === 200 && show(data), () => {});
  return node;
}

/** *Avboka*, or why it is too late for it here. */
function cancelling(session, visit) {
  if (session.now >= visit.cancel_until) return paragraph("cancel.phone", {}, "quiet small");
  const until = say("cancel.until", { day: dayOf(visit.cancel_until), time: timeOf(visit.cancel_until) });
  const early = visit.cancel_until < visit.start;
  return h(
    "div",
    { class: "screen near" },
    button("cancel.button", () => session.stepAside("cancel", visit)),
    early && h("p", { class: "quiet small" }, until),
  );
}

function other(session, visit) {
  const press = async () => {
    await session.answerVisit(visit.visit, true);
    if (!session.facts.problem) node.replaceWith(other(session, { ...visit, confirmed: true }));
  };
  const node = h(
    "li",
    {},
    visitCard(visit),
    visit.confirmed
      ? visit.needs_confirmation && sentence("good", "tick", say("before.confirmed"))
      : button("confirm.yes", press),
    cancelling(session, visit),
  );
  return node;
}

/** The person's other visits at the clinic, and the way to cancel this one. */
function cases(session) {
  const node = h("div", { class: "screen" });
  const show = ({ visits }) => {
    const own = visits.find(({ here }) => here);
    const others = visits.filter(({ here }) => !here);
    node.replaceChildren(
      ...(own ? [cancelling(session, own)] : []),
      ...(others.length ? [h("h2", {}, say("before.others")), h("ul", { class: "cases" }, ...others.map((one) => other(session, one)))] : []),
    );
  };
  if (patient(session)) readCases().then(({ status, data }) => status === 200 && show(data), () => {});
  return node;
}

/** The visit that is to come. */
export function early(session) {
  const { visit } = session.facts;
  const opens = { time: timeOf(visit.opens), day: dayOf(visit.opens) };
  const node = sheet(
    heading("before.heading"),
    visitCard(visit),
    clinicSays(visit),
    visit.needs_confirmation && visit.confirmed && sentence("good", "tick", say("before.confirmed")),
    sentence("soon", "clock", say("before.opens", opens)),
    h("h2", {}, say("before.todo")),
    tasks(session),
    cases(session),
    phoneLines(visit),
    h("p", { class: "center" }, h("button", { type: "button", class: "plain", onclick: () => session.aside("terms", true) }, say("consent.show"))),
  );
  return { node, update() {} };
}

/** *Vill du avboka?* */
export function cancel(session) {
  const visit = session.facts.about;
  const problem = h("div", { role: "alert" });
  const press = button("cancel.yes", () => session.cancelVisit(visit.visit), "leave");
  const node = sheet(
    heading("cancel.heading"),
    visitCard(visit),
    paragraph("cancel.what"),
    problem,
    h("div", { class: "buttons" }, button("cancel.no", () => session.stepAside(null), "primary"), press),
    phoneLines({ clinic_phone: visit.clinic_phone }),
  );
  let said = null;
  const update = () => {
    press.setAttribute("aria-disabled", String(session.facts.busy));
    write(press, say(session.facts.busy ? "entry.busy" : "cancel.yes"));
    const now = session.facts.problem;
    if (now !== said) problem.replaceChildren(...(now ? [sentence("fault", "warning", say(now === "too-late" ? "cancel.phone" : "unreachable"))] : []));
    said = now;
  };
  return { node, update };
}
