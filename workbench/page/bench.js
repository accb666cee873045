// The wall and the desk of a simulated unit: shows what the devices say, does what a person does.

import { drawn, kinds, said } from "./door.js";
import { icons } from "./shapes.js";
import { kindWords, language, words } from "./words.js";

const byId = (id) => document.getElementById(id);
const glass = byId("glass");
const NEXT_IMAGE = { clear: "blur", blurred: "blacken", black: "clear" };
const NEXT_HEARING = {
  voice: "hear-noise", noise: "hear-silence", silence: "hear-clipping", clipping: "hear-voice",
};
let socket = null;
let real = [];
const isReal = (name) => real.includes(name);

const send = (message) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function setButton(button, device, verb, main) {
  button.dataset.do = verb;
  button.dataset.device = device;
  button.disabled = false;
  button.classList.toggle("main", Boolean(main));
  setText(button, words[verb]);
}

function showLamp(lamp) {
  const kind = lamp?.kind ?? "text";
  const seen = lamp?.seen ?? "dark";
  const own = Boolean(lamp?.own);
  const sign = byId("sign");
  const face = `${kind} ${seen} ${own}`;
  if (sign.dataset.face !== face) {
    sign.innerHTML = drawn(kind, seen, own);
    sign.ariaLabel = said(kind, seen, own);
  }
  Object.assign(sign.dataset, { face, seen });
  const well = !lamp?.driven ? words.undriven : words.lamp;
  const wrong = lamp?.plugged === false ? words.out : words[lamp?.broken];
  setText(byId("sign-note"), isReal("lamp") ? words.real : wrong ?? well);
  byId("sign-note").toggleAttribute("data-fault", Boolean(wrong));
  byId("sign-kind").value = kind;
  byId("sign-kind").disabled = !lamp;
  showBreaks(lamp);
}

function showBreaks(lamp) {
  const [life, on, off, plug] = byId("lamp-breaks").children;
  const out = lamp?.plugged === false;
  setButton(life, "lamp", lamp?.broken ? "mend" : "kill", lamp?.broken);
  setButton(on, "lamp", "stick-on");
  setButton(off, "lamp", "stick-off");
  setButton(plug, "lamp", out ? "plug" : "unplug", out);
  on.hidden = off.hidden = Boolean(lamp?.broken);
  plug.hidden = !["text", "busylight"].includes(lamp?.kind);
  for (const button of byId("lamp-breaks").children) button.disabled = !lamp;
}

function showArticle(name, device, { icon, says, on = false, fault = false }) {
  const article = byId(name);
  article.toggleAttribute("data-gone", !device);
  article.toggleAttribute("data-on", Boolean(device) && on);
  article.toggleAttribute("data-fault", Boolean(device) && fault);
  const svg = article.querySelector("svg");
  if (svg.dataset.icon !== icon) svg.innerHTML = icons[icon];
  svg.dataset.icon = icon;
  setText(article.querySelector(".says"), device ? says : isReal(name) ? words.real : words.gone);
  for (const button of article.querySelectorAll("button")) button.disabled = !device;
}

function showPresence(device) {
  const here = Boolean(device?.present);
  setButton(byId("presence").querySelector("button"), "presence", here ? "go" : "come", !here);
  showArticle("presence", device, {
    icon: here ? "somebody" : "nobody", says: here ? words.somebody : words.nobody, on: here,
  });
}

function showCamera(device) {
  const [plug, picture, lid, image] = byId("camera").querySelectorAll("button");
  const plugged = device?.plugged ?? true;
  setButton(plug, "camera", plugged ? "unplug" : "plug", !plugged);
  setButton(picture, "camera", device?.frozen ? "thaw" : "freeze", device?.frozen);
  setButton(lid, "camera", device?.lid_closed ? "open-lid" : "close-lid", device?.lid_closed);
  setButton(image, "camera", NEXT_IMAGE[device?.spoiled ?? "clear"], device?.spoiled);
  const says = !plugged ? words.unplugged : !device?.capturing ? words.idle
    : device.lid_closed ? words.lid : device.frozen ? words.frozen
    : words[device.spoiled] ?? words.capturing;
  const fault = !plugged || device?.frozen || device?.lid_closed || device?.spoiled;
  showArticle("camera", device, { icon: "camera", says, on: device?.capturing, fault });
}

