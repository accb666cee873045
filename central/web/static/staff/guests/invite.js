// Inviting a guest: who, then the number read back (R56), then the invitation goes.
import { h } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { canSay, say } from "../../words/words.js";

const ROLES = ["interpreter", "relative", "colleague", "proxy", "guardian"];
const FIELDS = ["name", "phone", "email", "read_back", "personnummer"];
/** Who takes part for the patient, and may show by an e-ID who they are (R41, R47). */
const WITH_NUMBER = ["proxy", "guardian"];

const button = (key, press, kind = "") => h("button", { type: "button", class: `button ${kind}`, onclick: press }, say(key));

function field(name, properties = {}) {
  const id = `guest-${name}`;
  const input = h("input", { id, name, autocomplete: "off", ...properties });
  const why = canSay(`guests.${name}.why`) && h("p", { class: "quiet small" }, say(`guests.${name}.why`));
  const node = h("div", { class: "field" }, h("label", { for: id }, h("b", {}, say(`guests.${name}`))), why, input);
  return { node, input };
}

function roles(first, number) {
  const options = ROLES.map((role) => h("option", { value: role, selected: role === first }, say(`guests.role.${role}`)));
  const select = h("select", { id: "guest-role", name: "role" }, ...options);
  const must = h("p", { class: "quiet small" });
  const tell = () => {
    const key = `guests.must.${select.value}`;
    must.textContent = canSay(key) ? say(key) : "";
    number.node.hidden = !WITH_NUMBER.includes(select.value);
  };
  select.addEventListener("change", tell);
  tell();
  return { node: h("div", { class: "field" }, h("label", { for: "guest-role" }, h("b", {}, say("guests.role"))), select, must), input: select };
}

function faultOf({ status, data }) {
  if (status === 409 && data?.code === "conflict") return "guests.bad.conflict";
  return FIELDS.includes(data?.field) ? `guests.bad.${data.field}` : "guests.bad.other";
}

/** A form; `send(wish)` answers {status, data}, `done(guest)` closes it: null where nobody was invited. */
export function inviteForm(first, send, done) {
  const number = field("personnummer", { inputmode: "numeric" });
  const [role, name, phone, email] = [roles(first, number), field("name"), field("phone", { inputmode: "tel" }), field("email", { inputmode: "email" })];
  const fault = h("div", { role: "alert" });
  const next = h("button", { type: "submit", class: "button primary" }, say("guests.next"));
  const form = h(
    "form",
    { class: "guest-form", novalidate: true, onsubmit: read },
    ...[role, name, number, phone, email].map(({ node }) => node),
    fault,
    h("div", { class: "buttons" }, next, button("guests.stop", () => done(null))),
  );
  const node = h("div", {}, form);

  function complain(key, input) {
    fault.replaceChildren(...(key ? [h("p", { class: "say fault" }, icon("warning"), h("span", {}, say(key)))] : []));
    input?.focus();
  }

  function read(event) {
    event.preventDefault();
    if (!name.input.value.trim()) return complain("guests.bad.name", name.input);
    complain(null);
    if (!phone.input.value.trim()) return invite();
    const right = button("guests.read.yes", () => invite(), "primary");
    node.replaceChildren(
      h("p", { class: "todo" }, say("guests.read")),
      h("p", { class: "big-number number guest-number" }, phone.input.value.trim()),
      h("div", { class: "buttons" }, right, button("guests.read.no", back)),
    );
    right.focus();
  }

  function back() {
    node.replaceChildren(form);
    phone.input.focus();
  }

  async function invite() {
    const told = (input) => input.value.trim() || null;
    const wish = { role: role.input.value, name: name.input.value, phone: told(phone.input), email: told(email.input), personnummer: number.node.hidden ? null : told(number.input) };
    const answer = await send({ ...wish, read_back: wish.phone });
    if (answer.status === 201) return done(answer.data);
    node.replaceChildren(form);
    complain(faultOf(answer), { name, phone, email, personnummer: number }[answer.data?.field]?.input);
  }

  return { node, focus: () => role.input.focus() };
}
