// The words of the help view in Swedish.
export default {
  "help.menu": "Hjälp",
  "help.heading": "Något krånglar",
  "help.login": "Inloggning",
  "help.login.what": "Du kommer inte in, eller saknar behörighet.",
  "help.function": "Hur gör jag?",
  "help.function.what": "Du undrar hur något fungerar.",
  "help.technology": "Teknik",
  "help.technology.what": "Bild, ljud, nät eller utrustningen i rummet fungerar inte.",
  "help.until": "{name}, svarar till {until}",
  "help.nobody": "Ingen svarar nu. Gör så här:",
  "help.do.again": "Ladda om sidan och anslut igen.",
  "help.do.phone": "Ring patienten på numret i bokningen.",
  "help.do.rebook": "Boka om besöket om det inte går."
};
