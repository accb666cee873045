// What guests' pages and the other people's pictures say, in Swedish.
export default {
  "guest.entry.heading": "Välkommen till videobesöket",
  "guest.entry.first": "Vi skickar en kod till dig, så att vi vet att det är du. Den gäller i fem minuter.",
  "guest.entry.send": "Skicka en kod",
  "guest.entry.label": "Koden som du har fått",
  "guest.entry.hint": "Sex siffror. Det kan dröja en minut innan den kommer.",
  "guest.entry.bad": "Skriv de sex siffrorna i koden.",
  "guest.entry.again": "Skicka en ny kod",
  "guest.entry.sent": "Kommer ingen kod? Vänta en halv minut och be om en ny.",
  "guest.entry.refused": "Antingen stämmer inte länken eller koden, eller så är besöket slut eller avbokat. En kod gäller en gång.",

  "guest.as.interpreter": "Du är med som tolk",
  "guest.as.relative": "Du är med som närstående",
  "guest.as.colleague": "Du är med som kollega",
  "guest.as.proxy": "Du är ombud för {whose}",
  "guest.as.guardian": "Du är vårdnadshavare för {whose}",
  "guest.whose": "patienten",
  "guest.level.link": "Du är inte legitimerad.",
  "guest.level.sms-code": "Du är bekräftad med SMS-kod.",
  "guest.level.vouched": "Mottagningen har intygat vem du är.",
  "guest.level.eid": "Du är legitimerad med e-legitimation.",
  "guest.must.proxy": "Den som besöket gäller ska själv vara med.",
  "guest.must.guardian": "Barnet ska vara med och synas i bild.",

  "guest.consent.2.a": "Bild och ljud går krypterat mellan dem som är med. Besöket spelas aldrig in, och du får inte heller spela in det.",
  "guest.consent.2.b": "Vi sparar ditt namn, ditt nummer eller din e-post, och när du var ansluten. Efter 14 dagar tas det som pekar ut dig bort.",
  "guest.consent.2.c": "Det du får veta om patienten för du inte vidare. Du kan lämna besöket och ta tillbaka ditt samtycke när du vill.",
  "guest.lobby.waiting": "Tiden är inne. Vi väntar på vårdgivaren.",


  "guest.full.heading": "Det är fullt i besöket just nu",
  "guest.full": "Fyra kan vara med samtidigt. Försök igen när någon har lämnat, eller ring mottagningen.",

  "role.patient": "Patient",
  "role.interpreter": "Tolk",
  "role.relative": "Närstående",
  "role.colleague": "Kollega",
  "role.proxy": "Ombud",
  "role.guardian": "Vårdnads\u00adhavare",
  "tile.link": "inte legitimerad",
  "tile.sms-code": "kod per SMS",
  "tile.vouched": "intygad av mottagningen",
  "tile.eid": "e-legitimation",
  "tile.unheard": "Hörs inte",
  "tile.unseen": "Syns inte",
  "tile.coming": "Ansluter …",
  "tile.lost": "Bruten förbindelse"
};
