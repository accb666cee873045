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
  dead: "Lampan är trasig och lyser inte",
  lamp: "Lampan lyser som den ska",
  kill: "Ta sönder lampan", mend: "Laga lampan",
  somebody: "Någon är i rummet", nobody: "Ingen är i rummet",
  come: "Någon kommer in", go: "Alla går ut",
  plug: "Anslut", unplug: "Dra ur", freeze: "Frys bilden", thaw: "Tina bilden",
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
  dead: "The lamp is broken and does not shine",
  lamp: "The lamp shines as it should",
  kill: "Break the lamp", mend: "Mend the lamp",
  somebody: "Somebody is in the room", nobody: "Nobody is in the room",
  come: "Somebody comes in", go: "Everybody leaves",
  plug: "Plug in", unplug: "Unplug", freeze: "Freeze picture", thaw: "Thaw picture",
  unplugged: "Unplugged", idle: "Plugged in, off", frozen: "On, picture frozen",
  capturing: "On", talking: "Microphone on", gone: "Not there right now",
  real: "Real, not simulated",
};

const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language;
export const language = asked.startsWith("en") ? "en" : "sv";
export const words = language === "en" ? en : sv;

export const onSign = {
  clear: "Inget videobesök",
  soon: "Videobesök strax",
  occupied: "Här pågår videomöte – var god stör ej",
  paused: "Paus – knacka",
  unknown: "Knacka och vänta",
  dark: "",
};
