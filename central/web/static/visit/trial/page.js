// The test without a link: the same as before a visit, for anybody, at any time (R21).
import { moreWords, openCatalogue, say } from "../../words/words.js";
import { Capture } from "../capture.js";
import { drawHead, place, settings } from "../frame.js";
import { check } from "../screens/check.js";
import { button, heading, paragraph, phoneLines, sheet } from "../screens/parts.js";
import { wakeSound } from "../sound.js";
import { words } from "./trial.js";

const main = document.querySelector("main");
let built = null;

/** What the test needs of a session: devices, and nothing else. */
const person = {
  facts: { testing: true, early: true, over: false },
  seat: { iceServers: [] },
  checkedBefore: false,
  capture: new Capture(() => built?.update()),
  openDevices() {
    wakeSound();
    return this.capture.open();
  },
  closeTest() {
    this.capture.close();
    this.facts.over = true;
    draw();
  },
};

function over() {
  const again = () => {
    person.facts.over = false;
    draw();
  };
  const node = sheet(heading("trial.over.heading"), paragraph("trial.over"), button("trial.again", again, "primary"), phoneLines({ clinic_phone: settings().phone }));
  return { node, update() {} };
}

function draw() {
  const { over: isOver } = person.facts;
  document.body.dataset.screen = isOver ? "over" : "check";
  drawHead(document.querySelector("header"), settings().clinic, draw);
  const first = built === null;
  built?.close?.();
  built = (isOver ? over : check)(person);
  place(main, built, first);
  document.title = say("trial.title");
  built.update();
}

await openCatalogue();
await moreWords(words);
draw();
