// What guests' pages and the other people's pictures say, in English.
export default {
  "guest.entry.heading": "Welcome to the video visit",
  "guest.entry.first": "We send you a code, so that we know that it is you. It is valid for five minutes.",
  "guest.entry.send": "Send a code",
  "guest.entry.label": "The code that you got",
  "guest.entry.hint": "Six digits. It may take a minute to arrive.",
  "guest.entry.bad": "Write the six digits of the code.",
  "guest.entry.again": "Send a new code",
  "guest.entry.sent": "No code? Wait half a minute and ask for a new one.",
  "guest.entry.refused": "Either the link or the code is wrong, or the visit is over or cancelled. A code works once.",

  "guest.as.interpreter": "You take part as interpreter",
  "guest.as.relative": "You take part as a relative",
  "guest.as.colleague": "You take part as a colleague",
  "guest.as.proxy": "You are proxy for {whose}",
  "guest.as.guardian": "You are guardian of {whose}",
  "guest.whose": "the patient",
  "guest.level.link": "You are not identified.",
  "guest.level.sms-code": "You are confirmed by a code by SMS.",
  "guest.level.vouched": "The clinic has vouched for who you are.",
  "guest.level.eid": "You are identified with an e-ID.",
  "guest.must.proxy": "The person whom the visit is about must take part.",
  "guest.must.guardian": "The child must take part and be seen in the picture.",

  "guest.consent.2.a": "Picture and sound go encrypted between those who take part. The visit is never recorded, and you may not record it either.",
  "guest.consent.2.b": "We keep your name, your number or e-mail, and when you were connected. After 14 days what points at you is removed.",
  "guest.consent.2.c": "What you learn about the patient you do not pass on. You can leave the visit and withdraw your consent whenever you wish.",
  "guest.lobby.waiting": "It is time. We are waiting for the care provider.",


  "guest.full.heading": "The visit is full just now",
  "guest.full": "Four can take part at a time. Try again when somebody has left, or phone the clinic.",

  "role.patient": "Patient",
  "role.interpreter": "Interpreter",
  "role.relative": "Relative",
  "role.colleague": "Colleague",
  "role.proxy": "Proxy",
  "role.guardian": "Guardian",
  "tile.link": "not identified",
  "tile.sms-code": "code by SMS",
  "tile.vouched": "vouched for by the clinic",
  "tile.eid": "e-ID",
  "tile.unheard": "Not heard",
  "tile.unseen": "Not seen",
  "tile.coming": "Connecting …",
  "tile.lost": "Connection lost"
};
