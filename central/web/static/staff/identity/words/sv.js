// The words of the check of identity in Swedish.
export default {
  "identity.heading": "Identitet",
  "identity.why": "Fråga efter namn och personnummer när patienten inte är legitimerad. Att du läser uppgifterna loggas.",
  "identity.show": "Visa namn och personnummer",
  "identity.compare": "Stämmer det med vad patienten säger?",
  "identity.checked": "Identitet kontrollerad",
  "identity.undo": "Ångra kontrollen",
  "identity.nobody": "Ingen är i besöket just nu.",
  "identity.gone": "Personen är inte kvar i besöket.",
  "identity.fault": "Det gick inte just nu. Försök igen.",
  "identity.without": "Utan e-legitimation",
  "identity.without.sms-code": "Patienten kommer in med en kod via SMS. Kan patienten inte det, får du släppa in utan. Då svarar du för att identiteten kontrolleras, och det loggas.",
  "identity.without.vouched": "Patienten kommer in med e-legitimation. Har patienten ingen, får du släppa in utan. Då svarar du för att identiteten kontrolleras, och det loggas.",
  "identity.without.eid": "Patienten kommer in med e-legitimation. Har patienten ingen, får du släppa in utan. Då svarar du för att identiteten kontrolleras, och det loggas.",
  "identity.without.on": "Patienten kommer in med länken och sitt födelsedatum. {who} svarar för att identiteten kontrolleras.",
  "identity.without.begin": "Släpp in utan e-legitimation",
  "identity.without.end": "Kräv legitimering igen"
};
