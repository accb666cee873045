// The panel "Bokningen" of one visit: where it came from, its letters; change, cancel, a new link (R23, R65).
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { canSay, say } from "../../words/words.js";
import { field } from "./fields.js";
import { changeForm } from "./change.js";
import { tellings } from "./read_back.js";

const AHEAD = ["pending", "booked", "arrived", "checked-in"];
const REASONS = ["pat", "prov", "maint", "oth-err", "other"];

/** Why central refused, in words. */
function refused(status, data) {
  if (status === 0) return say("book.wrong.unreachable");
  const words = `book.refused.${data?.code}`;
  return say(canSay(words) ? words : "book.refused.other");
}

/** Build the panel; `shown` is for visits that can still happen. */
export const bookingPanel = {
  name: "booking",
  right: "book",
  shown: ({ status }) => AHEAD.includes(status),
  build(desk, visit) {
    const path = `/api/staff/bookings/${encodeURIComponent(visit.id)}`;
    const about = h("div", { class: "about" });
    const place = h("div", { class: "place" });
    const said = h("p", { class: "say good", role: "status" });
    const fault = h("p", { class: "say fault", role: "alert" });
    const node = h("section", { class: "card booking-panel" }, h("h2", {}, say("book.panel")), about, said, fault, place);
    let [booking, version, asking] = [null, null, false];

    const button = (words, onclick, more = "") => h("button", { type: "button", class: `button ${more}`, onclick }, say(words));

    function source() {
      if (!booking.source) return [];
      const { name, paired, differs } = booking.source;
      const mine = document.documentElement.lang === "sv" ? "sv" : "en";
      return [h("p", {}, say(paired ? "book.panel.paired" : "book.panel.from", { source: name })), ...differs.map((one) => h("p", { class: "say soon" }, icon("warning"), h("span", {}, one[mine])))];
    }

    function tell() {
      const link = booking.link !== "sent" && h("p", { class: "say soon" }, icon("warning"), h("span", {}, say(`book.panel.link.${booking.link}`)));
      const flags = ["guardian", "proxy"].filter((name) => booking[name]).map((name) => h("p", {}, say(`book.${name}`)));
      const message = booking.message && h("blockquote", {}, booking.message);
      about.replaceChildren(...[...source(), link, ...flags, message].filter(Boolean));
    }

    function rest() {
      if (booking.runs) return place.replaceChildren(h("p", { class: "quiet" }, say("book.panel.runs")));
      const imported = booking.source && !booking.source.paired;
      const row = [!imported && button("book.panel.change", openChange), button("book.panel.link", openLink), button("book.panel.cancel", openCancel)];
      place.replaceChildren(h("div", { class: "buttons row" }, ...row.filter(Boolean)));
    }

    async function look() {
      asking = true;
      const { status, data } = await desk.ask("GET", path);
      asking = false;
      if (status !== 200) return;
      [booking, version] = [data, data.version];
      tell();
      rest();
    }

    async function act(method, where, body, words) {
      write(said, "");
      write(fault, "");
      const { status, data } = await desk.ask(method, path + where, body);
      if (status === 200) write(said, say(words));
      else write(fault, refused(status, data));
      if (status === 200 && data.told) place.replaceChildren(...tellings(data.told));
      if (status !== 422) await look();
      return { status, data };
    }

    function openLink() {
      const send = button("book.panel.link.send", () => act("POST", "/link", {}, "book.panel.linked"), "primary");
      place.replaceChildren(h("p", {}, say("book.panel.link.sure")), h("div", { class: "buttons row" }, send, button("book.panel.stay", rest)));
      send.focus();
    }

    function openCancel() {
      const options = REASONS.map((reason) => h("option", { value: reason }, say(`book.reason.${reason}`)));
      const why = field("reason", h("select", {}, h("option", { value: "" }, ""), ...options), { label: "book.panel.cancel.why" });
      const press = () => {
        if (!why.input.value) return why.wrong("book.wrong.reason");
        return act("POST", "/cancel", { reason: why.input.value }, "book.panel.cancelled");
      };
      place.replaceChildren(why.node, h("div", { class: "buttons row" }, button("book.panel.cancel", press, "leave"), button("book.panel.stay", rest)));
      why.input.focus();
    }

    async function openChange() {
      const { status, data } = await desk.ask("GET", "/api/staff/bookings/form");
      if (status !== 200) return;
      const save = (change) => act("PUT", "", { version: booking.version, ...change }, "book.panel.saved");
      const form = changeForm(booking, data, { save, stay: rest });
      place.replaceChildren(form.node);
      form.focus();
    }

    look();
    return {
      node,
      update(newest) {
        const open = place.querySelector("form, select, .primary");
        if (version !== null && newest.version !== version && !asking && !open) look();
      },
    };
  },
};
