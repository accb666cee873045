// Checking in to a room (R18): the code on its screen, which room that is, the person's own yes.
import { h, write } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { say, timeOf } from "../words/words.js";

const LOOK_MS = 3000;
const LENGTH = 6;
const WHY = { 0: "staff.unreachable", 404: "check-in.unknown", 429: "check-in.too-many" };
const REFUSED = {
  "foreign-room": "check-in.foreign",
  "too-late": "check-in.too-late",
  "visit-runs": "check-in.runs",
};

const named = ({ name, title }) => [name, title].filter(Boolean).join(", ");
const tidy = (code) => code.replace(/[^0-9a-z]/gi, "").toUpperCase();

/** Build the view; `code` is what a scanned picture brought. */
export function checkIn(desk, code) {
  const place = h("div", { class: "screen narrow" });
  let told = null;
  let drawn = "";
  let problem = "";
  let busy = false;

  async function act(method, path, body) {
    if (busy) return;
    busy = true;
    const { status, data } = await desk.ask(method, `/api/staff/${path}`, body);
    busy = false;
    problem = "";
    if (status === 200 && data && "here" in data) told = data;
    else if (status !== 200) problem = REFUSED[data?.code] ?? WHY[status] ?? "check-in.again";
    if (status === 200 || data?.code === "somebody-there") await look();
    else draw();
  }

  const show = (typed) => act("POST", "check-in", { code: typed });
  const leaveIt = () => act("DELETE", "check-in/asked");
  const checkOut = () => act("POST", "check-out", {});
  const confirm = ({ location, there }) => act("POST", "check-in/confirm", { location, take_over: Boolean(there) });

  function form() {
    const field = h("input", {
      id: "code", name: "code", required: true, maxlength: 12, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", class: "code",
      "aria-invalid": problem === "check-in.unknown" && "true", "aria-describedby": "code-where",
    });
    const submit = (event) => {
      event.preventDefault();
      const typed = tidy(field.value);
      if (typed.length === LENGTH) show(typed);
      else {
        problem = "check-in.short";
        draw();
      }
    };
    return h("form", { class: "screen", onsubmit: submit, novalidate: true },
      h("label", { for: "code" }, h("b", {}, say("check-in.code"))), field,
      h("p", { class: "quiet", id: "code-where" }, say("check-in.where")),
      h("button", { class: "button primary" }, say("check-in.show")));
  }

  function asked(where) {
    const mine = where.clinic === desk.me.clinic;
    const words = !mine ? "check-in.act-for" : where.there ? "check-in.take-over" : "check-in.yes";
    const yes = mine ? () => confirm(where) : () => desk.choose(where.clinic);
    return [
      h("h1", { tabindex: "-1" }, say("check-in.question")),
      h("div", { class: "card room-card" }, h("p", { class: "big-room" }, where.room), h("p", { class: "quiet" }, where.clinic_name),
        where.there && h("p", { class: "say soon" }, icon("person"), h("span", {}, say("check-in.there", { who: named(where.there), since: timeOf(where.there.since) })))),
      !mine && h("p", {}, say("check-in.other-clinic", { clinic: where.clinic_name, now: desk.clinic.name })),
      told.here && h("p", {}, say("check-in.moves", { room: told.here.room })),
      h("div", { class: "buttons" },
        h("button", { type: "button", class: "button primary", onclick: yes }, say(words, { clinic: where.clinic_name })),
        h("button", { type: "button", class: "button", onclick: leaveIt }, say("check-in.no"))),
    ];
  }

  function here(where) {
    return [
      h("h1", { tabindex: "-1" }, say("check-in.here")),
      h("div", { class: "card room-card" }, h("p", { class: "big-room" }, where.room), h("p", { class: "quiet" }, where.clinic_name),
        h("p", { class: "say good" }, icon("tick"), h("span", {}, say("check-in.since", { since: timeOf(where.since) })))),
      h("p", { class: "quiet" }, say("check-in.by-itself")),
      h("div", { class: "buttons" }, h("button", { type: "button", class: "button", onclick: checkOut }, say("check-in.out"))),
      h("details", { class: "another", open: Boolean(problem) && problem !== "check-in.runs" }, h("summary", {}, say("check-in.another")), form()),
    ];
  }

  function draw() {
    if (!told) return;
    const wanted = JSON.stringify([told, problem]);
    if (wanted === drawn) return;
    const first = drawn === "";
    drawn = wanted;
    const typed = place.querySelector("input")?.value ?? "";
    const fault = problem && h("p", { class: "say fault", role: "alert" }, say(problem));
    const rows = told.asked ? asked(told.asked) : told.here ? here(told.here) : [h("h1", { tabindex: "-1" }, say("check-in.heading")), form()];
    rows.splice(1, 0, fault);
    place.replaceChildren(...rows.filter(Boolean));
    const field = place.querySelector("input");
    if (field && problem) {
      field.value = typed;
      field.focus();
    } else if (!first) place.querySelector("h1").focus({ preventScroll: true });
  }

  /** What central knows now; a field that is being typed in is left alone. */
  async function look() {
    const { status, data } = await desk.ask("GET", "/api/staff/check-in");
    if (status === 200 && !busy) told = data;
    draw();
  }

  async function begin() {
    if (code) {
      await show(tidy(code));
      history.replaceState(null, "", "#check-in"); // it is used up: a reload asks nothing
    }
    await look();
  }

  const timer = setInterval(look, LOOK_MS);
  begin();
  return { node: place, update() {}, close: () => clearInterval(timer) };
}

/** One line above the day: which room, since when, and the way out; or the way in. */
export function roomLine(desk) {
  const words = h("span", {});
  const out = h("button", { type: "button", class: "plain", onclick: leave }, say("check-in.out"));
  const into = h("a", { href: "#check-in" }, say("check-in.heading"));
  const node = h("p", { class: "room-line", hidden: true }, icon("person"), words, out, into);

  function show(here) {
    node.hidden = false;
    node.classList.toggle("there", Boolean(here));
    write(words, here ? say("check-in.line", { room: here.room, since: timeOf(here.since) }) : say("check-in.line.none"));
    out.hidden = !here;
    into.hidden = Boolean(here);
  }

  async function look() {
    if (!desk.me?.checks_in || !desk.may("check-in")) return;
    const { status, data } = await desk.ask("GET", "/api/staff/check-in");
    if (status === 200) show(data.here);
  }

  async function leave() {
    const { status } = await desk.ask("POST", "/api/staff/check-out", {});
    if (status === 409) write(words, say("check-in.runs"));
    else look();
  }

  const timer = setInterval(look, LOOK_MS);
  look();
  return { node, close: () => clearInterval(timer) };
}
