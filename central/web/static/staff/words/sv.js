// The words of the staff's page in Swedish.
export default {
  "staff.title": "Mitt rum",
  "staff.sign-in.heading": "Mitt rum",
  "staff.sign-in": "Logga in med SITHS",
  "staff.sign-in.why": "Du loggar in hos regionens inloggningstjänst och kommer tillbaka hit.",
  "staff.clinic.heading": "Vilken mottagning arbetar du för nu?",
  "staff.sign-out": "Logga ut",
  "staff.unreachable": "Vi får ingen kontakt med servern. Sidan försöker igen.",
  "staff.nothing": "Din inloggning ger ingen behörighet här. Kontakta mottagningens administratör.",
  "staff.views": "Sidor"
};
