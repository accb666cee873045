// The page's words in the reader's language; a new language is one more catalogue.
import en from "./en.js";
import sv from "./sv.js";

const CATALOGUES = { sv, en };
const KEPT = "ostord-language";
/** The clinic's: a visit begins when the invitation says, wherever the browser thinks it is. */
const timeZone = document.documentElement.dataset.timezone;

let language = "sv";

/** Give a page the words that only it says: {sv: {…}, en: {…}}, before the catalogue is opened. */
export function addWords(more) {
  for (const [name, words] of Object.entries(more)) Object.assign(CATALOGUES[name], words);
}

const known = (name) => Object.hasOwn(CATALOGUES, name);

function remembered() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function apply(name) {
  language = name;
  document.documentElement.lang = name;
  document.documentElement.dir = CATALOGUES[name].direction;
}

/** Take the language that the person chose here before, else Swedish. */
export function openCatalogue() {
  const name = remembered();
  apply(name && known(name) ? name : "sv");
}

/** The booking's language, unless the person has chosen one here. */
export function suggestLanguage(name) {
  if (!remembered() && name && known(name)) apply(name);
}

/** A person chose a language: keep it in this browser. */
export function chooseLanguage(name) {
  apply(name);
  try {
    localStorage.setItem(KEPT, name);
  } catch {
    // A browser that keeps nothing still shows the language on this page.
  }
}

/** The language that the switch leads to, with its own name. */
export function otherLanguage() {
  const name = language === "sv" ? "en" : "sv";
  return { name, label: CATALOGUES[name].language };
}

/** Whether the catalogues hold words for `key`. */
export function canSay(key) {
  return Object.hasOwn(CATALOGUES[language], key);
}

/** The words for `key`; {name} in them is replaced by values.name. */
export function say(key, values = {}) {
  return CATALOGUES[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** "10:30", as everybody in Sweden reads it, whatever the language. */
export function timeOf(seconds) {
  const form = { hour: "2-digit", minute: "2-digit", timeZone };
  return new Intl.DateTimeFormat("sv-SE", form).format(seconds * 1000);
}

/** "tisdag 24 november" */
export function dayOf(seconds) {
  const form = { weekday: "long", day: "numeric", month: "long", timeZone };
  return new Intl.DateTimeFormat(language === "sv" ? "sv-SE" : "en-GB", form).format(seconds * 1000);
}
