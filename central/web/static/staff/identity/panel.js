// The check of identity: who it should be, *Identitet kontrollerad*, and who answers for it (R60, R61).
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { addWords, say } from "../../words/words.js";
import { isNear } from "../talk/talk_panel.js";
import en from "./words/en.js";
import sv from "./words/sv.js";

addWords({ sv, en });

const PROVEN = ["vouched", "eid"];
const path = (visit, door) => `/api/staff/visits/${encodeURIComponent(visit.id)}/${door}`;
const button = (key, press, kind = "") => h("button", { type: "button", class: `button ${kind}`, onclick: press }, say(key));

/** `191212121212` is "19121212-1212", as people say it. */
const spoken = (number) => `${number.slice(0, 8)}-${number.slice(8)}`;

const signature = ({ parties }) => JSON.stringify(parties.map(({ role, level, seat }) => [role, level, seat]));

function row({ role, level, checked, peer }, check) {
  const known = PROVEN.includes(level);
  const words = h("span", {}, h("b", {}, say(`staff.role.${role}`)), " · ", say(`staff.level.${level ?? "link"}`));
  const line = h("p", { class: `say ${known ? "good" : "soon"}` }, icon(known ? "tick" : "warning"), words);
  if (checked) return h("div", { class: "screen" }, line, button("identity.undo", () => check(peer, false)));
  return h("div", { class: "screen" }, line, !known && button("identity.checked", () => check(peer, true), "primary"));
}

/** For whoever holds the visit: name and number after a press, which is logged. */
export const identityPanel = {
  name: "identity",
  right: "hold-visit",
  held: true,
  shown: isNear,
  build(desk, visit) {
    const fault = h("p", { class: "say fault", role: "alert" });
    const place = h("div", { class: "screen", "aria-live": "polite" });
    const node = h("section", { class: "card identity-panel screen" }, h("h2", {}, say("identity.heading")), place, fault);
    let [open, seen] = [false, signature(visit)];

    function closed() {
      place.replaceChildren(h("p", { class: "quiet" }, say("identity.why")), button("identity.show", look));
    }

    function show({ name, personnummer, birth_date: born, here }) {
      const number = personnummer ? spoken(personnummer) : born;
      place.replaceChildren(
        h("p", { class: "quiet" }, say("identity.compare")),
        h("p", { class: "identity-name" }, name ?? say("staff.forgotten")),
        number && h("p", { class: "big-number number" }, number),
        ...(here.length ? here.map((one) => row(one, check)) : [h("p", {}, say("identity.nobody"))]),
      );
    }

    async function look() {
      const { status, data } = await desk.ask("GET", path(visit, "identity"));
      write(fault, status === 200 ? "" : say("identity.fault"));
      if (status !== 200) return;
      open = true;
      show(data);
    }

    async function check(peer, confirmed) {
      const { status } = await desk.ask("POST", path(visit, "identity"), { peer, confirmed });
      if (status !== 200) write(fault, say(status === 409 ? "identity.gone" : "identity.fault"));
      if (status === 200 || status === 409) await look();
    }

    closed();
    return {
      node,
      update(now) {
        if (signature(now) === seen) return;
        seen = signature(now);
        if (open) look();
      },
    };
  },
};

/** For whoever books: the patient may come in without what the clinic asks to be proven (R61). */
export const withoutEidPanel = {
  name: "without-eid",
  right: "book",
  shown: ({ status, end }) => ["booked", "pending", "arrived"].includes(status) && end > Date.now() / 1000,
  build(desk, visit) {
    const node = h("section", { class: "card screen", hidden: true });

    async function look() {
      const { status, data } = await desk.ask("GET", path(visit, "least-level"));
      if (status !== 200) return;
      const { answers_for: who, least_level: least } = data;
      node.hidden = !who && least === "link";
      if (node.hidden) return;
      const words = who ? say("identity.without.on", { who }) : say(`identity.without.${least}`);
      const press = who ? button("identity.without.end", () => answer(false)) : button("identity.without.begin", () => answer(true));
      node.replaceChildren(h("h2", {}, say("identity.without")), h("p", {}, words), press);
    }

    async function answer(answers) {
      await desk.ask("PUT", path(visit, "least-level"), { answers });
      await look();
    }

    look();
    return { node, update() {} };
  },
};
