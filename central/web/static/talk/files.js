// Files of the visit: sending one, and how one is shown in a list.
import { h } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { canSay, say } from "../words/words.js";

export const LIMIT = 10_000_000;
export const ACCEPT = "image/jpeg,image/png,application/pdf";

/** Hand `blob` over at `door`; null when it arrived, else the problem's words. */
export async function sendFile(door, blob, name, kind = "file") {
  if (blob.size > LIMIT) return say("talk.problem.too-large");
  try {
    const asked = new URLSearchParams({ name: name.slice(0, 255) || "fil", kind });
    const answer = await fetch(`${door}?${asked}`, { method: "POST", body: blob, credentials: "same-origin", referrerPolicy: "no-referrer" });
    if (answer.ok) return null;
    const code = answer.status === 413 ? "too-large" : ((await answer.json().catch(() => null))?.code ?? "other");
    return say(canSay(`talk.problem.${code}`) ? `talk.problem.${code}` : "talk.problem.other");
  } catch {
    return say("talk.problem.other");
  }
}

/** "340 kB", "1,2 MB" */
export function sizeOf(bytes) {
  if (bytes < 1_000_000) return say("talk.size.kb", { n: Math.max(1, Math.round(bytes / 1000)) });
  return say("talk.size.mb", { n: new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(bytes / 1e6) });
}

/** A file's name in words: a still has no name of its own. */
export const nameOf = (file) => (file.kind === "snapshot" ? say("talk.file.still") : file.name);

/** One file: the picture where it is one, its name, its size, and *Spara* where it is another's. */
export function fileCard(file, door, own) {
  const source = `${door}/${encodeURIComponent(file.id)}`;
  const picture = file.media === "image/jpeg";
  const name = nameOf(file);
  return h(
    "div",
    { class: "handed" },
    picture && h("img", { src: source, alt: say("talk.file.picture", { name }), class: "handed-picture" }),
    h(
      "div",
      { class: "handed-line" },
      icon(picture ? "picture" : "file"),
      h("span", { class: "handed-name" }, h("bdi", {}, name), " ", h("span", { class: "quiet" }, sizeOf(file.size))),
      file.saved && h("span", { class: "handed-saved" }, icon("tick"), say("talk.file.saved")),
      !own && h("a", { class: "handed-save", href: `${source}?save=true`, download: file.name, "aria-label": say("talk.file.save", { name }) }, icon("save"), say("talk.file.save.short")),
    ),
  );
}
