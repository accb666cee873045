// A clinic's own look (R66): its accent and its logo. The colours of states are never touched.
import { h } from "./dom.js";

const COLOURS = { "--brand-accent": "accent", "--brand-accent-night": "accent_night" };

/** Wear a brand, or the house's own look where there is none. */
export function wear(brand) {
  for (const [token, key] of Object.entries(COLOURS)) {
    if (brand?.[key]) document.documentElement.style.setProperty(token, brand[key]);
    else document.documentElement.style.removeProperty(token);
  }
}

/** The clinic's name with its logo before it. */
export function named(name, brand) {
  return h("b", { class: "clinic-name" }, brand?.logo && h("img", { src: brand.logo, alt: "", class: "logo" }), name);
}
