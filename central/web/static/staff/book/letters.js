// What became of the letters to the patient, one line each, in words.
import { h } from "../../look/dom.js";
import { icon } from "../../look/icons.js";
import { canSay, say, timeOf } from "../../words/words.js";

const MOOD = { sent: ["tick", "good"], failed: ["warning", "fault"], unknown: ["warning", "soon"] };

/** Lines for the newest letters; the addresses stay masked. */
export function lettersOf(letters) {
  return letters.map(({ kind, channel, masked, state, at }) => {
    const [drawn, mood] = MOOD[state] ?? ["clock", "quiet"];
    const what = say(canSay(`book.letter.${kind}`) ? `book.letter.${kind}` : "book.letter.other");
    const where = say(channel === "sms" ? "book.letter.by-sms" : "book.letter.by-mail", { to: masked });
    const how = say(`book.letter.state.${state}`, { time: timeOf(at) });
    return h("p", { class: `letter ${mood}` }, icon(drawn), h("span", {}, `${what} ${where} · ${how}`));
  });
}
