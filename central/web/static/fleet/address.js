// What the address says: the filter and the room that is looked at; a link shows the same to a colleague.
const KEYS = { site: "site", show: "show", text: "q" };

/** {site, show, text, room} of the address; an empty word is none. */
export function place() {
  const asked = new URLSearchParams(location.search);
  const found = Object.fromEntries(Object.entries(KEYS).map(([name, key]) => [name, asked.get(key) ?? ""]));
  return { ...found, room: asked.get("room") ?? "" };
}

/** The address of this page with `change` in it. */
export function addressOf(change) {
  const next = { ...place(), ...change };
  const asked = new URLSearchParams();
  for (const [name, key] of [...Object.entries(KEYS), ["room", "room"]]) if (next[name]) asked.set(key, next[name]);
  const text = asked.toString().replaceAll("%2F", "/");
  return location.pathname + (text ? `?${text}` : "");
}

/** Go there without a reload; typing a filter makes no new page to go back through. */
export function goTo(change, { quietly = false } = {}) {
  history[quietly ? "replaceState" : "pushState"](null, "", addressOf(change));
  dispatchEvent(new PopStateEvent("popstate"));
}

/** A link that stays on this page. */
export const linkTo = (change) => ({
  href: addressOf(change),
  onclick: (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    goTo(change);
  },
});
