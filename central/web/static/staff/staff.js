// The staff's page: sign-in, the clinic, then one view at a time.
import { named, wear } from "../look/brand.js";
import { h, write } from "../look/dom.js";
import { addWords, chooseLanguage, openCatalogue, otherLanguage, say } from "../words/words.js";
import { backToPlace } from "./after_sign_in.js";
import { Desk } from "./desk.js";
import { signIn } from "./sign_in.js";
import { VIEWS } from "./views.js";
import en from "./words/en.js";
import sv from "./words/sv.js";

addWords({ sv, en });
await openCatalogue();

const head = document.querySelector("header");
const main = document.querySelector("main");
const fault = h("p", { class: "say fault", role: "alert" });
let shown = null;
let built = null;

function chooseClinic() {
  const one = ({ id, name }) => h("button", { type: "button", class: "button", onclick: () => desk.choose(id) }, name);
  return h(
    "section",
    { class: "screen narrow" },
    h("h1", { tabindex: "-1" }, say(desk.me.clinics.length ? "staff.clinic.heading" : "staff.title")),
    desk.me.clinics.length === 0 && h("p", {}, say("staff.nothing")),
    h("div", { class: "buttons" }, ...desk.me.clinics.map(one)),
  );
}

function nothing() {
  return h("section", { class: "screen narrow" }, h("h1", { tabindex: "-1" }, say("staff.title")), h("p", {}, say("staff.nothing")));
}

const still = (node) => ({ node, update() {} });

const views = () => VIEWS.filter(({ right, when }) => desk.may(right) && (!when || when(desk)));

/** Which view the address asks for, if the person may see it; else the first that they may. */
function viewNow() {
  const mine = views();
  return mine.find(({ name }) => name === desk.place[0]) ?? mine[0];
}

function menu(now) {
  const mine = views().filter(({ words }) => words);
  const one = ({ name, words }) => h("a", { href: `#${name}`, "aria-current": name === now?.name && "page" }, say(words));
  return mine.length > 1 && h("nav", { "aria-label": say("staff.views") }, ...mine.map(one));
}

/** On a phone the head is one line: everything but the clinic lies behind *Meny*. */
function folded(...rest) {
  const isOpen = () => button.getAttribute("aria-expanded") === "true";
  const turn = (open) => button.setAttribute("aria-expanded", String(open));
  const button = h("button", { type: "button", class: "menu-button", "aria-controls": "head-rest", onclick: () => turn(!isOpen()) }, say("staff.menu"));
  const inside = h("div", { id: "head-rest", class: "head-rest", onkeydown: escape, onclick: chosen }, ...rest);
  function escape({ key }) {
    if (key !== "Escape" || !isOpen()) return;
    turn(false);
    button.focus();
  }
  function chosen({ target }) {
    if (target.closest("a")) turn(false);
  }
  turn(false);
  return [button, inside];
}

function drawHead(now) {
  const { name, label } = otherLanguage();
  const language = h("button", { type: "button", lang: name, onclick: () => chooseLanguage(name).then(draw, () => {}) }, label);
  const who = [desk.me?.name, desk.me?.title].filter(Boolean).join(", ");
  const clinic = desk.clinic && named(desk.clinic.name, desk.clinic.brand);
  wear(desk.clinic?.brand);
  const others = desk.me?.clinics.length > 1 && desk.clinic;
  const first = others ? h("button", { type: "button", class: "clinic", onclick: () => desk.choose("") }, clinic) : (clinic ?? h("b", {}, "Ostörd"));
  if (!desk.me) return head.replaceChildren(first, language);
  const out = h("button", { type: "button", onclick: () => desk.signOut() }, say("staff.sign-out"));
  const mine = h("div", { class: "who" }, h("span", { class: "quiet" }, who), language, out);
  return head.replaceChildren(first, ...folded(menu(now) || "", mine));
}

function build(view) {
  if (desk.signed === "out") return signIn(desk);
  if (!desk.clinic) return still(chooseClinic());
  return view ? view.build(desk, ...desk.place.slice(1)) : still(nothing());
}

function draw() {
  if (desk.signed === "unknown") return;
  const view = viewNow();
  const place = view && desk.place[0] === view.name ? desk.place.join("/") : view?.name;
  const out = desk.signed === "out" && location.hash;
  const wanted = JSON.stringify([desk.signed, out, desk.me?.clinic, place, document.documentElement.lang]);
  write(fault, desk.reached ? "" : say("staff.unreachable"));
  if (wanted !== shown) {
    const first = shown === null;
    shown = wanted;
    built?.close?.();
    drawHead(view);
    built = build(view);
    main.replaceChildren(fault, built.node);
    const heading = main.querySelector("h1");
    document.title = `${heading?.textContent ?? ""} · ${say("staff.title")}`;
    if (!first) heading?.focus({ preventScroll: true });
  }
  built.update();
}

const desk = new Desk(draw);
await desk.look();
if (desk.signed === "in") backToPlace();
draw();
