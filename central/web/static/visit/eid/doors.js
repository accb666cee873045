// Central's doors of an identification; without a network the status is 0.
import { ask } from "../doors.js";

const safely = (question) => question.catch(() => ({ status: 0, data: null }));

/** Begin an order with "bankid" or "freja": 200 with its state. */
export const start = (provider) => safely(ask("POST", "/api/eid/start", { provider }));

/** How this browser's order is. */
export const look = () => safely(ask("GET", "/api/eid"));

/** Nobody waits for it any more. */
export const cancel = () => safely(ask("POST", "/api/eid/cancel", {}));
