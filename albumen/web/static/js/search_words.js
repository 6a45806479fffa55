// Names of what a query consists of, for people: icons, and lines for reasons.

import { count, t } from "./strings.js";

// Names in icons.svg; search_words.py has the same.
const ICONS = {
  words: "search", tag: "tag", date: "calendar", time: "clock", place: "place", camera: "camera", lens: "lens", name: "folder",
  kind: "utility", text: "text", people: "people", object: "boxes", like: "similar",
};

/** Name the icon of a kind of chip; null is a field whose value is still to be typed. */
export function iconOf(kind) {
  return ICONS[kind] ?? "keyboard";
}

/** Name a kind of chip. */
export function kindOf(kind) {
  return t(`search.kind_${kind ?? "field"}`);
}

/** Write a reason, without its score. */
export function reasonText(reason) {
  return t(`search.reason_${reason.kind}`, { text: reason.text });
}

/** Write all reasons of a photo in a line: "dog 0.93 · Lisbon". */
export function reasonLine(reasons) {
  return reasons.map((reason) => reasonText(reason) + (reason.score === null ? "" : ` ${reason.score.toFixed(2)}`)).join(" · ");
}

/** Write a number of photos: "1 photo", "1,200 photos". */
export function photosOf(number) {
  return number === 1 ? t("search.one_photo") : t("search.photos", { count: count(number) });
}

/** Write a note as a sentence. */
export function sentence(text) {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** Count a position in a string in characters, as the server does, and not in the halves of UTF-16. */
export function charsBefore(text, position) {
  return Array.from(text.slice(0, position)).length;
}

/** Find a position that was counted in characters. */
export function positionOf(text, chars) {
  return Array.from(text).slice(0, chars).join("").length;
}
