// The view "Hjälp": one card for each kind of fault, with the number of who answers now, or what to do (R69).
import { h } from "../../look/dom.js";
import { addWords, say } from "../../words/words.js";
import en from "./words/en.js";
import sv from "./words/sv.js";

addWords({ sv, en });

const LOOK_MS = 60000;

function card({ fault, name, phone, until }) {
  const answer = phone
    ? [
        h("a", { class: "big-number number", href: `tel:${phone.replaceAll(" ", "")}` }, phone),
        h("p", { class: "quiet" }, until === "24:00" ? name : say("help.until", { name, until })),
      ]
    : [h("p", { class: "todo" }, say("help.nobody")), h("ol", {}, ...["again", "phone", "rebook"].map((key) => h("li", {}, say(`help.do.${key}`))))];
  return h("section", { class: "card" }, h("h2", {}, say(`help.${fault}`)), h("p", { class: "quiet" }, say(`help.${fault}.what`)), ...answer);
}

/** Build the view. */
export function help(desk) {
  const cards = h("div", { class: "panels" });
  const node = h("section", { class: "screen help" }, h("h1", { tabindex: "-1" }, say("help.heading")), cards);
  let told = "";
  async function look() {
    const { status, data } = await desk.ask("GET", "/api/staff/support");
    if (status !== 200 || JSON.stringify(data) === told) return;
    told = JSON.stringify(data);
    cards.replaceChildren(...data.support.map(card));
  }
  const timer = setInterval(look, LOOK_MS);
  look();
  return { node, update() {}, close: () => clearInterval(timer) };
}
