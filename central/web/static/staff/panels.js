// The panels of one visit, in the order in which they stand below its number.
//
// A panel: {name, right, held: true where it is for whoever holds the visit alone (visit.mine),
// shown?(visit) → whether it has a place now, build(desk, visit) → {node, update(visit), close?()}}.
// It is built when it gets its place, updated with the newest visit (what GET /api/staff/visits
// says of it, see central/staff/day.py) every few seconds, and closed when another visit is chosen.

import { aidsPanel } from "./aids_panel.js";
import { bookingPanel } from "./book/panel.js";
import { guestsPanel } from "./guests/panel.js";
import { identityPanel, withoutEidPanel } from "./identity/panel.js";
import { hasJournalText, journalPanel } from "./journal_panel.js";
import { canBeLate, latePanel } from "./late_panel.js";
import { messages } from "./messages.js";
import { notesPanel } from "./notes_panel.js";
import { canHaveOutcome, outcomePanel } from "./outcome_panel.js";
import { asksWhoTakesPart, partPanel } from "./part_panel.js";
import { sentPanel } from "./sent.js";
import { isNear, talkPanel } from "./talk/talk_panel.js";

export const PANELS = [
  identityPanel,
  { name: "part", right: "hold-visit", held: true, shown: asksWhoTakesPart, build: partPanel },
  { name: "talk", right: "hold-visit", held: true, shown: isNear, build: talkPanel },
  { name: "sent", right: "hold-visit", held: true, build: sentPanel },
  { name: "late", right: "hold-visit", held: true, shown: canBeLate, build: latePanel },
  { name: "outcome", right: "hold-visit", held: true, shown: canHaveOutcome, build: outcomePanel },
  { name: "journal", right: "hold-visit", held: true, shown: hasJournalText, build: journalPanel },
  { name: "notes", right: "hold-visit", held: true, build: notesPanel },
  withoutEidPanel,
  { name: "guests", right: "book", build: guestsPanel },
  bookingPanel,
  { name: "messages", right: "see-visits", build: messages },
  { name: "aids", right: "hold-visit", held: true, build: aidsPanel },
];

/** The panels of a visit that the person may see. */
export function panelsFor(desk, visit) {
  const mine = ({ right, held, shown }) => desk.may(right) && (!held || visit.mine) && (shown?.(visit) ?? true);
  return PANELS.filter(mine);
}
