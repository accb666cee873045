// The icons: 24 units square, 2 thick, drawn in the colour of their words.
import { svg } from "./dom.js";

const PATHS = {
  tick: "M4.5 12.5l5 5L19.5 7",
  warning: "M12 3.5L22 20.5H2zM12 10v5M12 17.8v.2",
  microphone: "M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5 11a7 7 0 0 0 14 0M12 18v3",
  "microphone-off": "M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5 11a7 7 0 0 0 14 0M12 18v3M3.5 3.5l17 17",
  camera: "M3 8a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM15 10.5l6-3.5v10l-6-3.5",
  "camera-off":
    "M3 8a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM15 10.5l6-3.5v10l-6-3.5M3.5 3.5l17 17",
  sound: "M4 9h4l5-4v14l-5-4H4zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
  clock: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 7v5l3.5 2.5",
  phone:
    "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.1",
  form: "M6 3h12v18H6zM9 8h6M9 12h6M9 16h3",
  record: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6",
  person: "M8 7a4 4 0 1 0 8 0a4 4 0 1 0-8 0M4 21a8 8 0 0 1 16 0z",
  pause: "M8.5 6v12M15.5 6v12",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  cross: "M6 6l12 12M18 6L6 18",
  chat: "M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-9l-5 4v-4H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM8 9.5h8M8 13h5",
  send: "M4 12h15M13 6l6 6-6 6",
  clip: "M8 12.5l6-6a3 3 0 0 1 4.3 4.3l-8.2 8.2a5 5 0 0 1-7.1-7.1L11.3 3.6",
  save: "M12 4v11M7 10.5l5 5 5-5M4 20h16",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9.5v.2",
  screen: "M3 5h18v12H3zM9 21h6M12 17v4",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7l1-1",
};

/** One icon by name; words always stand beside it. */
export function icon(name) {
  return svg(
    "svg",
    {
      viewBox: "0 0 24 24",
      class: "icon",
      "aria-hidden": "true",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 2,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    },
    svg("path", { d: PATHS[name] }),
  );
}
