// The page's words in the reader's language, loaded when they are needed; a new language is one more catalogue.

/** The languages by the name that each has for itself. */
const LANGUAGES = { sv: "Svenska", en: "English" };
const KEPT = "ostord-language";
/** The clinic's: a visit begins when the invitation says, wherever the browser thinks it is. */
const timeZone = document.documentElement.dataset.timezone;

let language = "sv";
let words = {};
/** Where the words come from: each gives a language's, or a promise of a module with them. */
const sources = [(name) => import(`./${name}.js`)];

/** Give a page the words that only it says, {sv: {…}, en: {…}}, before the catalogue is opened. */
export function addWords(more) {
  sources.push((name) => ({ default: more[name] }));
}

/** Load the words of a part that comes later: `source(language)` imports them. */
export async function moreWords(source) {
  if (sources.includes(source)) return;
  const found = (await source(language)).default;
  sources.push(source);
  Object.assign(words, found);
}

const known = (name) => Object.hasOwn(LANGUAGES, name);

function remembered() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

async function apply(name) {
  const parts = await Promise.all(sources.map((source) => source(name)));
  words = Object.assign({}, ...parts.map((part) => part.default));
  language = name;
  document.documentElement.lang = name;
  document.documentElement.dir = words.direction;
}

/** Take the language that the person chose here before, else Swedish. */
export async function openCatalogue() {
  const name = remembered();
  await apply(name && known(name) ? name : "sv");
}

/** The booking's language, unless the person has chosen one here. */
export async function suggestLanguage(name) {
  if (!remembered() && name && known(name) && name !== language) await apply(name).catch(() => {});
}

/** A person chose a language: keep it in this browser. */
export async function chooseLanguage(name) {
  await apply(name);
  try {
    localStorage.setItem(KEPT, name);
  } catch {
    // A browser that keeps nothing still shows the language on this page.
  }
}

/** The language that the switch leads to, with its own name. */
export function otherLanguage() {
  const name = language === "sv" ? "en" : "sv";
  return { name, label: LANGUAGES[name] };
}

/** Whether the catalogues hold words for `key`. */
export function canSay(key) {
  return Object.hasOwn(words, key);
}

/** The words for `key`; {name} in them is replaced by values.name. */
export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** A text by language, as a clinic wrote it; Swedish where this language is missing. */
export const inLanguage = (texts) => texts[language] ?? texts.sv;

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
