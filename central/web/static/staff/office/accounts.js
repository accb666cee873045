// The view "Konton": who is signed in with which roles, the way to end it, the audit log as a file (R64).
import { h, write } from "../../look/dom.js";
import { addWords, say, timeOf } from "../../words/words.js";
import en from "./words/en.js";
import sv from "./words/sv.js";

addWords({ sv, en });

const roles = (names) => names.map((name) => say(`office.role.${name}`)).join(", ");

function audit(desk) {
  const today = new Date().toLocaleDateString("sv-SE");
  const field = (value) => h("input", { type: "date", value, max: today, required: true });
  const [from, to] = [field(today), field(today)];
  const said = h("p", { class: "say fault", role: "alert" });

  async function* pages() {
    let path = `/api/staff/audit?from=${from.value}&to=${to.value}`;
    while (path) {
      const { status, data } = await desk.ask("GET", path);
      if (status !== 200) throw new Error(String(status));
      yield data.entry;
      const next = data.link.find(({ relation }) => relation === "next");
      path = next ? new URL(next.url).pathname + new URL(next.url).search : null;
    }
  }

  async function save(event) {
    event.preventDefault();
    write(said, "");
    const lines = [];
    try {
      for await (const entries of pages()) lines.push(...entries.map(({ resource }) => JSON.stringify(resource)));
    } catch {
      write(said, say("staff.failed"));
      return;
    }
    const address = URL.createObjectURL(new Blob([lines.map((line) => `${line}\n`).join("")], { type: "application/x-ndjson" }));
    h("a", { href: address, download: `logg-${from.value}-${to.value}.ndjson` }).click();
    URL.revokeObjectURL(address);
  }

  return h(
    "form",
    { class: "card audit", onsubmit: save },
    h("h2", {}, say("office.audit")),
    h("p", { class: "quiet" }, say("office.audit.why")),
    h("div", { class: "row" }, h("label", {}, say("office.audit.from"), from), h("label", {}, say("office.audit.to"), to)),
    said,
    h("button", { type: "submit", class: "button" }, say("office.audit.save")),
  );
}

/** Build the view. */
export function accounts(desk) {
  const list = h("ul", { class: "accounts" });
  const said = h("p", { class: "say", role: "status" });
  const node = h(
    "section",
    { class: "screen office" },
    h("h1", { tabindex: "-1" }, say("office.accounts")),
    h("p", { class: "quiet" }, say("office.accounts.why")),
    list,
    said,
    desk.may("read-audit") && audit(desk),
  );

  function line({ subject, name, title, roles: held, browsers, seen, me }) {
    const who = [name, title].filter(Boolean).join(", ");
    return h(
      "li",
      { class: "card account" },
      h("div", {}, h("b", {}, who), h("p", { class: "quiet" }, `${roles(held)} · ${say("office.seen", { time: timeOf(seen), browsers })}`)),
      me ? h("span", { class: "quiet" }, say("office.you")) : h("button", { type: "button", class: "button", onclick: () => end(subject, name) }, say("office.end")),
    );
  }

  async function end(subject, name) {
    const { status } = await desk.ask("DELETE", `/api/staff/accounts/${encodeURIComponent(subject)}/sessions`);
    write(said, say(status === 200 ? "office.ended" : "staff.failed", { name }));
    look();
  }

  async function look() {
    const { status, data } = await desk.ask("GET", "/api/staff/accounts");
    if (status === 200) list.replaceChildren(...data.map(line));
  }

  look();
  return { node, update() {} };
}
