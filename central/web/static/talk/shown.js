// The picture that the clinician shows: large, with the clinician kept beside it (R35, R36).
import { h } from "../look/dom.js";
import { say } from "../words/words.js";

/** `update()` gives whether something is shown. */
export function shownPicture(talk, { door }) {
  const picture = h("img", { alt: say("shown.alt") });
  const node = h("div", { class: "shown", hidden: true }, picture, h("p", { class: "unseen", role: "status" }));
  let now = null;
  function update() {
    const { shown } = talk.levels;
    if (shown !== now) {
      now = shown;
      node.hidden = !shown;
      if (shown) picture.src = `${door}/${encodeURIComponent(shown)}`;
      else picture.removeAttribute("src");
      node.lastChild.textContent = shown ? say("shown.label") : "";
    }
    return Boolean(shown);
  }
  return { node, update };
}
