// What the bench says, in Swedish and English. The plate by the door is Swedish in both (R10).

const sv = {
  title: "Arbetsbänk",
  about: "Ett simulerat videorum: väggen, skärmen och bordet",
  door: "Utanför dörren",
  screen: "Skärmen i rummet",
  dark: "Skärmen är mörk: ingen kontakt med enheten", realScreen: "Enheten har en riktig skärm",
  room: "Rummet", camera: "Kamera", headset: "Headset",
  lost: "Demon svarar inte",
  undriven: "Skylten styrs inte av något just nu",
  lamp: "Skylten visar det den ska",
  dead: "Skylten är trasig och lyser inte",
  "stuck-on": "Skylten har fastnat på upptaget",
  "stuck-off": "Skylten tänds inte",
  out: "Skylten är urdragen",
  kind: "Slags skylt",
  kill: "Ta sönder skylten", mend: "Laga skylten",
  "stick-on": "Fastna tänd", "stick-off": "Fastna släckt",
  somebody: "Någon är i rummet", nobody: "Ingen är i rummet",
  come: "Någon kommer in", go: "Alla går ut",
  plug: "Anslut", unplug: "Dra ur", freeze: "Frys bilden", thaw: "Tina bilden",
  "close-lid": "Stäng luckan", "open-lid": "Öppna luckan", lid: "På, luckan är stängd",
  buttons: "Knapparna", unpressed: "Ingen är tryckt",
  "press-start": "Starta", "press-pause": "Paus", "press-end": "Lämna", "press-occupied": "Upptaget",
  "press-help": "Hjälp", "press-bell": "Ring på dörren", "stick-help": "Fastna", free: "Lossa", stuck: "En knapp har fastnat",
  board: "Dator", well: "Sval, med god ström", hot: "För varm", weak: "Svag ström",
  heat: "Gör den varm", cool: "Kyl den", sag: "Svag nätdel", power: "God nätdel",
  "unplug-screen": "Dra ur skärmen", "plug-screen": "Anslut skärmen", screenless: "Ingen skärm ansluten",
  blur: "Gör oskarp", blacken: "Gör svart", clear: "Klar bild",
  blurred: "På, bilden är oskarp", black: "På, bilden är svart",
  "hear-noise": "Brus", "hear-silence": "Tystnad", "hear-clipping": "Överstyr", "hear-voice": "Röst",
  "press-mute": "Tyst", "switch-off": "Mikrofon av", "switch-on": "Mikrofon på",
  "press-volume-up": "Ljud +", "press-volume-down": "Ljud –", switched: "På, avstängd på sladden",
  noise: "På, hör brus", silence: "På, hör ingenting", clipping: "På, överstyrd",
  unplugged: "Urdragen", idle: "Ansluten, avstängd", frozen: "På, bilden står still",
  capturing: "På", talking: "Mikrofonen är på", gone: "Finns inte just nu",
  real: "Riktig, inte simulerad",
};

