// BankID or Freja: the app on this device by a press, on another one by a QR code that lives a second (R60).
import { h, svg, write } from "../../look/dom.js";
import { canSay, say } from "../../words/words.js";
import { settings } from "../frame.js";
import { button, phoneLines, sentence, sheet } from "../screens/parts.js";
import { otherWay } from "../screens/ways.js";
import * as doors from "./doors.js";

export const words = (language) => import(`./words/${language}.js`);

const TICK_MS = 1000;
const QUIET = 4; // units of white around a QR code (ISO/IEC 18004)

const onPhone = () => matchMedia("(pointer: coarse) and (max-width: 900px)").matches;

function drawing() {
  const path = svg("path", {});
  const picture = svg("svg", { class: "code", role: "img", "shape-rendering": "crispEdges" }, path);
  picture.setAttribute("aria-label", say("eid.code"));
  const show = ({ size, path: squares }) => {
    picture.setAttribute("viewBox", `${-QUIET} ${-QUIET} ${size + 2 * QUIET} ${size + 2 * QUIET}`);
    path.setAttribute("d", squares);
  };
  return { picture, show };
}

/** Back from where the person came: the other ways in, or the lobby. */
const backFrom = (session) => (session.facts.proving ? button("eid.back", () => session.identify(null), "plain other-way") : otherWay(session));

/** The identification's screen, on the way in and from the lobby; it asks how the order is each second, as long as it is shown. */
export function eid(session) {
  const { proving } = session.facts;
  const way = proving ?? session.facts.way;
  const no = proving ? "other-person" : "refused";
  const sayOf = (key) => say(canSay(`eid.${way}.${key}`) ? `eid.${way}.${key}` : `eid.${key}`);
  const told = h("p", { role: "status", class: "order-said" });
  const fault = h("div", { role: "alert", class: "screen order-said" });
  const { picture, show } = drawing();
  const scan = h("p", {}, say(`eid.scan.${way}`));
  const open = h("a", { onclick: () => turn(false) });
  const other = button("eid.elsewhere", () => turn(true));
  const again = button("eid.again", () => start(), "primary");
  const node = sheet(
    h("h1", { tabindex: "-1" }, say(`eid.heading.${way}`)),
    fault,
    scan,
    picture,
    told,
    h("div", { class: "buttons" }, open, other, again),
    backFrom(session),
    phoneLines({ clinic_phone: settings().phone }),
  );
  let [order, elsewhere, problem, timer] = [null, !onPhone(), null, null];
  let pressed = false; // the person opened the app here

  function turn(to) {
    elsewhere = to;
    pressed = !to;
    draw();
  }

  function draw() {
    const waits = !problem && order?.state === "pending";
    const code = waits && order.code;
    scan.hidden = !code || !elsewhere;
    picture.toggleAttribute("hidden", !code || !elsewhere);
    if (code) show(code);
    open.hidden = !waits || !order.link;
    if (order?.link) open.href = order.link;
    open.className = elsewhere ? "button" : "button primary";
    write(open, say(elsewhere ? `eid.here.${way}` : `eid.open.${way}`));
    other.hidden = !code || elsewhere;
    again.hidden = !problem;
    write(told, problem ? "" : sayWhat(code));
    const line = problem ? sayOf(problem) : "";
    if (fault.textContent !== line + (canSay(`eid.${problem}.why`) ? say(`eid.${problem}.why`) : "")) fault.replaceChildren(...faultLines(line));
  }

  function faultLines(line) {
    if (!problem) return [];
    const why = canSay(`eid.${problem}.why`) ? [h("p", {}, say(`eid.${problem}.why`))] : [];
    return [sentence("fault", "warning", line), ...why];
  }

  function sayWhat(code) {
    if (!order || order.state === "none") return say("eid.starting");
    if (order.state === "complete") return say("eid.entering");
    if (code && (elsewhere || !pressed)) return "";
    return sayOf(elsewhere ? order.elsewhere : order.here);
  }

  async function start() {
    [order, problem, pressed] = [null, null, false];
    draw();
    const { status, data } = await doors.start(way);
    if (status === 200) order = data;
    else problem = "unreachable";
    draw();
    if (!problem) next();
  }

  function next() {
    clearTimeout(timer);
    timer = setTimeout(tick, TICK_MS);
  }

  async function tick() {
    if (!node.isConnected) return void doors.cancel();
    const { status, data } = await doors.look();
    if (status === 200) order = data;
    if (order.state === "none") problem = "rfa8";
    else if (order.state === "failed") problem = elsewhere ? order.elsewhere : order.here;
    draw();
    if (order.state === "complete") return enter();
    if (!problem) next();
  }

  async function enter() {
    await (proving ? session.prove() : session.enterByEid());
    const why = session.facts.problem;
    if (!node.isConnected || !why) return;
    problem = why === "refused" ? no : "unreachable";
    draw();
  }

  start();
  return { node, update() {} };
}
