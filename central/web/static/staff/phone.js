// A number as people read it out, in groups; to the telephone it stays as it is (E.164).
import { h } from "../look/dom.js";

const TWO = ["08"];
/** Mobile numbers, non-geographic ones and the larger towns; every other area has four digits. */
const THREE =
  "010 011 013 016 018 019 020 021 023 026 031 033 035 036 040 042 044 046 054 060 063 090 070 072 073 074 075 076 077 079".split(" ");
const GROUPS = { 5: [3, 2], 6: [2, 2, 2], 7: [3, 2, 2], 8: [3, 3, 2] };

function grouped(digits) {
  let at = 0;
  const sizes = GROUPS[digits.length] ?? [digits.length];
  return sizes.map((size) => digits.slice(at, (at += size))).join(" ");
}

/** `+46701234588` is "070-123 45 88"; what is not Swedish stays as it is. */
export function spokenNumber(number) {
  if (!number.startsWith("+46")) return number;
  const national = `0${number.slice(3)}`;
  const area = TWO.includes(national.slice(0, 2)) ? 2 : THREE.includes(national.slice(0, 3)) ? 3 : 4;
  return `${national.slice(0, area)}-${grouped(national.slice(area))}`;
}

/** A number to read, and to press where this device can phone. */
export function phoneLink(number, properties = {}) {
  return h("a", { href: `tel:${number}`, ...properties }, spokenNumber(number));
}
