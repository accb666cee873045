// The answer to an invitation: birth date and one press, yes or no (R04). The answer is always the same.
import { h } from "../look/dom.js";
import { openCatalogue, say } from "../words/words.js";
import { answerInvitation } from "./doors.js";
import { drawHead, place, settings, ticketOf } from "./frame.js";
import { noLink } from "./screens/notices.js";
import { button, heading, paragraph, sentence, sheet } from "./screens/parts.js";
import { birthDateField } from "./screens/questions.js";

const main = document.querySelector("main");
const ticket = ticketOf(location);
let received = false;
let busy = false;

function question() {
  const field = birthDateField();
  const problem = h("div", { role: "alert" });
  const send = async (yes) => {
    const date = field.read();
    if (!date || busy) return;
    busy = true;
    const { status } = await answerInvitation(ticket, date, yes).catch(() => ({ status: 0 }));
    busy = false;
    received = status === 200;
    if (received) return draw();
    problem.replaceChildren(sentence("fault", "warning", say(status === 429 ? "entry.too-fast" : "unreachable")));
  };
  const press = (event) => {
    event.preventDefault();
    send(true);
  };
  return sheet(
    heading("answer.heading"),
    h(
      "form",
      { class: "screen", novalidate: true, onsubmit: press },
      field.node,
      problem,
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "submit", class: "button primary" }, say("confirm.yes")),
        button("confirm.no", () => send(false)),
      ),
    ),
  );
}

function thanks() {
  history.replaceState(null, "", location.pathname + location.search);
  return sheet(heading("answer.received"), paragraph("answer.received.why"));
}

function draw() {
  drawHead(document.querySelector("header"), settings().clinic, draw);
  if (!ticket) return place(main, noLink());
  place(main, { node: received ? thanks() : question() });
}

await openCatalogue();
draw();
