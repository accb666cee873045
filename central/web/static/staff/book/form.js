// The booking form: who, what, when, where; fast by keyboard, Enter goes on.
import { h, write } from "../../look/dom.js";
import { canSay, otherLanguage, say } from "../../words/words.js";
import { choice, field, line, question, tick } from "./fields.js";

const MODES = ["invite", "now", "practice"];
const LANGUAGES = "sv en ar fa prs ckb ps so ti pl ru uk es de fi th tr vi zh".split(" ");
const QUESTIONS = ["examination", "undisturbed", "device", "understood"];
const GUEST = ["guest_name", "guest_phone", "guest_email"];
const QUARTER_S = 900;
const PRACTICE_MIN = 20;

const nameOfLanguage = (tag) => {
  const mine = otherLanguage().name === "en" ? "sv" : "en";
  return new Intl.DisplayNames([mine], { type: "language" }).of(tag) ?? tag;
};

/** Date and time of the clinic's clock, as the inputs take them. */
export function localParts(seconds) {
  const timeZone = document.documentElement.dataset.timezone;
  const form = { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const [date, time] = new Intl.DateTimeFormat("sv-SE", form).format(seconds * 1000).split(" ");
  return { date, time };
}

function modes(chosen, changed) {
  const rows = MODES.map((mode) => {
    const input = h("input", { type: "radio", name: "mode", id: `book-mode-${mode}`, value: mode, checked: mode === chosen, onchange: changed });
    return h("span", {}, input, h("label", { for: `book-mode-${mode}` }, say(`book.mode.${mode}`)));
  });
  return h("fieldset", { class: "modes" }, h("legend", { class: "unseen" }, say("book.heading")), ...rows);
}

/** Build the form for what central offers; `kept.values` fill it, `problem` is shown beside its field. */
export function bookingForm(desk, offered, kept, { problem, draft }) {
  const before = kept.values?.filled ?? {};
  const next = localParts(Math.ceil(offered.now / QUARTER_S) * QUARTER_S + QUARTER_S);
  const kinds = offered.kinds.map(({ name, minutes }) => [name, say("book.kind.minutes", { kind: name, minutes })]);
  const rooms = [["", say("book.location.free")], ...offered.rooms.map(({ location, room }) => [location, room])];
  const others = offered.clinicians.map(({ id, name }) => [id, name]);
  const clinicians = [...(offered.oneself ? [["me", say("book.clinician.me")]] : []), ["room", say("book.clinician.room")], ...others, ["other", say("book.clinician.other")]];

  const fields = {
    colleague: field("colleague", choice([...others, ["other", say("book.clinician.other")]], others[0]?.[0] ?? "other")),
    name: field("name", line({ maxlength: 200 })),
    colleague_id: field("colleague_id", line({ maxlength: 64 }), { label: "book.clinician_id" }),
    personnummer: field("personnummer", line({ maxlength: 20, inputmode: "text" }), { hint: "book.personnummer.hint" }),
    birth_date: field("birth_date", line({ maxlength: 10, placeholder: "1980-04-23", inputmode: "numeric" })),
    phone: field("phone", line({ type: "tel", maxlength: 24 })),
    email: field("email", line({ type: "email", maxlength: 254 })),
    kind: field("kind", choice(kinds, kinds[0][0])),
    minutes: field("minutes", line({ type: "number", min: 5, max: 480, step: 5 })),
    date: field("date", line({ type: "date", value: next.date, min: localParts(offered.now).date })),
    start: field("start", line({ type: "time", value: next.time, step: 300 })),
    location: field("location", choice(rooms, "")),
    clinician: field("clinician", choice(clinicians, clinicians[0][0])),
    clinician_name: field("clinician_name", line({ maxlength: 200 })),
    clinician_id: field("clinician_id", line({ maxlength: 64 })),
    guest_name: field("guest_name", line({ maxlength: 200 }), { hint: "book.guest_name.hint", kind: "guest" }),
    guest_phone: field("guest_phone", line({ type: "tel", maxlength: 24 })),
    guest_email: field("guest_email", line({ type: "email", maxlength: 254 })),
    language: field("language", choice(LANGUAGES.map((tag) => [tag, nameOfLanguage(tag)]), offered.language)),
    message: field("message", h("textarea", { maxlength: 500, rows: 3 }), { hint: "book.message.hint" }),
  };
  const ticks = {
    regional: tick("regional", { hint: "book.regional.hint" }),
    confirm: tick("confirm", { hint: "book.confirm.hint" }),
    guardian: tick("guardian", { hint: "book.guardian.hint" }),
    proxy: tick("proxy", { hint: "book.proxy.hint" }),
    without_eid: tick("without_eid", { hint: "book.without_eid.hint" }),
    interpreter: tick("interpreter"),
    protected: tick("protected", { hint: "book.protected.hint" }),
  };
  const questions = QUESTIONS.map((name) => question(name, () => suitability.wrong(null)));
  const suitability = wrongBeside("suitability", questions);
  const fault = h("p", { class: "say fault", role: "alert" });
  const offeredContact = h("p", { class: "quiet small", "aria-live": "polite" });
  const next_ = h("button", { class: "button primary", type: "submit" }, say("book.look"));
  let mode = before.mode ?? "invite";
  let kindBefore = null;

  const more = h(
    "section",
    { class: "card" },
    h("h2", {}, say("book.more")),
    ...["confirm", "without_eid", "guardian", "proxy"].map((one) => ticks[one].node),
    fields.language.node,
    ticks.interpreter.node,
    ...GUEST.map((one) => fields[one].node),
  );
  const form = h(
    "form",
    { novalidate: true, autocomplete: "off", onsubmit: submit },
    h("header", { class: "book-head" }, h("h1", { tabindex: "-1" }, say("book.heading")), modes(mode, (event) => chooseMode(event.target.value))),
    h(
      "div",
      { class: "book-columns" },
      h("section", { class: "card" }, h("h2", {}, say("book.who")), fields.colleague.node, fields.name.node, fields.colleague_id.node, fields.personnummer.node, fields.birth_date.node, fields.phone.node, fields.email.node, offeredContact, ticks.regional.node, ticks.protected.node),
      h("section", { class: "card" }, h("h2", {}, say("book.what")),
        h("div", { class: "two wide" }, fields.kind.node, fields.minutes.node),
        h("div", { class: "two" }, fields.date.node, fields.start.node),
        h("div", { class: "two" }, fields.location.node, fields.clinician.node),
        h("div", { class: "two" }, fields.clinician_name.node, fields.clinician_id.node),
        fields.message.node),
      h("div", { class: "stack" }, suitability.node, more),
    ),
    h("footer", { class: "book-foot" }, fault, next_),
  );

  const kindNow = () => offered.kinds.find(({ name }) => name === fields.kind.input.value) ?? offered.kinds[0];
  const shows = (node, on) => (node.hidden = !on);

  /** What belongs to the chosen kind, way and clinician; what a kind says fills in, and can be changed. */
  function arrange() {
    const kind = kindNow();
    const practice = mode === "practice";
    if (kind.name !== kindBefore) {
      fields.minutes.input.value = practice ? PRACTICE_MIN : kind.minutes;
      ticks.confirm.input.checked = kind.confirm;
      ticks.guardian.input.checked = kind.guardian;
      kindBefore = kind.name;
    }
    for (const one of [fields.date, fields.start]) shows(one.node, mode === "invite" || practice);
    for (const one of [fields.personnummer, ticks.regional, fields.kind, ticks.guardian, ticks.proxy, ticks.protected, ticks.interpreter, fields.message]) shows(one.node, !practice);
    shows(ticks.confirm.node, mode === "invite");
    shows(fields.birth_date.node, practice || ticks.regional.input.checked || unknownBirth);
    shows(fields.phone.node, !practice);
    shows(fields.email.node, practice || !ticks.guardian.input.checked);
    shows(suitability.node, kind.questions && !practice);
    shows(ticks.without_eid.node, !practice && offered.asks_more.includes(kind.name));
    for (const one of GUEST) shows(fields[one].node, !practice && ticks.interpreter.input.checked);
    const unlisted = fields.colleague.input.value === "other";
    shows(fields.colleague.node, practice && others.length > 0);
    shows(fields.colleague_id.node, practice && unlisted);
    shows(fields.name.node, !practice || unlisted);
    shows(more, !practice);
    write(fields.email.node.firstChild, say(practice ? "book.email.colleague" : "book.email"));
    const other = fields.clinician.input.value === "other";
    shows(fields.clinician_name.node, other);
    shows(fields.clinician_id.node, other);
  }
  let unknownBirth = false;

  function chooseMode(wanted) {
    if (wanted === "practice") fields.minutes.input.value = PRACTICE_MIN;
    else if (mode === "practice") fields.minutes.input.value = kindNow().minutes;
    mode = wanted;
    arrange();
  }

  function clinician() {
    const value = fields.clinician.input.value;
    if (value === "me") return undefined;
    if (value === "room") return {};
    if (value === "other") return { name: fields.clinician_name.input.value, id: fields.clinician_id.input.value.trim() || undefined };
    return offered.clinicians.find(({ id }) => id === value);
  }

  /** The colleague to practise with, by name and HSA-id; a patient has a name alone. */
  function person() {
    const name = fields.name.input.value;
    if (mode !== "practice") return { name };
    const known = offered.clinicians.find(({ id }) => id === fields.colleague.input.value);
    return known ? { name: known.name, colleague: known.id } : { name, colleague: fields.colleague_id.input.value.trim() || undefined };
  }

  /** The interpreter, where anything is written of one. */
  function guest() {
    const [name, phone, email] = GUEST.map((one) => (fields[one].node.hidden ? "" : fields[one].input.value.trim()));
    return name || phone || email ? { role: "interpreter", name, phone: phone || undefined, email: email || undefined } : undefined;
  }

  function answers() {
    if (suitability.node.hidden) return undefined;
    return Object.fromEntries(questions.map((one) => [one.name, one.value()]));
  }

  /** Only what is seen is asked for. */
  function asked() {
    const text = (one) => (one.node.hidden ? undefined : one.input.value.trim() || undefined);
    const on = (one) => !one.node.hidden && one.input.checked;
    const { date, start } = fields;
    return {
      ...person(),
      personnummer: text(fields.personnummer),
      regional: on(ticks.regional),
      birth_date: text(fields.birth_date),
      phone: text(fields.phone),
      email: text(fields.email),
      kind: text(fields.kind),
      minutes: Number(fields.minutes.input.value) || undefined,
      start: date.node.hidden ? undefined : `${date.input.value}T${start.input.value}`,
      location: text(fields.location),
      clinician: clinician(),
      confirm: ticks.confirm.node.hidden ? undefined : ticks.confirm.input.checked,
      guardian: on(ticks.guardian),
      proxy: on(ticks.proxy),
      interpreter: on(ticks.interpreter),
      without_eid: on(ticks.without_eid),
      guest: guest(),
      language: more.hidden ? undefined : text(fields.language),
      protected: on(ticks.protected),
      practice: mode === "practice",
      message: text(fields.message),
      suitability: answers(),
    };
  }

  function filled() {
    const all = { mode, ...Object.fromEntries(questions.map((one) => [`suitability-${one.name}`, one.value()])) };
    for (const one of Object.values(fields)) all[one.name] = one.input.value;
    for (const one of Object.values(ticks)) all[one.name] = one.input.checked;
    return all;
  }

  function refill() {
    for (const one of Object.values(fields)) if (one.name in before) one.input.value = before[one.name];
    kindBefore = "mode" in before ? kindNow().name : null;
    for (const one of Object.values(ticks)) if (one.name in before) one.input.checked = before[one.name];
    for (const one of questions) if (typeof before[`suitability-${one.name}`] === "boolean") one.put(before[`suitability-${one.name}`]);
    unknownBirth = Boolean(before.birth_date);
  }

  function refuse({ field: name, words }) {
    const known = { ...fields, suitability, colleague: fields.colleague_id.node.hidden ? fields.colleague : fields.colleague_id };
    if (name === "birth_date") {
      unknownBirth = true;
      arrange();
    }
    const one = known[name];
    if (!one || one.node.hidden) return write(fault, say(canSay(words) ? words : "book.wrong.other"));
    one.wrong(words);
    one.input.focus();
  }

  async function submit(event) {
    event.preventDefault();
    write(fault, "");
    const missing = questions.find((one) => one.value() === null);
    if (!suitability.node.hidden && missing) {
      suitability.wrong("book.wrong.suitability");
      missing.input.focus();
      return;
    }
    next_.setAttribute("aria-disabled", "true");
    const said = await draft({ asked: asked(), filled: filled() });
    next_.removeAttribute("aria-disabled");
    if (said) refuse(said);
  }

  /** Contact data of the last booking, where the clinic keeps it (R07); never over what stands there. */
  async function offerContact() {
    const number = fields.personnummer.input.value.trim();
    if (!offered.prefill || number.length < 10) return;
    const { status, data } = await desk.ask("POST", "/api/staff/bookings/contact", { personnummer: number });
    if (status !== 200 || (!data.phone && !data.email)) return;
    for (const name of ["phone", "email"]) if (data[name] && !fields[name].input.value) fields[name].input.value = data[name];
    write(offeredContact, say("book.contact.offered"));
  }

  refill();
  arrange();
  fields.kind.input.addEventListener("change", arrange);
  for (const one of [fields.clinician, fields.colleague]) one.input.addEventListener("change", arrange);
  for (const one of [ticks.regional, ticks.guardian, ticks.interpreter]) one.input.addEventListener("change", arrange);
  fields.personnummer.input.addEventListener("change", offerContact);
  return {
    node: form,
    focus() {
      if (problem) refuse(problem);
      else Object.values(fields).find(({ node }) => !node.hidden).input.focus({ preventScroll: true });
    },
  };
}

function wrongBeside(name, questions) {
  const fault = h("p", { class: "wrong", role: "alert", hidden: true });
  const node = h("section", { class: "card" }, h("h2", {}, say("book.suitability.heading")), fault, ...questions.map((one) => one.node));
  function wrong(words) {
    fault.hidden = !words;
    write(fault, words ? say(words) : "");
  }
  return { node, name, input: questions[0].input, wrong };
}
