// The other people's pictures beside the large one: who it is and how surely, in words on each (R32, R39).
import { h, write } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { say } from "../../words/words.js";

/** What is wrong with a picture or a sound, or what they turned off; the most telling first. */
function marksOf({ party, pair }) {
  if (!pair?.calls.shown) return [["clock", "tile.coming"]];
  if (!pair.vitals.live) return [["warning", "tile.lost"]];
  const marks = [
    [party.microphone === false, "microphone-off", "tile.unheard"],
    [party.camera === false, "camera-off", "tile.unseen"],
  ];
  return marks.filter(([off]) => off).map(([, mark, words]) => [mark, words]);
}

function tile() {
  const place = h("div", { class: "tile-picture" }, icon("person"));
  const name = h("b", {});
  const level = h("span", {});
  const marks = h("span", { class: "tile-marks" });
  const node = h("li", { class: "tile" }, place, h("p", { class: "tile-words" }, name, level, marks));
  let told = "";

  function picture(video) {
    const there = place.querySelector("video");
    if (there !== video) {
      there?.remove();
      if (video) place.append(video);
    }
    video?.play().catch(() => {});
  }

  function update(other) {
    const { party, pair } = other;
    const shown = pair?.calls.shown;
    const seen = shown && party.camera !== false && pair.vitals.live;
    picture(shown?.video);
    node.classList.toggle("unseen-tile", !seen);
    write(name, say(`role.${party.role}`));
    write(level, say(`tile.${party.level ?? "link"}`));
    const now = marksOf(other);
    if (now.join() === told) return;
    told = now.join();
    marks.replaceChildren(...now.map(([mark, words]) => h("span", {}, icon(mark), say(words))));
  }
  return { node, update };
}

/** Everybody else at the visit but the room. */
export function tiles(session) {
  const node = h("ul", { class: "tiles" });
  const open = new Map();
  const update = () => {
    const others = session.beside;
    for (const [peer, built] of open) {
      if (others.some(({ party }) => party.peer === peer)) continue;
      built.node.remove();
      open.delete(peer);
    }
    for (const other of others) {
      const { peer } = other.party;
      if (!open.has(peer)) {
        open.set(peer, tile());
        node.append(open.get(peer).node);
      }
      open.get(peer).update(other);
    }
    node.hidden = others.length === 0;
  };
  return { node, update };
}
