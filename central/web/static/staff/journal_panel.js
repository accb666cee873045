// The text for the patient's record (R05, R54): read, copied, and then gone from here.
import { h, write } from "../look/dom.js";
import { say } from "../words/words.js";
import { copyButton } from "./copying.js";

const OVER = ["fulfilled", "noshow", "cancelled"];

/** Once an outcome stands. */
export const hasJournalText = (visit) => !visit.practice && OVER.includes(visit.status);

/** Build the panel. */
export function journalPanel(desk, visit) {
  const door = `/api/staff/visits/${encodeURIComponent(visit.id)}/journal-text`;
  const text = h("pre", { class: "journal", tabindex: "0", hidden: true });
  const said = h("p", { class: "quiet", role: "status" }, say("staff.journal.why"));
  const open = h("button", { type: "button", class: "button", onclick: read }, say("staff.journal.show"));
  const copy = copyButton(() => text.textContent, forget);
  copy.button.hidden = true;
  const node = h("section", { class: "card" }, h("h2", {}, say("staff.journal")), said, text, copy.said, open, copy.button);

  async function read() {
    const { status, data } = await desk.ask("GET", `${door}?language=${document.documentElement.lang}`);
    if (status !== 200) {
      write(said, say(status === 404 ? "staff.journal.none" : "staff.failed"));
      return;
    }
    write(text, data.text);
    write(said, say("staff.journal.paste"));
    open.hidden = true;
    text.hidden = copy.button.hidden = false;
  }

  async function forget(told) {
    const { status } = await desk.ask("POST", `${door}/copied`, {});
    if (status !== 200) {
      write(told, say("staff.copy.kept"));
      return;
    }
    text.textContent = "";
    text.hidden = copy.button.hidden = true;
    write(said, "");
    write(told, say("staff.journal.copied"));
  }

  return { node, update() {} };
}