function showHeadset(device) {
  const plugged = device?.plugged ?? true;
  const [plug, hearing, mute, softer, louder, cord] = byId("headset").querySelectorAll("button");
  const off = device?.switch === "off";
  const heard = device?.hearing ?? "voice";
  setButton(plug, "headset", plugged ? "unplug" : "plug", !plugged);
  setButton(hearing, "headset", NEXT_HEARING[heard], heard !== "voice");
  setButton(mute, "headset", "press-mute");
  setButton(cord, "headset", off ? "switch-on" : "switch-off", off);
  setButton(softer, "headset", "press-volume-down");
  setButton(louder, "headset", "press-volume-up");
  const says = !plugged ? words.unplugged : !device?.capturing ? words.idle
    : off ? words.switched : words[heard] ?? words.talking;
  const fault = !plugged || off || heard !== "voice";
  showArticle("headset", device, { icon: "headset", says, on: device?.capturing, fault });
}

function showBoard(device) {
  const [heat, power, screen] = byId("board").querySelectorAll("button");
  const hot = device?.temperature_c > 80;
  setButton(heat, "board", hot ? "cool" : "heat", hot);
  setButton(power, "board", device?.under_voltage ? "power" : "sag", device?.under_voltage);
  const dark = device?.screen === false;
  setButton(screen, "board", dark ? "plug-screen" : "unplug-screen", dark);
  const says = device?.under_voltage ? words.weak : dark ? words.screenless : hot ? words.hot : words.well;
  const fault = hot || device?.under_voltage || dark;
  showArticle("board", device, { icon: "board", says, on: false, fault });
}

function showButtons(device) {
  const stuck = Boolean(device?.stuck?.length);
  for (const button of byId("buttons").querySelectorAll("button")) {
    const side = button.dataset.side;
    if (side === "stuck") setButton(button, "buttons", stuck ? "free" : "stick-help", stuck);
    else setButton(button, "buttons", `press-${side}`, false);
  }
  const says = stuck ? words.stuck : device?.last ? words[`press-${device.last}`] : words.unpressed;
  showArticle("buttons", device, { icon: "buttons", says, on: false, fault: stuck });
}

function show(devices, realOnes = []) {
  real = realOnes;
  showLamp(devices.lamp);
  showPresence(devices.presence);
  showCamera(devices.camera);
  showHeadset(devices.headset);
  showBoard(devices.board);
  showButtons(devices.buttons);
  byId("dark").hidden = Boolean(devices.screen);
  setText(byId("dark"), isReal("screen") ? words.realScreen : words.dark);
  if (!devices.screen) glass.getContext("2d").clearRect(0, 0, glass.width, glass.height);
}

async function showPicture(jpeg) {
  const picture = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
  if (glass.width !== picture.width || glass.height !== picture.height) {
    [glass.width, glass.height] = [picture.width, picture.height];
  }
  glass.getContext("2d").drawImage(picture, 0, 0);
  picture.close();
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/ws`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => { setText(byId("contact"), ""); watch(); };
  socket.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) return showPicture(data);
    const said = JSON.parse(data);
    if (said.devices) show(said.devices, said.real);
  };
  socket.onclose = () => {
    setText(byId("contact"), words.lost);
    show({});
    setTimeout(connect, 500);
  };
}

const watch = () => send({ watch: !document.hidden });

function touch(event) {
  const box = glass.getBoundingClientRect();
  const x = Math.floor(((event.clientX - box.left) / box.width) * glass.width);
  const y = Math.floor(((event.clientY - box.top) / box.height) * glass.height);
  send({ device: "screen", do: "touch", x, y });
}

document.documentElement.lang = language;
for (const element of document.querySelectorAll("[data-word]")) {
  setText(element, words[element.dataset.word]);
}
document.title = `${words.title} · Ostörd`;
for (const kind of kinds) byId("sign-kind").add(new Option(kindWords[kind], kind));
byId("sign-kind").addEventListener("change", ({ target }) => {
  send({ device: "lamp", do: `be-${target.value}` });
});
for (let number = 0; number < 4; number += 1) byId("lamp-breaks").append(document.createElement("button"));
document.addEventListener("visibilitychange", watch);
document.addEventListener("click", ({ target }) => {
  if (target.dataset?.do) send({ device: target.dataset.device, do: target.dataset.do });
});
glass.addEventListener("pointerdown", touch);
show({});
connect();
