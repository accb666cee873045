// *Läs upp*: this device's own voice reads a part of the screen (R67); not shown where there is none.
import { h } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { say } from "../../words/words.js";

/** A button that reads what `part()` says, and stops when it is pressed again. */
export function aloud(part) {
  const voice = globalThis.speechSynthesis;
  if (!voice) return null;
  const press = () => {
    if (voice.speaking) return voice.cancel();
    const words = new SpeechSynthesisUtterance(part().innerText);
    words.lang = document.documentElement.lang;
    voice.speak(words);
    return undefined;
  };
  return h("button", { type: "button", class: "plain aloud", onclick: press }, icon("sound"), say("aloud"));
}
