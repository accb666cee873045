// What the patient sent before the visit: photos and answers, shown by a press (R27); each reading is logged.
import { h } from "../look/dom.js";
import { dayOf, inLanguage, say, timeOf } from "../words/words.js";

const LOOK_MS = 15000;
const NOTHING = { photos: [], form_at: null };

function onePhoto(path, { id, at }, index) {
  const name = say("staff.sent.photo", { number: index + 1, day: dayOf(at), time: timeOf(at) });
  const source = `${path}/${id}`;
  return h(
    "li",
    {},
    h("a", { href: source, target: "_blank", rel: "noopener" }, h("img", { src: source, alt: name, width: 240, height: 240 })),
    h("a", { href: source, download: `${index + 1}.jpg` }, say("staff.sent.save", { number: index + 1 })),
  );
}

function answerOf({ kind, choices, answer }) {
  if (kind === "yes-no") return say(answer === "yes" ? "staff.sent.yes" : "staff.sent.no");
  return kind === "choice" ? inLanguage(choices[Number(answer)]) : answer;
}

const oneAnswer = (line) => [h("dt", {}, inLanguage(line.words)), h("dd", {}, answerOf(line))];

/** Build the panel of `visit`; it has no words while nothing was sent. */
export function sentPanel(desk, visit) {
  const path = `/api/staff/visits/${encodeURIComponent(visit.id)}/sent`;
  const inside = h("div", { class: "screen" });
  const node = h("section", { class: "card", hidden: true }, h("h2", {}, say("staff.sent")), inside);
  let [told, closed, timer] = ["", false, null];

  const photos = (list) => {
    const place = h("div", {});
    const show = () => place.replaceChildren(h("ul", { class: "sent-photos" }, ...list.map((one, index) => onePhoto(path, one, index))));
    place.append(h("button", { type: "button", class: "button", onclick: show }, say(list.length === 1 ? "staff.sent.show.one" : "staff.sent.show", { count: list.length })));
    return place;
  };

  const form = () => {
    const place = h("div", {});
    const show = async () => {
      const { status, data } = await desk.ask("GET", `${path}-form`).catch(() => ({ status: 0 }));
      if (status === 200) place.replaceChildren(h("dl", { class: "sent-answers" }, ...data.flatMap(oneAnswer)));
    };
    place.append(h("button", { type: "button", class: "button", onclick: show }, say("staff.sent.form")));
    return place;
  };

  function draw({ photos: list, form_at: at }) {
    const key = JSON.stringify([list, at]);
    if (key === told) return;
    told = key;
    node.hidden = !list.length && !at;
    inside.replaceChildren(...(list.length ? [photos(list)] : []), ...(at ? [form()] : []));
  }

  async function look() {
    const { status, data } = await desk.ask("GET", path).catch(() => ({ status: 0 }));
    if (closed) return;
    if (status === 200) draw(data);
    else if (status === 404) draw(NOTHING);
    timer = setTimeout(look, LOOK_MS);
  }

  look();
  const close = () => {
    closed = true;
    clearTimeout(timer);
  };
  return { node, update() {}, close };
}
