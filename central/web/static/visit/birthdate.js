// A date of birth as people write it: 1958-04-23, 19580423, 1958 4 23, with or without last four digits.

function exists(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1880 && date <= new Date();
}

/** "YYYY-MM-DD", or null when the text is no date of birth. */
export function readBirthDate(text) {
  const parts = text.trim().match(/^(\d{4})\D?(\d{2})\D?(\d{2})(?:\D?\d{4})?$/) ?? text.trim().match(/^(\d{4})\D(\d{1,2})\D(\d{1,2})$/);
  if (!parts) return null;
  const [year, month, day] = parts.slice(1, 4).map(Number);
  if (!exists(year, month, day)) return null;
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
