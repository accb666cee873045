// A testperson's app: every order that waits, with *Legitimera* and *Avbryt*.
const LOOK_MS = 1000;
const opened = new URLSearchParams(location.search).get("autostarttoken");
const says = document.querySelector("#says");
const place = document.querySelector("#orders");
let shown = "";

async function act(autostart, does) {
  const body = JSON.stringify({ autostart, ...does });
  await fetch("/bankid/act", { method: "POST", body, headers: { "Content-Type": "application/json" } });
  await look();
}

function button(words, press) {
  const node = document.createElement("button");
  node.textContent = words;
  node.addEventListener("click", press);
  return node;
}

function order({ autostart }) {
  const node = document.createElement("div");
  node.className = "order";
  const number = () => document.querySelector("#number").value.replace(/\D/g, "");
  node.append(
    button("Legitimera", () => act(autostart, { number: number() })),
    button("Avbryt", () => act(autostart, { refuse: true })),
  );
  return node;
}

async function look() {
  const waiting = await (await fetch("/bankid/orders")).json();
  const mine = waiting.filter(({ autostart }) => !opened || autostart === opened);
  says.textContent = mine.length ? "Någon vill att du legitimerar dig för Ostörd." : "Ingen väntar på dig just nu.";
  const key = mine.map(({ autostart }) => autostart).join();
  if (key !== shown) place.replaceChildren(...mine.map(order));
  shown = key;
}

if (opened) await act(opened, {});
await look();
setInterval(look, LOOK_MS);
