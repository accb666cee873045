// The words of the help view in English.
export default {
  "help.menu": "Help",
  "help.heading": "Something does not work",
  "help.login": "Sign-in",
  "help.login.what": "You cannot get in, or have no access.",
  "help.function": "How do I do it?",
  "help.function.what": "You wonder how something works.",
  "help.technology": "Technology",
  "help.technology.what": "Picture, sound, network or the room's equipment does not work.",
  "help.until": "{name}, answers until {until}",
  "help.nobody": "Nobody answers now. Do this:",
  "help.do.again": "Reload the page and connect again.",
  "help.do.phone": "Phone the patient on the number in the booking.",
  "help.do.rebook": "Book another time if it does not work."
};
