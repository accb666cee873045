// The guests of a visit: interpreter, relative, colleague, proxy, guardian, each with a link of their own (R40).
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { addWords, say, timeOf } from "../../words/words.js";
import { phoneLink } from "../phone.js";
import { inviteForm } from "./invite.js";
import en from "./words/en.js";
import sv from "./words/sv.js";

addWords({ sv, en });

const OPEN = ["booked", "arrived", "pending", "checked-in"];

function stateOf(guest) {
  if (guest.locked) return say("guests.state.locked");
  if (guest.seat) return say(`guests.state.${guest.seat}`);
  return guest.tried_at ? say("guests.state.tried", { time: timeOf(guest.tried_at) }) : say("guests.state.invited");
}

const small = (key, press) => h("button", { type: "button", class: "button small", onclick: press }, say(key));

function line(guest, ask, open) {
  const acts = h("div", { class: "buttons" });
  const said = h("p", { class: "quiet small", role: "status" });
  const renew = async () => {
    const { status } = await ask("POST", `/${guest.id}/link`);
    write(said, say(status === 200 ? "guests.renewed" : "guests.bad.conflict"));
  };
  const rest = () => acts.replaceChildren(...(open ? [small("guests.renew", renew)] : []), small("guests.withdraw", sure));
  function sure() {
    const no = small("guests.withdraw.no", () => {
      write(said, "");
      rest();
    });
    write(said, say("guests.withdraw.sure"));
    acts.replaceChildren(small("guests.withdraw.yes", () => ask("DELETE", `/${guest.id}`)), no);
    no.focus();
  }
  rest();
  const who = h("span", {}, h("b", {}, say(`guests.role.${guest.role}`)), ` · ${guest.name}`);
  const reach = [guest.phone && phoneLink(guest.phone, { class: "number" }), guest.email && h("span", { class: "quiet" }, guest.email)];
  return h(
    "li",
    { class: "guest" },
    icon(guest.locked ? "lock" : "person"),
    h("div", {}, who, h("span", { class: "quiet" }, stateOf(guest)), ...reach, said, acts),
  );
}

/** The panel; asks anew when somebody comes or goes. */
export function guestsPanel(desk, visit) {
  const path = `/api/staff/visits/${encodeURIComponent(visit.id)}/guests`;
  const list = h("ul", { class: "guests" });
  const lacks = h("p", { class: "say soon" }, icon("warning"), h("span", {}, say("guests.interpreter.missing")));
  const none = h("p", { class: "quiet" }, say("guests.none"));
  const place = h("div", {});
  const add = h("button", { type: "button", class: "button", onclick: invite }, say("guests.invite"));
  const node = h("section", { class: "card" }, h("h2", {}, say("guests.heading")), lacks, none, list, place, add);
  let [newest, guests, told, closed] = [visit, [], null, false];

  async function ask(method, more, body) {
    const answer = await desk.ask(method, path + more, body);
    if ([200, 201].includes(answer.status)) await read();
    return answer;
  }

  async function read() {
    const { status, data } = await desk.ask("GET", path);
    if (closed || status !== 200) return;
    guests = data;
    draw();
  }

  function draw() {
    const open = OPEN.includes(newest.status);
    const interpreted = guests.some(({ role }) => role === "interpreter");
    list.replaceChildren(...guests.map((guest) => line(guest, ask, open)));
    lacks.hidden = !(open && newest.interpreter && !interpreted);
    none.hidden = guests.length > 0 || !lacks.hidden;
    add.hidden = !open || place.hasChildNodes();
  }

  function invite() {
    const form = inviteForm("interpreter", (wish) => ask("POST", "", wish), () => {
      place.replaceChildren();
      draw();
      add.focus();
    });
    place.replaceChildren(form.node);
    add.hidden = true;
    form.focus();
  }

  return {
    node,
    update(now) {
      newest = now;
      const seen = JSON.stringify([now.status, now.version, now.parties.map(({ role, seat }) => [role, seat])]);
      if (seen === told) return;
      told = seen;
      read();
    },
    close() {
      closed = true;
    },
  };
}
