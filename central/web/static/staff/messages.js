// The letters of one visit: how far each has come, in words, and *Skicka igen* where one did not arrive.
import { h } from "../look/dom.js";
import { icon } from "../look/icons.js";
import { dayOf, say, timeOf } from "../words/words.js";

const LOOK_MS = 5000;
const FEW = 4;
const MARKS = { sent: "tick", waiting: "clock", sending: "clock", failed: "warning", unknown: "warning" };
/** What a code means for the one who reads; several codes say the same. */
const WHY = {
  "no-such-address": "address",
  address: "address",
  refused: "refused",
  "too-late": "late",
  "too-long": "long",
  credentials: "setup",
  tls: "setup",
  "no-tls": "setup",
  "private-address": "setup",
  redirected: "setup",
  busy: "busy",
  "too-slow": "busy",
  unreachable: "busy",
};
const MUST_ARRIVE = ["invitation", "moved", "changed", "cancelled"];

const today = (at) => dayOf(at) === dayOf(Date.now() / 1000);
const moment = (at) => (today(at) ? timeOf(at) : `${dayOf(at)} ${timeOf(at)}`);

function stateOf({ channel, state, code, by_file: byFile, changed_at: at }) {
  if (code === "overtaken") return say("staff.messages.overtaken");
  if (state === "sent") return say(byFile ? "staff.messages.laid" : "staff.messages.sent", { time: moment(at) });
  if (state === "unknown") return say("staff.messages.unknown");
  const why = WHY[code] ? say(`staff.messages.why.${WHY[code] === "address" ? `address.${channel}` : WHY[code]}`) : "";
  return `${say(`staff.messages.${state === "failed" ? "failed" : "waiting"}`)} ${why}`.trim();
}

const quiet = ({ state, code }) => code === "overtaken" || !["failed", "unknown"].includes(state);
const wordsFor = (kind) => say(`staff.messages.kind.${kind}`);

/** A letter that had to arrive, and did at none of its addresses: the newest of its kind counts. */
function lost(messages) {
  const newest = messages.find(({ kind }) => MUST_ARRIVE.includes(kind));
  const legs = messages.filter(({ kind, at }) => kind === newest?.kind && at === newest.at);
  return legs.length > 0 && legs.every(({ state, code }) => state === "failed" && code !== "overtaken") ? newest : null;
}

/** Build the panel of `visit`. */
export function messages(desk, visit) {
  const path = `/api/staff/visits/${encodeURIComponent(visit.id)}/messages`;
  const list = h("ul", { class: "messages" });
  const more = h("button", { type: "button", class: "plain", hidden: true, onclick: () => unfold() }, say("staff.messages.older"));
  const alarm = h("p", { class: "say fault", role: "alert" });
  const node = h("section", { class: "card" }, h("h2", {}, say("staff.messages")), alarm, list, more);
  let [all, told, open, closed] = [null, "", false, false];

  function unfold() {
    open = true;
    draw();
  }

  function line(message) {
    const { kind, channel, to, may_try: mayTry, id } = message;
    const sendAgain = async (event) => {
      event.currentTarget.disabled = true;
      await desk.ask("POST", `${path}/${encodeURIComponent(id)}/again`, {});
      look();
    };
    const button = mayTry && desk.may("book");
    return h(
      "li",
      { class: quiet(message) ? "message" : "message fault" },
      icon(message.code === "overtaken" ? "pause" : MARKS[message.state]),
      h(
        "div",
        {},
        h("p", {}, h("b", {}, wordsFor(kind)), ` · ${say(`staff.messages.${channel}`, { to })}`),
        h("p", { class: "quiet" }, stateOf(message)),
        button && h("button", { type: "button", class: "plain", onclick: sendAgain }, say("staff.messages.again")),
      ),
    );
  }

  function draw() {
    const now = JSON.stringify([all, open]);
    if (!all || now === told) return;
    told = now;
    const gone = lost(all);
    alarm.replaceChildren(...(gone ? [icon("warning"), h("span", {}, say("staff.messages.lost", { what: wordsFor(gone.kind) }))] : []));
    alarm.hidden = !gone;
    const shown = open ? all : all.slice(0, FEW);
    list.replaceChildren(...shown.map(line));
    more.hidden = shown.length === all.length;
    if (all.length === 0) list.replaceChildren(h("li", { class: "quiet" }, say("staff.messages.none")));
  }

  async function look() {
    const { status, data } = await desk.ask("GET", path);
    if (closed || status !== 200) return;
    all = data.messages;
    draw();
  }

  alarm.hidden = true;
  const timer = setInterval(look, LOOK_MS);
  look();
  return {
    node,
    update() {},
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}