const en = {
  title: "Workbench",
  about: "A simulated video room: its wall, screen and desk",
  door: "Outside the door",
  screen: "The screen in the room",
  dark: "The screen is dark: no contact with the unit", realScreen: "The unit has a real screen",
  room: "Room", camera: "Camera", headset: "Headset",
  lost: "The demo does not answer",
  undriven: "Nothing drives the sign right now",
  lamp: "The sign shows what it should",
  dead: "The sign is broken and does not shine",
  "stuck-on": "The sign is stuck at occupied",
  "stuck-off": "The sign does not light up",
  out: "The sign is unplugged",
  kind: "Kind of sign",
  kill: "Break the sign", mend: "Mend the sign",
  "stick-on": "Stick on", "stick-off": "Stick off",
  somebody: "Somebody is in the room", nobody: "Nobody is in the room",
  come: "Somebody comes in", go: "Everybody leaves",
  plug: "Plug in", unplug: "Unplug", freeze: "Freeze picture", thaw: "Thaw picture",
  "close-lid": "Close the lid", "open-lid": "Open the lid", lid: "On, its lid closed",
  buttons: "The buttons", unpressed: "None is pressed",
  "press-start": "Start", "press-pause": "Pause", "press-end": "Leave", "press-occupied": "Occupied",
  "press-help": "Help", "press-bell": "Ring at the door", "stick-help": "Stick", free: "Free", stuck: "A button is stuck",
  board: "Computer", well: "Cool, with good power", hot: "Too hot", weak: "Weak power",
  heat: "Heat it", cool: "Cool it", sag: "Weak supply", power: "Good supply",
  "unplug-screen": "Unplug screen", "plug-screen": "Plug in screen", screenless: "No screen plugged in",
  blur: "Blur", blacken: "Blacken", clear: "Clear picture",
  blurred: "On, picture blurred", black: "On, picture black",
  "hear-noise": "Noise", "hear-silence": "Silence", "hear-clipping": "Clipping", "hear-voice": "Voice",
  "press-mute": "Mute", "switch-off": "Microphone off", "switch-on": "Microphone on",
  "press-volume-up": "Volume +", "press-volume-down": "Volume –", switched: "On, off at its cord",
  noise: "On, hears noise", silence: "On, hears nothing", clipping: "On, clipping",
  unplugged: "Unplugged", idle: "Plugged in, off", frozen: "On, picture frozen",
  capturing: "On", talking: "Microphone on", gone: "Not there right now",
  real: "Real, not simulated",
};

const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language;
export const language = asked.startsWith("en") ? "en" : "sv";
export const words = language === "en" ? en : sv;

const kindsSv = {
  text: "Textskylt", "one-lamp": "En lampa", "three-lamps": "Tre lampor", rgb: "Färglampa",
  relay: "Reläer", busylight: "USB-lampa", dark: "Skylten är släckt",
};
const kindsEn = {
  text: "Text display", "one-lamp": "One lamp", "three-lamps": "Three lamps", rgb: "Colour lamp",
  relay: "Relays", busylight: "USB light", dark: "The sign is dark",
};
export const kindWords = language === "en" ? kindsEn : kindsSv;

export const onSign = {
  clear: "Inget videobesök",
  soon: "Videobesök strax",
  occupied: "Här pågår videomöte – var god stör ej",
  paused: "Paus – knacka",
  unknown: "Knacka och vänta",
  dark: "",
};
export const own = "Upptaget – var god stör ej";

// The printed plate beside each kind of sign: what is seen, how it looks, what it means.
export const plates = {
  text: [["dark", "Släckt skylt:", "knacka och vänta"]],
  "one-lamp": [["occupied", "", onSign.occupied], ["dark", "Släckt lampa:", "knacka"]],
  "three-lamps": [["dark", "Allt släckt:", "knacka och vänta"]],
  relay: [["dark", "Allt släckt:", "knacka och vänta"]],
  rgb: [
    ["occupied", "Starkt sken:", onSign.occupied], ["paused", "Rött som andas:", "paus – knacka"],
    ["soon", "Gult som andas:", "videobesök strax"], ["clear", "Svagt sken:", "inget videobesök"],
    ["dark", "Släckt:", "knacka och vänta"],
  ],
  busylight: [
    ["occupied", "Rött:", onSign.occupied], ["soon", "Gult:", "videobesök strax"],
    ["clear", "Svagt blått:", "inget videobesök"], ["dark", "Släckt:", "knacka och vänta"],
  ],
};

const chartSv = {
  title: "Skyltar", about: "Vad som syns vid dörren, för varje slags skylt",
  clear: "Inget videobesök", soon: "Strax", occupied: "Upptaget", paused: "Paus", unknown: "Vet inte",
  dark: "Utan ström eller utdragen",
};
const chartEn = {
  title: "Signs", about: "What is seen at the door, for each kind of sign",
  clear: "Clear", soon: "Soon", occupied: "Occupied", paused: "Paused", unknown: "Unknown",
  dark: "No power, or unplugged",
};
export const chart = language === "en" ? chartEn : chartSv;
