// Central's doors for the person with a link: each answers {status, data}; no network throws.

export async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    cache: "no-store",
    credentials: "same-origin",
    referrerPolicy: "no-referrer",
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  return { status: answer.status, data: isJson ? await answer.json() : null };
}

/** Exchange the ticket and the birth date for a session: 200, 403 for every refusal, 429. */
export const enter = (ticket, birthDate) => ask("POST", "/api/entry", { ticket, birth_date: birthDate });

/** A guest asks for a code: 200 whatever the link, 429. */
export const askCode = (ticket) => ask("POST", "/api/entry/code", { ticket });

/** Exchange the ticket and the code for a session: 200, 403 for every refusal, 429. */
export const enterByCode = (ticket, code) => ask("POST", "/api/entry/by-code", { ticket, code });

/** Exchange the ticket and a completed identification for a session: 200, 403 for every refusal. */
export const enterByEid = (ticket) => ask("POST", "/api/eid/enter", { ticket });

/** Prove more by a completed identification: 200, or 403 for somebody else's. */
export const prove = () => ask("POST", "/api/eid/prove", {});

/** Answer the invitation without entering; the answer is always the same. */
export const answerInvitation = (ticket, birthDate, yes) =>
  ask("POST", "/api/confirm", { ticket, birth_date: birthDate, yes });

/** The visit of this browser's session: 200, or 401 when there is none. */
export const readVisit = () => ask("GET", "/api/visit");

/** The visits that this person may see (R57). */
export const readCases = () => ask("GET", "/api/cases");

/** Say yes or no to one of them (R04). */
export const answerCase = (visit, yes) => ask("POST", `/api/cases/${visit}/confirm`, { yes });

/** Cancel one of them: 200, or 409 when it is too late here. */
export const cancelCase = (visit) => ask("POST", `/api/cases/${visit}/cancel`, {});

/** Every answer to the terms, newest first (R62). */
export const readConsents = () => ask("GET", "/api/consent");

/** What the person thought of the visit (R51). */
export const rate = (answers) => ask("POST", "/api/rating", { answers });

/** Say yes or no to the visit (R04). */
export const confirmVisit = (yes) => ask("POST", "/api/visit/confirm", { yes });

/** Give or withdraw the consent to one version of the terms (R62). */
export const giveConsent = (version, accept) => ask("POST", "/api/consent", { version, accept });

/** Forget this browser's session. */
export const leaveSession = () => ask("POST", "/api/leave-session", {});
