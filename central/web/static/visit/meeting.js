// What the page needs from the lobby on, fetched while the devices are tried: the seat, the talk, the call.
export { Talk } from "../talk/talk.js";
export { CallLife } from "./call_life.js";
export { Seat } from "./seat.js";
