// *Kopiera*: text into the clipboard of this PC, and only then away from here.
import { h, write } from "../look/dom.js";
import { say } from "../words/words.js";

/** Whether the text stands in the clipboard now. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A button that copies what `text()` gives and then calls `after()`; `said` tells how it went. */
export function copyButton(text, after) {
  const said = h("p", { class: "say", role: "status" });
  async function copy() {
    if (await copied(text())) await after(said);
    else write(said, say("staff.copy.failed"));
  }
  const button = h("button", { type: "button", class: "button primary", onclick: copy }, say("staff.copy"));
  return { button, said };
}
