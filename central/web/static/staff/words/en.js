// The words of the staff's page in English.
export default {
  "staff.title": "My room",
  "staff.sign-in.heading": "My room",
  "staff.sign-in": "Sign in with SITHS",
  "staff.sign-in.why": "You sign in at the region's identity provider and come back here.",
  "staff.clinic.heading": "Which clinic do you work for now?",
  "staff.sign-out": "Sign out",
  "staff.unreachable": "We cannot reach the server. The page tries again.",
  "staff.nothing": "Your sign-in gives you no access here. Contact the clinic's administrator.",
  "staff.views": "Pages"
};
