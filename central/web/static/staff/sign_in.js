// Before anybody is signed in: the way in that this server has, and why the last try was refused.
import { h, write } from "../look/dom.js";
import { say } from "../words/words.js";
import { keepPlace } from "./after_sign_in.js";

const REFUSED = ["acr", "nobody", "again", "provider"];

/** Why the provider's answer let nobody in, as the address tells it. */
function refusal(desk) {
  const [place, why] = desk.place;
  return place === "refused" && REFUSED.includes(why) ? h("p", { class: "say fault", role: "alert" }, say(`staff.refused.${why}`)) : null;
}

function withLink(desk, code) {
  const fault = h("p", { class: "say fault", role: "alert" });
  const button = h("button", { type: "button", class: "button primary", onclick: enter }, say("staff.sign-in.link.button"));
  async function enter() {
    const { status } = await desk.ask("POST", "/api/staff/link", { code });
    if (status === 200) {
      history.replaceState(null, "", location.pathname);
      await desk.look();
      return;
    }
    write(fault, say(status === 0 ? "staff.unreachable" : status === 429 ? "staff.sign-in.link.wait" : "staff.sign-in.link.refused"));
    if (status === 403) button.hidden = true;
  }
  return [h("p", {}, say("staff.sign-in.link")), fault, button];
}

const WAYS = {
  provider: () => [h("p", {}, say("staff.sign-in.why")), h("a", { class: "button primary", href: "/api/staff/sign-in" }, say("staff.sign-in"))],
  link: () => [h("p", {}, say("staff.sign-in.by-link"))],
  none: () => [h("p", {}, say("staff.sign-in.none"))],
};

/** The place of a signed-out browser. */
export function signIn(desk) {
  const [place, code] = desk.place;
  const ways = h("div", { class: "screen" });
  const node = h("section", { class: "screen narrow" }, h("h1", { tabindex: "-1" }, say("staff.sign-in.heading")), refusal(desk), ways);
  if (place === "check-in") keepPlace();
  if (place === "in" && code) {
    ways.replaceChildren(...withLink(desk, code));
    return { node, update() {} };
  }
  desk.ask("GET", "/api/staff/way-in").then(({ status, data }) => {
    if (status === 200) ways.replaceChildren(...WAYS[data.way]());
  });
  return { node, update() {} };
}
