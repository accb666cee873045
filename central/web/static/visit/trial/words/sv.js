// Swedish: the rest of the test.
export default {
  "trial.title": "Testa ljud och bild",
  "trial.record": "Spela in mig i 5 sekunder",
  "trial.recording": "Din inspelning",
  "trial.recording.left": "Säg något. {left} sekunder kvar …",
  "trial.recording.failed": "Den här webbläsaren kan inte spela in. Det hindrar inte videobesöket.",
  "trial.played": "Så här syns och hörs du. Inspelningen finns bara på den här sidan och försvinner när du går vidare.",
  "trial.path": "Testa förbindelsen",
  "trial.path.looking": "Testar förbindelsen …",
  "trial.path.good": "Förbindelsen fungerar.",
  "trial.path.no-server": "Vi når inte servern. Kontrollera att du har internet, eller byt till mobildata.",
  "trial.path.no-path": "Nätet här släpper inte fram bild och ljud. Byt till mobildata eller ett annat wifi.",
  "trial.path.no-relay": "Förbindelsen kan bli ostadig här. Byt gärna till mobildata eller ett annat wifi.",
  "trial.over.heading": "Testet är klart",
  "trial.over": "Kameran och mikrofonen är avstängda. Till ditt besök kommer du med länken i din inbjudan.",
  "trial.again": "Testa en gång till"
};
