// Before anybody is known: sign-in, a one-time link, or the page's access key.
import { h, write } from "../look/dom.js";
import { say } from "../words/words.js";

const post = (path, body) =>
  fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }).catch(() => null);

const state = { way: null, fault: "" };

/** What stands behind # in the address: a one-time code, a key, or nothing. */
const behind = () => {
  const [word, code] = location.hash.slice(1).split("/");
  return word === "in" && code ? { code } : word && word !== "refused" ? { key: word } : {};
};

const forget = () => history.replaceState(null, "", location.pathname + location.search);

/** Give the key that came with the address, if one did. */
export async function enterByAddress() {
  const { key } = behind();
  if (!key) return;
  const answer = await post("/api/fleet/entry", { key });
  forget();
  if (answer && !answer.ok) state.fault = "fleet.key.bad";
}

/** How one signs in here; `changed` is called when it is known. */
export function readWayIn(changed) {
  if (state.way !== null) return;
  state.way = "none";
  fetch("/api/staff/way-in", { cache: "no-store" })
    .then((answer) => (answer.ok ? answer.json() : { way: "none" }))
    .then(({ way }) => {
      state.way = way;
      changed();
    }, () => {});
}

function byLink(code, entered) {
  const fault = h("p", { class: "say fault", role: "alert" });
  const press = async () => {
    const answer = await post("/api/staff/link", { code });
    if (answer?.ok) {
      forget();
      return entered();
    }
    write(fault, say(answer === null ? "fleet.entry.unreachable" : answer.status === 429 ? "fleet.entry.wait" : "fleet.entry.used"));
  };
  return [
    h("h1", { tabindex: "-1" }, say("fleet.entry.link")),
    h("div", { class: "screen key-form" }, h("p", {}, say("fleet.entry.link.why")), fault, h("button", { type: "button", class: "button primary", onclick: press }, say("fleet.entry.link.button"))),
  ];
}

/** The form; `entered()` is called when it was right. */
export function entryForm(entered) {
  const { code } = behind();
  if (code) return byLink(code, entered);
  const input = h("input", { id: "key", autocomplete: "off", spellcheck: "false", type: "password", "aria-describedby": "key-hint key-fault" });
  const submit = async (event) => {
    event.preventDefault();
    const key = input.value.trim();
    if (!key) return;
    const answer = await post("/api/fleet/entry", { key });
    state.fault = answer?.ok ? "" : "fleet.key.bad";
    entered();
  };
  const signIn = state.way === "provider" && h("a", { class: "button primary", href: "/api/staff/sign-in?to=fleet" }, say("fleet.entry.sign-in"));
  return [
    h("h1", { tabindex: "-1" }, say(signIn ? "fleet.entry.heading" : "fleet.key.heading")),
    signIn && h("p", { class: "key-form" }, signIn),
    h(
      "form",
      { class: "screen key-form", onsubmit: submit },
      h("label", { for: "key" }, h("b", {}, say("fleet.key.label"))),
      h("p", { id: "key-hint", class: "quiet" }, say("fleet.key.hint")),
      input,
      h("p", { id: "key-fault", role: "alert", class: "say fault" }, state.fault && say(state.fault)),
      h("button", { type: "submit", class: `button ${signIn ? "" : "primary"}` }, say("fleet.key.button")),
    ),
  ];
}

/** Who looks, as central knows them. */
export const me = { name: null, enrols: false };

/** Ask who looks. */
export async function readMe(changed) {
  const answer = await fetch("/api/fleet/me", { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  Object.assign(me, await answer.json());
  changed();
}
