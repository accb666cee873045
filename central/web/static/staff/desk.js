// What every part of the staff's page shares: who is signed in, what the address asks for, asking central.

const LOOK_MS = 60000;

/** Ask central; {status, data}, status 0 where there is no network. */
export async function ask(method, path, body, headers = {}) {
  try {
    const answer = await fetch(path, {
      method,
      cache: "no-store",
      credentials: "same-origin",
      referrerPolicy: "no-referrer",
      headers: body ? { "Content-Type": "application/json", ...headers } : headers,
      body: body ? JSON.stringify(body) : undefined,
    });
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
    return { status: answer.status, data: isJson ? await answer.json() : null };
  } catch {
    return { status: 0, data: null };
  }
}

/** The desk; `changed()` is called after each change of who sits there or what is looked at. */
export class Desk {
  me = null;
  /** "unknown" before the first answer, then "in" or "out". */
  signed = "unknown";
  reached = true;
  #changed;

  constructor(changed) {
    this.#changed = changed;
    addEventListener("hashchange", () => changed());
    setInterval(() => this.look(), LOOK_MS);
  }

  /** The address's fragment: `#visit/4711` is ["visit", "4711"]. */
  get place() {
    return location.hash.slice(1).split("/").map(decodeURIComponent);
  }

  /** Whether the person may do what `right` names (central.core.access). */
  may(right) {
    return this.me?.rights.includes(right) ?? false;
  }

  /** The chosen clinic, or undefined. */
  get clinic() {
    return this.me?.clinics.find(({ id }) => id === this.me.clinic);
  }

  /** Go to another view. */
  go(...parts) {
    location.hash = parts.map(encodeURIComponent).join("/");
  }

  /** Ask central; a browser that is no longer signed in comes to the sign-in by itself. */
  async ask(method, path, body, headers) {
    const answer = await ask(method, path, body, headers);
    const reached = answer.status !== 0;
    if (answer.status === 401 && this.signed === "in") this.#set({ me: null, signed: "out" });
    else if (reached !== this.reached) this.#set({ reached });
    return answer;
  }

  /** Who is signed in now. */
  async look() {
    const { status, data } = await this.ask("GET", "/api/staff/me");
    if (status === 200) this.#set({ me: data, signed: "in" });
    else if (status === 401) this.#set({ me: null, signed: "out" });
  }

  async choose(clinic) {
    await this.ask("PUT", "/api/staff/clinic", { clinic });
    await this.look();
  }

  async signOut() {
    await this.ask("POST", "/api/staff/sign-out", {});
    await this.look();
  }

  #set(change) {
    const before = JSON.stringify([this.me, this.signed, this.reached]);
    Object.assign(this, change);
    if (JSON.stringify([this.me, this.signed, this.reached]) !== before) this.#changed();
  }
}
