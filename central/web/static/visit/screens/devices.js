// How the person is seen and heard while they wait: the own picture, two ticks, what is wrong.
import { h } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { say } from "../../words/words.js";
import { deviceFault, levelBar, ownPicture, sentence } from "./parts.js";

function tick(session, device, extra) {
  const words = h("span", {}, say(device), extra);
  const mark = h("span", { class: "mark" });
  const node = h("li", {}, mark, words);
  let was = null;
  const update = () => {
    const well = session.capture.sends(device);
    if (well === was) return;
    was = well;
    mark.replaceChildren(icon(well ? "tick" : "warning"));
    node.classList.toggle("fault", !well);
  };
  return { node, update };
}

/** Camera and microphone as they are now. */
export function devices(session) {
  const picture = ownPicture(session);
  const bar = levelBar(session);
  const camera = tick(session, "camera");
  const microphone = tick(session, "microphone", bar.node);
  const frame = h("div", { class: "frame" }, picture.node, h("p", { class: "caption" }, say("camera.on")));
  const fault = h("div", { role: "status" });
  const node = h("div", { class: "screen waits" }, frame, h("ul", { class: "ticks" }, camera.node, microphone.node), fault);
  let said = null;
  const update = () => {
    for (const part of [picture, bar, camera, microphone]) part.update();
    frame.hidden = !session.capture.sends("camera");
    const words = deviceFault(session, "camera") ?? deviceFault(session, "microphone");
    if (words !== said) fault.replaceChildren(...(words ? [sentence("fault", "warning", words)] : []));
    said = words;
  };
  return { node, update };
}
