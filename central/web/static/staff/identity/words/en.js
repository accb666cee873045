// The words of the check of identity in English.
export default {
  "identity.heading": "Identity",
  "identity.why": "Ask for name and personal number when the patient is not identified. That you read them is logged.",
  "identity.show": "Show name and personal number",
  "identity.compare": "Does it fit what the patient says?",
  "identity.checked": "Identity checked",
  "identity.undo": "Take the check back",
  "identity.nobody": "Nobody is in the visit just now.",
  "identity.gone": "The person is no longer in the visit.",
  "identity.fault": "It did not work just now. Try again.",
  "identity.without": "Without e-ID",
  "identity.without.sms-code": "The patient comes in by a code by SMS. If they cannot, you may let them in without. You then answer for the check of identity, and it is logged.",
  "identity.without.vouched": "The patient comes in by an e-ID. If they have none, you may let them in without. You then answer for the check of identity, and it is logged.",
  "identity.without.eid": "The patient comes in by an e-ID. If they have none, you may let them in without. You then answer for the check of identity, and it is logged.",
  "identity.without.on": "The patient comes in by the link and their date of birth. {who} answers for the check of identity.",
  "identity.without.begin": "Let in without e-ID",
  "identity.without.end": "Ask for identification again"
};
