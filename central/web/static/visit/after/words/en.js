// English: the questions after a visit.
export default {
  "rating.heading": "How was the visit?",
  "rating.what": "Nobody can see who answered. Leave out what you like.",
  "rating.worked": "How were picture and sound?",
  "rating.worked.1": "Good",
  "rating.worked.2": "Some trouble",
  "rating.worked.3": "A lot of trouble",
  "rating.helped": "Did you get the help you needed?",
  "rating.helped.1": "Yes",
  "rating.helped.2": "Partly",
  "rating.helped.3": "No",
  "rating.again": "Would you like a video visit again?",
  "rating.again.1": "Yes, gladly",
  "rating.again.2": "Maybe",
  "rating.again.3": "No, rather at the clinic",
  "rating.send": "Send the answers",
  "rating.skip": "Skip"
};
