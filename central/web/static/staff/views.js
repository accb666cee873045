// The views of the staff's page, in the order of its menu; the first that the person may see opens.
//
// A view: {name: the address's first part, right, words: the menu's key, build(desk, ...rest of the
// address) → {node, update(), close?()}}. It is built when it comes and updated at every change.

import { book } from "./book/book.js";
import { help } from "./help/help.js";
import { today } from "./today.js";

export const VIEWS = [
  { name: "today", right: "see-visits", words: "staff.today", build: today },
  { name: "book", right: "book", words: "book.menu", build: book },
  { name: "help", right: "see-visits", words: "help.menu", build: help },
];
