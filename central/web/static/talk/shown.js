// The picture that the clinician shows: large, with the clinician kept beside it (R35, R36).
import { h } from "../look/dom.js";
import { say } from "../words/words.js";

/** `window()` gives the window that moves, as a `video`, or null; `update()` whether something is shown. */
export function shownPicture(talk, { door, window }) {
  const picture = h("img", { alt: say("shown.alt") });
  const node = h("div", { class: "shown", hidden: true }, picture, h("p", { class: "unseen", role: "status" }));
  let [now, moving] = [null, null];
  function update() {
    const { shown } = talk.levels;
    const video = shown ? null : window();
    if (shown !== now) {
      now = shown;
      if (shown) picture.src = `${door}/${encodeURIComponent(shown)}`;
      else picture.removeAttribute("src");
    }
    if (video !== moving) {
      moving?.remove();
      moving = video;
      if (video) node.prepend(video);
      video?.play().catch(() => {});
    }
    const seen = Boolean(shown ?? video);
    if (node.hidden === seen) node.lastChild.textContent = seen ? say("shown.label") : "";
    node.hidden = !seen;
    picture.hidden = !shown;
    return seen;
  }
  return { node, update };
}
