// The screens that say one thing: no link, too many tries, closed, done, opened elsewhere.
import { h } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { settings } from "../frame.js";
import { button, heading, paragraph, phoneLines, sheet } from "./parts.js";

function notice(mark, name, ...rest) {
  return { node: sheet(h("div", { class: "emblem" }, icon(mark)), heading(`${name}.heading`), paragraph(name), ...rest), update() {} };
}

export const noLink = () => notice("link", "no-link", phoneLines({ clinic_phone: settings().phone }));
export const locked = () => notice("lock", "entry.locked", phoneLines({ clinic_phone: settings().phone }));
export const closed = (session) => notice("lock", "closed", phoneLines({ clinic_phone: session.facts.visit?.clinic_phone }));
export const done = () => notice("tick", "done");
export const cancelled = (session) => notice("tick", "cancelled", phoneLines({ clinic_phone: session.facts.visit.clinic_phone }));
export const superseded = () =>
  notice("person", "superseded", button("superseded.button", () => location.reload(), "primary"));
