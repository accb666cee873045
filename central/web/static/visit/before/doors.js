// Central's doors for what is sent before the visit (R27): each answers {status, data}.
import { ask } from "../doors.js";

/** Photos and form, and whether more may come. */
export const readSent = () => ask("GET", "/api/visit/sent");

/** Take a photo back: it is deleted at once. */
export const withdrawPhoto = (id) => ask("DELETE", `/api/visit/photos/${id}`);

/** Send the answers; they take the place of the ones before. */
export const sendForm = (answers) => ask("PUT", "/api/visit/form", { answers });

/** Take the answers back. */
export const withdrawForm = () => ask("DELETE", "/api/visit/form");

/** Send one picture, as bytes. */
export async function sendPhoto(blob) {
  const headers = { "Content-Type": blob.type || "application/octet-stream" };
  const answer = await fetch("/api/visit/photos", { method: "POST", cache: "no-store", referrerPolicy: "no-referrer", headers, body: blob });
  return { status: answer.status, data: await answer.json().catch(() => null) };
}
