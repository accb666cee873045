// Swedish: the questions after a visit.
export default {
  "rating.heading": "Hur var besöket?",
  "rating.what": "Ingen kan se vem som har svarat. Hoppa över det du vill.",
  "rating.worked": "Hur var bild och ljud?",
  "rating.worked.1": "Bra",
  "rating.worked.2": "Det krånglade lite",
  "rating.worked.3": "Det krånglade mycket",
  "rating.helped": "Fick du den hjälp du behövde?",
  "rating.helped.1": "Ja",
  "rating.helped.2": "Delvis",
  "rating.helped.3": "Nej",
  "rating.again": "Vill du ha ett videobesök igen?",
  "rating.again.1": "Ja, gärna",
  "rating.again.2": "Kanske",
  "rating.again.3": "Nej, hellre på mottagningen",
  "rating.send": "Skicka svaren",
  "rating.skip": "Hoppa över"
};
