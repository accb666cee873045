// The views of the staff's page, in the order of its menu; the first that the person may see opens.
//
// A view: {name: the address's first part, right, words: the menu's key, build(desk, ...rest of the
// address) → {node, update(), close?()}, when(desk)?: there only while that holds}. It is built when it
// comes and updated at every change.

import { checkIn } from "./check_in.js";
import { book } from "./book/book.js";
import { help } from "./help/help.js";
import { accounts } from "./office/accounts.js";
import { statistics } from "./office/statistics.js";
import { today } from "./today.js";

export const VIEWS = [
  { name: "today", right: "see-visits", words: "staff.today", build: today },
  { name: "check-in", right: "check-in", words: "check-in.menu", build: checkIn, when: (desk) => desk.me.checks_in },
  { name: "book", right: "book", words: "book.menu", build: book },
  { name: "help", right: "see-visits", words: "help.menu", build: help },
  { name: "statistics", right: "see-statistics", words: "office.statistics", build: statistics },
  { name: "accounts", right: "manage-accounts", words: "office.accounts", build: accounts },
];
