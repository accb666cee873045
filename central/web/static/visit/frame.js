// The sheet's head: the clinic's name and the language switch; what a screen says to a reader.
import { named, wear } from "../look/brand.js";
import { h } from "../look/dom.js";
import { chooseLanguage, otherLanguage, say } from "../words/words.js";

/** Draw the head; `switched()` is called when the person chose the other language. */
export function drawHead(node, clinic, switched, brand = null) {
  const { name, label } = otherLanguage();
  const press = () => chooseLanguage(name).then(switched, () => {});
  wear(brand);
  node.replaceChildren(named(clinic, brand), h("button", { type: "button", lang: name, onclick: press }, label));
}

/** Put a screen on the sheet: title, reader and focus follow its heading. */
export function place(main, built, quietly) {
  main.replaceChildren(built.node);
  const heading = main.querySelector("h1");
  document.title = `${heading?.textContent ?? ""} · ${say("title")}`;
  if (!quietly) heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** The page's own settings, written by central into the document. */
export function settings() {
  const { clinic = "", phone = "", ways = "birth-date" } = document.body.dataset;
  return { clinic, phone, ways: ways.split(" ") };
}

/** The ticket in the address's fragment, or null. */
export function ticketOf(address) {
  return new URL(address).hash.slice(1) || null;
}
